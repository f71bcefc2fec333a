import { describe, expect, it } from 'vitest';
import { spendWith, warned } from './moneyFixtures.ts';
import { appOpener } from './appOpener.ts';
import type { App } from './openApp.ts';
import { answerEntry, card, chat, spend, status, streamingEntry, userEntry } from './surfaceFixtures.ts';

const openApp = appOpener();
let app: App;

const attachments = [
  { kind: 'selection', name: 'src/a/very/long/path/to/a/file/stream.ts', firstLine: 41, lastLine: 67, text: 'x' },
] as const;
const state = {
  ...chat(
    userEntry('a', `How long is a metre? ${'x'.repeat(200)}`, { attachments }),
    answerEntry('b', '# Metre\n\nA **metre** is `100` cm.\n\n```ts\nconst metre = 100;\n```'),
    answerEntry('c', 'A part', { state: 'stopped', siblings: ['c', 'e'] }),
    streamingEntry('d', 1, 'More'),
  ),
  conversations: [card(0, 'Metres')],
  earlier: 240,
};

describe.each([300, 340, 700, 1600])('%i px wide', (width) => {
  it('nothing sticks out at the side', async () => {
    app = await openApp({ state, width });
    expect(await app.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const log = app.page.getByRole('log');
    expect(await log.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  });

  it('no figure is cut off', async () => {
    const long = spend({
      conversationUsd: '0.00123456',
      todayUsd: '12.3456',
      monthUsd: '12.3456',
      leftUsd: '187.65',
      conversationApproximate: true,
      todayApproximate: true,
      leftApproximate: true,
    });
    app = await openApp({ state: { ...state, status: status({ spend: long }) }, width });
    const usage = { promptTokens: 12_345, completionTokens: 6_789 };
    await app.host.update({
      op: 'progress',
      stream: 1,
      cost: null,
      usage,
      received: { textTokens: usage.completionTokens, reasoningTokens: 0 },
      firstTokenMs: 12_345,
      latencyMs: 60_000,
    });
    const cut = await app.page
      .locator('.figure .value:visible')
      .evaluateAll((values) =>
        values
          .filter((value) => value.scrollWidth > value.clientWidth + 1 || value.getBoundingClientRect().right > innerWidth)
          .map(({ textContent }) => textContent),
      );
    expect(cut).toEqual([]);
  });

  it('the sign of an estimate stands clear of the edge of its cell', async () => {
    const approximate = { conversationApproximate: true, todayApproximate: true, leftApproximate: true, monthApproximate: true };
    const large = spendWith({ ...warned, approximate: true }, approximate);
    app = await openApp({ state: { ...state, status: status({ spend: large }) }, width });
    const gaps = await app.page.locator('.telemetry .money > .sign:visible').evaluateAll((signs) =>
      signs.map((sign) => {
        const cell = sign.closest('.telemetry .cell')!;
        const box = [sign.closest('.figure')!, cell].find((part) => getComputedStyle(part).borderLeftWidth !== '0px')!;
        return sign.getBoundingClientRect().left - box.getBoundingClientRect().left - box.clientLeft;
      }),
    );
    expect(gaps.length).toBeGreaterThan(1);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4);
  });

  it('no text is smaller than 11 px, no corner rounder than 2 px', async () => {
    app = await openApp({ state, width });
    const offenders = await app.page.evaluate(() => {
      const found: string[] = [];
      for (const element of document.body.querySelectorAll('*')) {
        const { fontSize, borderTopLeftRadius, display } = getComputedStyle(element);
        if (display !== 'none' && parseFloat(fontSize) < 11) found.push(`${element.className.toString()} ${fontSize}`);
        if (parseFloat(borderTopLeftRadius) > 2) found.push(`${element.className.toString()} ${borderTopLeftRadius}`);
      }
      return found;
    });
    expect(offenders).toEqual([]);
  });
});

it('draws with the fonts it brings, and fetches nothing else', async () => {
  app = await openApp({ state });
  const fonts = await app.page.evaluate(async () => {
    await document.fonts.ready;
    return [...document.fonts].map(({ family, weight, status: loaded }) => `${family.replaceAll('"', '')} ${weight} ${loaded}`).sort();
  });
  expect(fonts).toContain('JetBrains Mono 400 loaded');
  expect(fonts).toContain('Space Grotesk 500 loaded');
  const names = await app.page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin));
  expect(new Set(names)).toEqual(new Set(['https://neural-terminal.test']));
});

