import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMarkdownLab, type MarkdownLab } from './harness.ts';

let markdownLab: MarkdownLab;
beforeAll(async () => {
  markdownLab = await startMarkdownLab();
});
afterAll(() => markdownLab.close());

const LINE = 'const answer = await instrument.read(); // line\n';

describe('a very long answer', () => {
  it.each([
    ['1 MB of words on one line', 'word '.repeat(200_000), 1_000_000],
    ['1 MB without a space', 'x'.repeat(1_000_000), 1_000_000],
    ['1 MB of marks of emphasis', '**a '.repeat(250_000), 1_000_000],
    ['an unclosed fence of 100,000 lines', `\`\`\`ts\n${LINE.repeat(100_000)}`, 'typescopy'.length - 3 + LINE.length * 100_000],
    ['an unclosed fence with 1 MB on one line', `\`\`\`\n${'y'.repeat(1_000_000)}`, 1_000_000],
    ['a list of 20,000 items', '- one item\n'.repeat(20_000), 'one item'.length * 20_000],
  ])('is shown in parts that leave the page alive: %s', async (name, text, length) => {
    const { page, incidents } = await markdownLab.open();
    const shownAtOnce = await page.evaluate((source) => {
      lab.show(source);
      return document.querySelector('.markdown')?.textContent.length ?? 0;
    }, text);
    if (!name.includes('fence')) expect(shownAtOnce).toBeLessThan(length);
    // White space at the ends of paragraphs is not shown, and the bar of a block of code is.
    await page.waitForFunction((least) => (document.querySelector('.markdown')?.textContent.length ?? 0) >= least, length * 0.999);
    const longest = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll('.markdown p, .chunk')].map((part) => part.textContent.length), 0),
    );
    expect(longest).toBeLessThanOrEqual(16_384);
    expect(incidents).toEqual([]);
    await page.close();
  });

  it('as an open fence grows by appending: what stands is not touched', async () => {
    const { page } = await markdownLab.open();
    const touched = await page.evaluate((line) => {
      let changed = 0;
      let first: Element | null = null;
      lab.stream(`\`\`\`ts\n${line.repeat(400)}`, [97], () => {
        const chunk = document.querySelector('.chunk');
        if (first && (chunk !== first || chunk.childNodes.length !== 1)) changed++;
        first = chunk;
      });
      return { changed, chunks: document.querySelectorAll('.chunk').length };
    }, LINE);
    expect(touched).toEqual({ changed: 0, chunks: 7 });
    await page.close();
  });

  it('as a paragraph is cut, its lines stand as close as before, while it grows and afterwards', async () => {
    const { page } = await markdownLab.open();
    const gaps = await page.evaluate(() => {
      const measured: number[][] = [];
      lab.stream('A line of *some* words.\n'.repeat(900), [7000], () => {
        const parts = [...document.querySelectorAll('.markdown > p')].map((part) => part.getBoundingClientRect());
        measured.push(parts.slice(1).map(({ top }, index) => Math.round(top - (parts[index]?.bottom ?? 0))));
      });
      return measured.at(-1)?.length === 1 ? [...new Set(measured.flat())] : measured;
    });
    expect(gaps).toEqual([0]);
    await page.close();
  });

  it('as an open paragraph is cut, so that the part that is read anew stays small', async () => {
    const { page } = await markdownLab.open();
    const parts = await page.evaluate(() => {
      lab.stream('word '.repeat(10_000), [5000]);
      return [...document.querySelectorAll('.markdown > p')].map((part) => part.textContent.length);
    });
    expect(parts.length).toBe(4);
    expect(Math.max(...parts)).toBeLessThanOrEqual(16_384);
    await page.close();
  });
});
