import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documents } from './documents.ts';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';

let lab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  lab = await startMarkdownLab('answersPage.tsx');
  opened = await lab.open();
});
afterAll(() => lab.close());

const texts = fc.sample(
  documents.filter(({ length }) => length <= 600),
  { seed: 31, numRuns: 120 },
);
const steps = fc.sample(fc.integer({ min: 1, max: 9 }), { seed: 41, numRuns: 200 });

const streamEach = (all: readonly string[]) =>
  opened.page.evaluate(
    async ([given, lengths]) => {
      answers.clear();
      const watched = await answers.streamEach(given, lengths);
      return answers.htmlOfEach().map((html, index) => ({ html, ...watched[index] }));
    },
    [all, steps] as const,
  );

const showEach = (all: readonly string[]) =>
  opened.page.evaluate(async (given) => {
    answers.clear();
    await answers.showEach(given);
    return answers.htmlOfEach().map((html) => ({ html }));
  }, all);

type Key = keyof Awaited<ReturnType<typeof streamEach>>[number];

/** One thing about each document, beside its text: a failure shows which document it was. */
const eachWith = (key: Key, all: readonly Partial<Record<Key, unknown>>[]) =>
  texts.map((text, index) => ({ text, [key]: all[index]?.[key] }));

describe('documents that come in pieces', () => {
  let streamed: Awaited<ReturnType<typeof streamEach>>;
  beforeAll(async () => {
    streamed = await streamEach(texts);
  });

  it('look in the end as if they had been shown at once', async () => {
    expect(eachWith('html', streamed)).toEqual(eachWith('html', await showEach(texts)));
  });

  it('keep every finished block, as it is, while they grow', () => {
    expect(streamed.filter(({ changedWhileGrowing }) => changedWhileGrowing?.length !== 0)).toEqual([]);
  });

  it('keep every block that looks the same when they are complete', () => {
    const untouched = texts.map(() => ({ touchedByCompletion: [] }));
    expect(eachWith('touchedByCompletion', streamed)).toEqual(eachWith('touchedByCompletion', untouched));
  });

  it.each([
    ['a fence at the end', '```ts\nconst a = 1;\n```\n'],
    ['a fence with a line right below', '```ts\nconst a = 1;\n```\ntext'],
    ['code in a list, where a definition comes later', '- ```ts\n  const a = [1];\n  ```\n\n[one]\n\n[one]: https://one.example\n'],
    ['a table, where a definition comes later', '| [a] |\n|---|\n\n[one]\n\n[one]: https://one.example\n'],
  ])('keep nodes and colours of %s when they are complete', async (_name, text) => {
    const [{ changedWhileGrowing, touchedByCompletion } = {}] = await streamEach([text]);
    expect({ changedWhileGrowing, touchedByCompletion }).toEqual({ changedWhileGrowing: [], touchedByCompletion: [] });
  });
});

describe('a block of code', () => {
  it('is as high in colour as it was without', async () => {
    const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`;
    const long = Array.from({ length: 200 }, (_, index) => `const value${index} = '${'x'.repeat(index)}'; /* ${index} */`).join('\n');
    const all = [
      fenced('ts', 'const a = 1;'),
      fenced('ts', ''),
      fenced('ts', '\n\nlet a;\n\n'),
      fenced('ts', '/*\na\n\n*/\n`\n${1}\n`'),
      fenced('ts', long),
      fenced('html', '<p>\n\t<b>\u202e</b>\n</p>'),
      fenced('python', '"""\na\n"""\n\u{1f600} = 1'),
      fenced('diff', '- a\n+ b'),
      '- ```json\n  {"a": [1,\n  2]}\n  ```',
      '> ```css\n> a { b: c }\n> ```',
      fenced('ts', `'${'x'.repeat(20_000)}'`),
    ];
    // A block out of sight has an assumed height; here the real ones are compared.
    await opened.page.addStyleTag({ content: '.markdown * { content-visibility: visible !important; }' });
    const heights = await opened.page.evaluate(async (given) => {
      answers.clear();
      const measure = () => [...document.querySelectorAll('.answers .code')].map((block) => block.getBoundingClientRect().height);
      const coloured = () => document.querySelectorAll('.answers pre [class^="code-"]').length > 0;
      const shown = answers.showEach(given);
      const before = { heights: measure(), coloured: coloured() };
      await shown;
      return { before, after: { heights: measure(), coloured: coloured() } };
    }, all);
    expect(heights.before.heights).toHaveLength(all.length);
    expect([heights.before.coloured, heights.after.coloured]).toEqual([false, true]);
    expect(heights.after.heights).toEqual(heights.before.heights);
  });
});