const running = () =>
  app.page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => animation instanceof CSSAnimation)
      .map((animation) => animation.animationName),
  );

describe('motion', () => {
  it('is there for those who want it', async () => {
    app = await openApp({ state: chat(userEntry('a', 'Hi'), streamingEntry('b', 1)), reducedMotion: false });
    expect(await running()).toContain('blink');
  });

  it.each([
    ['the system', { reducedMotion: true }],
    ['VS Code', { reducedMotion: false, bodyClass: 'vscode-dark vscode-reduce-motion' }],
  ])('is gone, cursor included, when %s asks for less', async (_name, options) => {
    app = await openApp({ state: chat(userEntry('a', 'Hi'), streamingEntry('b', 1)), ...options });
    await app.page.getByRole('button', { name: 'Archive', exact: true }).click();
    expect(await running()).toEqual([]);
  });

  it('of the power-on is over within half a second and comes once per window', async () => {
    app = await openApp({ reducedMotion: false });
    const ends = await app.page.evaluate(() =>
      document.getAnimations().map(({ effect }) => Number(effect?.getComputedTiming().endTime ?? 0)),
    );
    expect(Math.max(0, ...ends.filter(Number.isFinite))).toBeLessThanOrEqual(500);
    expect(await app.page.evaluate(() => document.documentElement.className)).toBe('power-on');
    await app.page.reload();
    await app.page.locator('[data-cell="Spend"]').waitFor();
    expect(await app.page.evaluate(() => document.documentElement.className)).toBe('');
  });
});

describe('the tube', () => {
  const ground = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = { bodyClass: 'vscode-light', colours: { 'editor-background': '#fffffe', foreground: '#3b3b3b' } };
  const themed = (theme: 'phosphor' | 'amber' | 'editor') => ({ ...state, status: status({ theme }) });

  it.each([
    ['phosphor', 'rgb(10, 10, 15)'],
    ['amber', 'rgb(13, 10, 6)'],
  ] as const)('%s stays dark under a light theme', async (theme, colour) => {
    app = await openApp({ state: themed(theme), ...light });
    expect(await ground()).toBe(colour);
  });

  it('editor takes the colours of the theme', async () => {
    app = await openApp({ state: themed('editor'), ...light });
    expect(await ground()).toBe('rgb(255, 255, 254)');
  });

  it.each(['phosphor', 'amber', 'editor'] as const)('%s gives way to high contrast, glow and scan lines included', async (theme) => {
    app = await openApp({
      state: themed(theme),
      bodyClass: 'vscode-high-contrast',
      colours: { 'editor-background': '#000000', foreground: '#ffffff' },
    });
    expect(await ground()).toBe('rgb(0, 0, 0)');
    const drawn = await app.page.evaluate(() => ({
      title: getComputedStyle(document.querySelector('.glow')!).textShadow,
      lamp: getComputedStyle(document.querySelector('.lamp i')!).boxShadow,
      lines: getComputedStyle(document.querySelector('.scan-lines')!).backgroundImage,
      model: getComputedStyle(document.querySelector('.assistant .text')!).color,
    }));
    expect(drawn).toMatchObject({ title: 'none', lamp: 'none', model: 'rgb(255, 255, 255)' });
    expect(drawn.lines).toContain('rgba(0, 0, 0, 0)');
    expect(drawn.lines).not.toMatch(/rgba\(255/);
  });
});
