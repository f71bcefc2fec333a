import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../support/projectRoot.ts';

const folder = join(projectRoot, 'webview-ui/theme');
const tokens = readFileSync(join(folder, 'tokens.css'), 'utf8').replace(/\/\*.*?\*\//gs, '');

type Declarations = ReadonlyMap<string, string>;

/** The custom properties of the rule with exactly this selector. */
function rule(selector: string): Declarations {
  const start = tokens.indexOf(`${selector} {`);
  expect(start, selector).toBeGreaterThanOrEqual(0);
  const body = tokens.slice(tokens.indexOf('{', start) + 1, tokens.indexOf('}', start));
  return new Map([...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value.trim()]));
}

/** Later rules win, as in the browser. VS Code's own variables are as its high-contrast themes define them: the fallbacks. */
function theme(...selectors: readonly string[]): (token: string) => string {
  const all = new Map(selectors.flatMap((selector) => [...rule(selector)]));
  const resolve = (value: string): string => {
    const reference = /^var\((--[\w-]+)(?:,\s*(.+))?\)$/.exec(value);
    if (!reference) return value;
    const [, name = '', fallback] = reference;
    const next = all.get(name) ?? fallback;
    if (next === undefined) throw new Error(`${name} is defined nowhere.`);
    return resolve(next);
  };
  return (token) => resolve(`var(${token})`);
}

function luminance(hex: string): number {
  expect(hex).toMatch(/^#[0-9a-f]{6}$/);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2: from 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const themes = {
  phosphor: theme(':root'),
  amber: theme(':root', ":root[data-theme='amber']"),
  'high contrast': theme(':root', 'body.vscode-high-contrast'),
  'amber under high contrast': theme(':root', ":root[data-theme='amber']", 'body.vscode-high-contrast'),
  'high contrast light': theme(':root', 'body.vscode-high-contrast', 'body.vscode-high-contrast-light'),
};
const grounds = ['--void', '--surface', '--ash'];
const texts = ['--phosphor', '--phosphor-soft', '--model-text', '--paper', '--amber', '--dim'];
const codeTexts = ['keyword', 'string', 'number', 'comment', 'name', 'punctuation'].map((kind) => `--code-${kind}`);

describe.each(Object.entries(themes))('contrast of the theme %s', (_name, token) => {
  it.each(grounds.flatMap((ground) => texts.map((text) => [text, ground] as const)))('%s on %s reaches 7:1', (text, ground) => {
    expect(contrast(token(text), token(ground))).toBeGreaterThanOrEqual(7);
  });

  it.each(['--void', '--surface'])('--alarm on %s reaches 7:1', (ground) => {
    expect(contrast(token('--alarm'), token(ground))).toBeGreaterThanOrEqual(7);
  });

  it.each(codeTexts)('%s on --ash reaches 7:1', (text) => {
    expect(contrast(token(text), token('--ash'))).toBeGreaterThanOrEqual(7);
  });

  it('inverted text on --phosphor reaches 7:1', () => {
    expect(contrast(token('--inverse'), token('--phosphor'))).toBeGreaterThanOrEqual(7);
  });

  it.each(['--edge', '--model-rule', '--person-rule', '--alarm-rule'])('%s, a part of controls and lamps, reaches 4.5:1', (part) => {
    for (const ground of ['--void', '--surface']) expect(contrast(token(part), token(ground))).toBeGreaterThanOrEqual(4.5);
  });
});

it('no style sheet but the token file names a colour', () => {
  const sheets = [...readdirSync(folder).map((name) => join(folder, name)), join(folder, '../markdown/markdown.css')];
  const named = sheets
    .filter((path) => !path.endsWith('tokens.css'))
    .filter((path) => /#[0-9a-f]{3,8}\b(?![^{]*\{)|\b(?:rgb|hsl|oklch)a?\(/i.test(readFileSync(path, 'utf8').replace(/\/\*.*?\*\//gs, '')));
  expect(named).toEqual([]);
});
