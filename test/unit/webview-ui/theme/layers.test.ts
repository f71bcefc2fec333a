import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../support/projectRoot.ts';

const folder = join(projectRoot, 'webview-ui');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

/** The layer of a sheet, by where it lies. */
function layerOf(name: string): string {
  const [, theme] = /^theme\/(tokens|base|motion)\.css$/.exec(name) ?? [];
  return theme ?? (/^(ui|charts)\//.test(name) ? 'ui' : 'features');
}

const declared = ['theme/layers.css', 'theme/fonts.css'];
const sheets = globSync('**/*.css', { cwd: folder }).filter((name) => !declared.includes(name));

it.each(sheets)('%s lies in its layer, whole', (name) => {
  const rules = read(name).replaceAll(/\/\*.*?\*\//gs, '');
  const lines = rules.split('\n').filter((line) => /^\S/.test(line));
  expect(lines).toEqual([`@layer ${layerOf(name)} {`, '}']);
});

it.each(sheets)('%s names what lies above what', (name) => {
  expect(read(name).match(/z-index: (?!var\(--stack-)[^;]*/g)).toBeNull();
});

it('the order of the layers is declared before the first sheet', () => {
  expect(read('theme/layers.css')).toContain('@layer tokens, base, ui, features, motion;');
  const [before = ''] = read('main.tsx').split("import './theme/layers.css';\n", 1);
  expect(before).not.toMatch(/\.css|from '/);
});

it.each(sheets.filter((name) => !name.startsWith('theme/')))('%s is imported by what it dresses', (name) => {
  const beside = globSync(join(name, '../*.tsx'), { cwd: folder }).map(read).join('\n');
  expect(beside).toContain(`import './${name.split('/').at(-1)}';`);
});
