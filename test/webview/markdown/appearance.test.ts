import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerText } from '../../bench/streaming/answerText.ts';
import { startMarkdownLab, type MarkdownLab } from './harness.ts';

let markdownLab: MarkdownLab;
beforeAll(async () => {
  markdownLab = await startMarkdownLab();
});
afterAll(() => markdownLab.close());

/** Draws a part of an answer, and says at once which texts glow. */
function showAndLook(text: string): string[] {
  lab.show(text, true);
  return [...CSS.highlights.values()].flatMap((highlight) => [...highlight].map((range) => (range as Range).toString()));
}

const nothingGlows = () => [...CSS.highlights.values()].every(({ size }) => size === 0);

/** A page whose time stands still, but for what `page.clock.runFor` lets pass: a drawing takes none, so that the next one need not rest. */
async function openStill(): Promise<Page> {
  const { page } = await markdownLab.open();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  return page;
}

describe('fresh text', () => {
  it('glows without any element of its own, and soon rests', async () => {
    const page = await openStill();
    expect(await page.evaluate(showAndLook, 'Some **words** came')).toEqual(['Some words came']);
    expect(await page.evaluate(() => document.querySelector('.markdown')?.innerHTML)).toBe(
      '<p dir="auto" class="open">Some <strong>words</strong> came</p>',
    );
    await page.clock.runFor(1000);
    expect(await page.evaluate(nothingGlows)).toBe(true);
    expect(await page.evaluate(() => document.querySelector('.markdown')?.className)).toBe('markdown quiet');
    await page.close();
  });

  it('is only what came last', async () => {
    const page = await openStill();
    await page.evaluate(() => lab.show('Old text', true));
    await page.clock.runFor(1000);
    expect(await page.evaluate(nothingGlows)).toBe(true);
    expect(await page.evaluate(showAndLook, 'Old text and new')).toEqual([' and new']);
    await page.close();
  });

  it.each(['reduced motion of the system', 'vscode-reduce-motion', 'vscode-high-contrast'])('does not glow under %s', async (reason) => {
    const { page } = await markdownLab.open();
    await page.emulateMedia({ reducedMotion: reason.startsWith('vscode') ? 'no-preference' : 'reduce' });
    await page.evaluate((name) => document.body.classList.add(name), reason.replaceAll(' ', '-'));
    expect(await page.evaluate(showAndLook, 'Some words')).toEqual([]);
    await page.close();
  });
});

describe('the page', () => {
  it('passes axe, contrast (AAA) included', async () => {
    const { page } = await markdownLab.open();
    await page.evaluate(
      (text) => lab.showWhole(text),
      `# Title\n\n${answerText(900)}\n\n> quoted\n\n![i](https://a.example/b.png) \u202e\n\n- [x] done\n`,
    );
    await page.waitForSelector('pre .code-keyword');
    await page.addStyleTag({ content: '.markdown > .done { content-visibility: visible !important; }' });
    await page.addScriptTag({ content: axe.source });
    const violations = await page.evaluate(async () => {
      const results = await (globalThis as unknown as { axe: typeof axe }).axe.run('.markdown', {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'best-practice'],
        rules: { region: { enabled: false } },
      });
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
    await page.close();
  });

  it('scrolls wide tables and code in boxes of their own, which the keyboard reaches', async () => {
    const { page } = await markdownLab.open();
    const cells = Array.from({ length: 12 }, (_, index) => ` wide column ${index} |`).join('');
    await page.evaluate(
      (text) => lab.showWhole(text),
      `|${cells}\n|${'---|'.repeat(12)}\n|${cells}\n\n\`\`\`\n${'x'.repeat(300)}\n\`\`\`\n`,
    );
    const boxes = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.table, pre')].map((box) => ({
          tabIndex: box.tabIndex,
          scrolls: box.scrollWidth > box.clientWidth,
        })),
      );
    // What has not been near the window in a frame yet has no width of its own content.
    await expect.poll(boxes).toEqual([
      { tabIndex: 0, scrolls: true },
      { tabIndex: 0, scrolls: true },
    ]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.close();
  });
});
