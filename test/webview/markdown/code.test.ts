import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';

let markdownLab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  markdownLab = await startMarkdownLab();
  opened = await markdownLab.open();
});
afterAll(() => markdownLab.close());

const SAMPLE = `/* a comment
   over two lines */
export const answer = (count: number): string => \`\${count}\`;
if (answer(42) !== "x\\n") throw new Error('no');
`;

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\`\`\`\n`;

describe('a block of code', () => {
  it('gets its colours when it is complete, in the six kinds of the theme, and keeps text and height', async () => {
    const { page } = opened;
    const before = await page.evaluate(
      (text) => {
        lab.stream(text, [8]);
        const code = document.querySelector('pre > code');
        return {
          text: code?.textContent,
          height: code?.getBoundingClientRect().height,
          colours: code?.querySelectorAll('[class^="code-"]').length,
        };
      },
      fenced('typescript', SAMPLE),
    );
    expect(before.colours).toBe(0);
    await page.waitForSelector('pre .code-keyword');
    const after = await page.evaluate(() => {
      const code = document.querySelector('pre > code');
      const kinds = new Set([...(code?.querySelectorAll('[class^="code-"]') ?? [])].map(({ className }) => className));
      return { text: code?.textContent, height: code?.getBoundingClientRect().height, kinds: [...kinds].sort() };
    });
    expect(after.text).toBe(before.text);
    expect(after.height).toBe(before.height);
    expect(after.kinds).toEqual(['code-comment', 'code-keyword', 'code-name', 'code-number', 'code-string']);
  });

  it.each([
    ['bash', 'if [ -f x ]; then echo "a"; fi # c'],
    ['python', 'def f(x):\n    return "a" + 1'],
    ['json', '{"a": [1, true, "b"]}'],
    ['html', '<p class="x">a</p>'],
    ['c++', 'int main() { return 0; }'],
    ['tsx', 'const a = <b c="d">{e}</b>;'],
    ['Rust', 'fn main() -> u8 { 1 }'],
    ['diff', '- old\n+ new'],
  ])('is coloured in %s', async (language, code) => {
    await opened.page.evaluate((text) => lab.showWhole(text), fenced(language, `${code}\n`));
    await opened.page.waitForSelector('pre [class^="code-"]');
    expect(await opened.page.textContent('pre > code')).toBe(code);
  });

  it('stays plain in an unknown language, without one, and when it is long', async () => {
    const { page } = opened;
    const long = 'const a = 1;\n'.repeat(3000);
    const texts = [fenced('klingon', 'if a then b\n'), fenced('', 'const a = 1;\n'), fenced('ts', long), fenced('ts', 'const last = 1;\n')];
    await page.evaluate((text) => lab.showWhole(text), texts.join('\n'));
    // They are coloured in order, so when the last one is, the others will not be.
    await page.waitForFunction(() => [...document.querySelectorAll('.code')].at(-1)?.querySelector('.code-keyword'));
    expect(
      await page.evaluate(() =>
        [...document.querySelectorAll('.code')].map((block) => block.querySelectorAll('pre [class^="code-"]').length > 0),
      ),
    ).toEqual([false, false, false, true]);
  });

  it('is coloured across the borders of its chunks', async () => {
    const { page } = opened;
    const code = `/*\n${'long comment\n'.repeat(100)}*/\nconst a = 1;\n`;
    await page.evaluate((text) => lab.showWhole(text), fenced('ts', code));
    await page.waitForSelector('pre .code-keyword');
    const chunks = await page.evaluate(() =>
      [...document.querySelectorAll('.chunk')].map((chunk) => [chunk.firstElementChild?.className, chunk.textContent]),
    );
    expect(chunks.map(([kind]) => kind)).toEqual(['code-comment', 'code-comment']);
    expect(chunks.map(([, text]) => text).join('')).toBe(code.slice(0, -1));
  });

  it('copies what the model wrote, direction controls included', async () => {
    const { page } = opened;
    const code = `let a\u202e = "<b>&amp;";\n\n${'line\n'.repeat(130)}end\n`;
    await page.evaluate(
      (text) => {
        lab.copied.length = 0;
        lab.showWhole(text);
      },
      fenced('js', code),
    );
    await page.waitForSelector('pre .code-keyword');
    await page.getByRole('button', { name: 'Copy' }).click();
    expect(await page.evaluate(() => lab.copied)).toEqual([code.slice(0, -1)]);
  });

  it('gives a selection over several chunks without extra lines', async () => {
    const { page } = opened;
    const code = Array.from({ length: 150 }, (_, index) => `line ${index}`).join('\n');
    await page.evaluate((text) => lab.showWhole(text), fenced('', `${code}\n`));
    const selected = await page.evaluate(() => {
      const selection = getSelection();
      selection?.selectAllChildren(document.querySelector('pre > code') ?? document.body);
      return selection?.toString();
    });
    expect(selected?.trimEnd()).toBe(code);
  });
});
