import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';

let lab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  lab = await startMarkdownLab('answersPage.tsx');
  opened = await lab.open();
});
afterEach(() => opened.page.evaluate(() => answers.clear()));
afterAll(() => lab.close());

const show = (text: string) => opened.page.evaluate((given) => answers.showEach([given]), text);
const stream = (text: string) => opened.page.evaluate((given) => answers.streamEach([given], [7]), text);
const answer = () => opened.page.locator('.answers .markdown');

describe('a table', () => {
  it('stands in a named region that the keyboard reaches', async () => {
    await show('| a | b |\n|---|--:|\n| 1 | 2 |');
    const region = opened.page.getByRole('region', { name: 'Table' });
    await region.focus();
    expect(await region.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await region.getByRole('cell').allTextContents()).toEqual(['1', '2']);
    expect(await region.getByRole('columnheader').allTextContents()).toEqual(['a', 'b']);
    expect(await region.getByRole('cell', { name: '2' }).evaluate((cell) => getComputedStyle(cell).textAlign)).toBe('right');
  });

  it('is a region in a list too', async () => {
    await show('- item\n\n  | a |\n  |---|\n  | 1 |');
    expect(await opened.page.getByRole('region', { name: 'Table' }).count()).toBe(1);
  });
});

describe('a list', () => {
  it('marks its tasks as done or not in text', async () => {
    await show('- [x] done\n- [ ] open\n- neither\n\n1. [x] **bold**\n\n   more');
    expect(await opened.page.getByRole('listitem').allTextContents()).toEqual(['[x] done', '[ ] open', 'neither', '[x] boldmore']);
  });

  it('begins with the number that was written', async () => {
    await show('7. seven\n8. eight');
    expect(await answer().locator('ol').getAttribute('start')).toBe('7');
  });
});

describe('a block of code', () => {
  const code = '\n  a\t<b> &amp; "c"  \n\n\u202e`` ~~~\n\u{1f600}\n';

  it.each([
    ['at once', show],
    ['in pieces', stream],
  ])('has a bar with its language, and a button that gives exactly the code (shown %s)', async (_name, render) => {
    await render(`\`\`\`TypeScript title="x"\n${code}\n\`\`\`\n`);
    expect(await answer().locator('.code-language').textContent()).toBe('typescript');
    await opened.page.getByRole('button', { name: 'Copy' }).click();
    expect(await opened.page.evaluate(() => answers.copied)).toEqual([code]);
  });

  it('gives all of a code that is long', async () => {
    const long = Array.from({ length: 1000 }, (_, index) => `line ${index} ${'x'.repeat(index % 90)}`).join('\n');
    await show(`\`\`\`js\n${long}\n\`\`\``);
    await opened.page.getByRole('button', { name: 'Copy' }).click();
    expect(await opened.page.evaluate(() => answers.copied)).toEqual([long]);
  });

  it('gives the code of its own bar', async () => {
    await show('```\none\n```\n\n- ```\n  two\n  ```\n\n> ~~~\n> three\n> ~~~\n\n    four');
    for (const button of await opened.page.getByRole('button', { name: 'Copy' }).all()) await button.click();
    expect(await opened.page.evaluate(() => answers.copied)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('is coloured once the fence is closed', async () => {
    const coloured = () => answer().locator('pre .code-keyword').allTextContents();
    const grow = (text: string) =>
      opened.page.evaluate((given) => {
        answers.grow(given);
        return answers.settled();
      }, text);
    await grow('```ts\nconst a = 1;\n``');
    expect(await coloured()).toEqual([]);
    await grow('```ts\nconst a = 1;\n```\n\nafter');
    expect(await coloured()).toEqual(['const']);
  });

  it('in an unknown language stays plain', async () => {
    await show('```klingon\nconst a = 1; // "x"\n```');
    expect(await answer().locator('.code-language').textContent()).toBe('klingon');
    expect(await answer().locator('pre [class^="code-"]').count()).toBe(0);
    expect(await answer().locator('code').textContent()).toBe('const a = 1; // "x"');
  });
});

describe('what is not Markdown', () => {
  it.each(['<b>bold</b>', 'a <i class="x">b</i> c', '<div>\nblock\n</div>', '<!-- comment -->', '<br>', 'a &lt;b&gt; & c'])(
    'is shown as it was written: %s',
    async (html) => {
      await show(html);
      expect(await answer().innerText()).toBe(html.replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
    },
  );

  it('names an image in place of loading it', async () => {
    await show('![a cat](https://a.example/cat.png)');
    expect(await answer().textContent()).toBe('[image: a cat](https://a.example/cat.png)');
    expect(opened.incidents).toEqual([]);
  });
});
