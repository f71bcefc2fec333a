import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlocks } from '../../../../webview-ui/markdown/readBlocks.ts';
import { MAX_BLOCK_LENGTH, takeBlocks, type Position } from '../../../../webview-ui/markdown/takeBlocks.ts';
import { markdownTexts } from './markdownTexts.ts';

const start: Position = { offset: 0, tableHead: '' };
const withPlainLineBreaks = markdownTexts.map((text) => text.replace(/\r\n?/g, '\n'));

const rawsOf = (text: string) => [...readBlocks(text, {})].map((block) => text.slice(block.start, block.end));

describe('blocks of a complete text', () => {
  it('cover the text without gap or overlap', () => {
    fc.assert(
      fc.property(withPlainLineBreaks, (text) => rawsOf(text).join('') === text),
      { seed: 11, numRuns: 3000 },
    );
  });

  it('are cut at a line when they are too long', () => {
    const list = Array.from({ length: 3000 }, (_, index) => `${index}. item number ${index}\n`).join('');
    const raws = rawsOf(list);
    expect(raws.join('')).toBe(list);
    expect(Math.max(...raws.map(({ length }) => length))).toBeLessThanOrEqual(MAX_BLOCK_LENGTH);
    expect(raws.filter((raw) => raw.trim() !== '').every((raw) => /^\d+\. item/.test(raw))).toBe(true);
  });

  it('are cut where an item of the list begins, not within its own list', () => {
    const list = Array.from({ length: 2000 }, (_, index) => `- item ${index}\n  - within ${index}\n`).join('');
    const blocks = [...readBlocks(list, {})];
    expect(blocks.map(({ token }) => token.type)).toEqual(blocks.map(() => 'list'));
    expect(blocks.map(({ start }) => list.slice(start, start + 6))).toEqual(blocks.map(() => '- item'));
    expect(blocks.map(({ isContinued }) => isContinued)).toEqual(blocks.map((_, index) => index > 0));
  });

  it('of a paragraph of hundreds of lines keep their emphasis, and say that they go on', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `Line ${index} has *some* words and **more** of them.\n`).join('');
    const blocks = [...readBlocks(`${lines}\nThe end.`, {})].filter(({ token }) => token.type !== 'space');
    const emphasis = blocks
      .flatMap(({ token }) => ('tokens' in token && token.tokens ? token.tokens : []))
      .filter(({ type }) => /em|strong/.test(type));
    expect(emphasis).toHaveLength(1800);
    expect(blocks.map(({ isContinued }) => isContinued)).toEqual([false, true, true, false]);
  });

  it('are cut between two surrogates never, even where there is no other place', () => {
    const raws = rawsOf(`x${'\u{1f600}'.repeat(MAX_BLOCK_LENGTH)}`);
    expect(raws.length).toBeGreaterThan(1);
    expect(raws.filter((raw) => /^[\udc00-\udfff]/.test(raw))).toEqual([]);
  });

  it('repeat the head of a table that is cut, so that the rest stays a table', () => {
    const rows = Array.from({ length: 2000 }, (_, index) => `| ${index} | value |\n`).join('');
    const text = `| number | meaning |\n|---|---|\n${rows}`;
    const blocks = [...readBlocks(text, {})];
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.map(({ token }) => token.type)).toEqual(blocks.map(() => 'table'));
    expect(blocks.map((block) => text.slice(block.start, block.end)).join('')).toBe(text);
  });

  it.each([
    ['blank lines', 'a\n\n'.padEnd(50_000, '\n')],
    ['blank lines before a word', `a${'\n'.repeat(40_000)}b`],
    ['definitions', '[a]: b\n'.repeat(10_000)],
    ['one word', 'x'.repeat(100_000)],
    ['an opening fence', `\`\`\`${'x'.repeat(100_000)}`],
    ['marks of emphasis', '**a '.repeat(20_000)],
  ])('come to an end when all there is are %s', (_, text) => {
    expect(rawsOf(text).join('')).toBe(text);
  });

  it('of a long unclosed fence are one block', () => {
    const text = `before\n\n\`\`\`\n${'line of code\n'.repeat(10_000)}`;
    expect(rawsOf(text).map(({ length }) => length)).toEqual([6, 2, text.length - 8]);
  });

  it('nested ten thousand deep do not overflow the stack', () => {
    for (const text of [
      '>'.repeat(10_000),
      '- '.repeat(8000),
      `${'**a '.repeat(3000)}x${' a**'.repeat(3000)}`,
      `${'!['.repeat(4000)}x${'](y)'.repeat(4000)}`,
    ]) {
      expect(rawsOf(text).join('')).toBe(text);
    }
  });
});

describe('blocks of a growing text', () => {
  it.each([
    ['a **b', true],
    ['a **b\n', true],
    ['a **b\n\n', false],
    ['a **b\n\nc', false],
    ['## a **b', true],
    ['## a **b\n', false],
    ['- a\n- **b', true],
    ['- **a\n- b', false],
    ['> - **b', true],
    ['| a |\n|---|\n| c | **b', true],
    ['| a |\n|---|\n| **b |', false],
    ['| a |\n|---|\n| **b\n', false],
    ['a **b\n\n```\n**b', false],
  ])('are shown as what they will be only where text may still come: %j', (text, expected) => {
    const { finished, open } = takeBlocks(text, start, {}, false);
    expect([...finished, ...open].some(({ isProvisional }) => isProvisional)).toBe(expected);
    expect(finished.some(({ isProvisional }) => isProvisional)).toBe(false);
    expect(takeBlocks(text, start, {}, true).finished.some(({ isProvisional }) => isProvisional)).toBe(false);
  });

  it('are only finished when no text to come changes them', () => {
    fc.assert(
      fc.property(withPlainLineBreaks, fc.integer({ min: 0, max: 400 }), (text, length) => {
        const { finished } = takeBlocks(text.slice(0, length), start, {}, false);
        const whole = [...readBlocks(text, {})].map(({ start, end }) => [start, end]);
        expect(whole.slice(0, finished.length)).toEqual(finished.map(({ start, end }) => [start, end]));
      }),
      { seed: 12, numRuns: 5000 },
    );
  });

  it.each([
    ['a list marker after a paragraph, which is no underline of a heading yet', 'Steps:\n-', ['paragraph']],
    ['a number that may become the next item of a list', '1. one\n\n2', ['list']],
    ['a fence whose language is not complete', 'Code:\n\n```ty', ['paragraph']],
    ['the delimiter row of a table', '| a | b |\n|--', ['paragraph']],
  ])('withhold %s', (_, text, types) => {
    const { finished, open } = takeBlocks(text, start, {}, false);
    expect([...finished, ...open].map(({ token }) => token.type).filter((type) => type !== 'space')).toEqual(types);
    expect([...finished, ...open].at(-1)?.end).toBeLessThan(text.length);
  });
});
