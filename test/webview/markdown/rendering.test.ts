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

  it('breaks no word of its cells, and is scrolled by the keyboard instead', async () => {
    const words = ['claude-sonnet-4.5', 'anthropic/claude', '1,048,576', 'up-to-date', 'cheap'];
    const table = `| ${words[0]} | ${words[1]} and more |\n|---|---|\n| ${words[2]} | ${words[3]}, **${words[4]}** |\n`;
    await opened.page.setViewportSize({ width: 300, height: 800 });
    for (const render of [show, stream]) {
      await render(table.replaceAll(' and more', ' and a comment that goes on for quite a while'));
      const lines = await answer()
        .locator('table')
        .evaluate((element, all) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          const found: Record<string, number> = {};
          while (walker.nextNode()) {
            const text = walker.currentNode as Text;
            for (const word of all) {
              const at = text.data.indexOf(word);
              if (at < 0) continue;
              const range = new Range();
              range.setStart(text, at);
              range.setEnd(text, at + word.length);
              found[word] = range.getClientRects().length;
            }
          }
          return found;
        }, words);
      expect(lines).toEqual(Object.fromEntries(words.map((word) => [word, 1])));
    }
    const region = opened.page.getByRole('region', { name: 'Table' });
    await region.focus();
    await opened.page.keyboard.press('ArrowRight');
    await expect.poll(() => region.evaluate((element) => element.scrollLeft)).toBeGreaterThan(0);
    await opened.page.setViewportSize({ width: 420, height: 800 });
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

  it('draws its tasks as boxes that say what they are, cannot be used, and are copied as they were written', async () => {
    const task = '- [x] done\n- [ ] open\n- neither\n\n1. [x] first';
    for (const render of [show, stream]) {
      await render(task);
      const boxes = answer().getByRole('img');
      expect(await boxes.evaluateAll((found) => found.map((box) => box.getAttribute('aria-label')))).toEqual(['Done', 'Not done', 'Done']);
      expect(await boxes.evaluateAll((found) => found.map((box) => Math.round(box.getBoundingClientRect().width)))).toEqual([12, 12, 12]);
      expect(await boxes.evaluateAll((found) => found.map((box) => getComputedStyle(box).color))).toEqual(
        Array(3).fill('rgba(0, 0, 0, 0)'),
      );
      expect(await answer().locator('input, button, [tabindex]').count()).toBe(0);
      const copied = await opened.page.evaluate(() => {
        getSelection()!.selectAllChildren(document.querySelector('.answers .markdown')!);
        return getSelection()!.toString();
      });
      expect(copied.split(/\n+/)).toEqual(['[x] done', '[ ] open', 'neither', '[x] first']);
    }
  });

  it('has the numbers that were written, and counts on where they are all the same', async () => {
    await show('1. a\n5. b\n6. c\n3. d\n\ntext\n\n1. a\n1. b\n1. c\n\ntext\n\n1986. a\n1987. b');
    const lists = await answer()
      .locator('ol')
      .evaluateAll((found) =>
        found.map((list) => [list, ...list.children].map((item) => item.getAttribute('start') ?? item.getAttribute('value'))),
      );
    expect(lists).toEqual([
      ['1', null, '5', null, '3'],
      ['1', null, null, null],
      ['1986', null, null],
    ]);
  });

  it('shows all digits of its numbers, laid out or not', async () => {
    for (const number of [7, 98, 998, 9998, 123456788]) {
      await show(`${number}. a\n${number + 1}. b`);
      const list = answer().locator('ol');
      const room = await list.evaluate((element) => {
        const ruler = document.createElement('span');
        ruler.textContent = `${(element as HTMLOListElement).start + 1}. `;
        ruler.style.whiteSpace = 'pre';
        element.parentElement?.append(ruler);
        const wanted = ruler.getBoundingClientRect().width;
        ruler.remove();
        return Number.parseFloat(getComputedStyle(element).paddingInlineStart) - wanted;
      });
      expect(room, String(number)).toBeGreaterThan(-1);
    }
  });

  it('of plus signs keeps them', async () => {
    await show('10\n\n+ 5\n+ 6');
    expect(
      await answer()
        .locator('ul')
        .evaluate((list) => getComputedStyle(list).listStyleType),
    ).toBe('"+ "');
  });

  it('begins with the number that was written', async () => {
    await show('7. seven\n8. eight');
    expect(await answer().locator('ol').getAttribute('start')).toBe('7');
  });
});

describe('a block of code', () => {
  /** One by one in its block, for a button that has copied is called so. */
  const copyEachBlock = async () => {
    for (const block of await answer().locator('div.code').all()) await block.getByRole('button', { name: 'Copy', exact: true }).click();
  };
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
    await copyEachBlock();
    expect(await opened.page.evaluate(() => answers.copied)).toEqual(['one', 'two', 'three', 'four']);
  });

  it.each([
    ['at once', show],
    ['in pieces', stream],
  ])('gives its tabs back in lists and quotations (shown %s)', async (_name, render) => {
    await render(
      '1. a\n\n   ```go\n   if ok {\n   \trun()\n   \t\tx\n   }\n   ```\n\n> ```make\n> a:\n> \tcc\n> ```\n\n- b\n\n\t```\n\tc\n\t\td\n\t```\n',
    );
    await answer().locator('.code-keyword').first().waitFor();
    await copyEachBlock();
    expect(await opened.page.evaluate(() => answers.copied)).toEqual(['if ok {\n\trun()\n\t\tx\n}', 'a:\n\tcc', 'c\n\td']);
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

describe('a link that leads nowhere', () => {
  it('is its text with its address', async () => {
    await show('[the file](src/a.ts), [b](file:///c), [](https://d.example/x), [e]()');
    expect(await answer().textContent()).toBe('the file (src/a.ts), b (file:///c), https://d.example/x, e');
    expect(await answer().getByRole('link').count()).toBe(1);
  });
});

describe('a note', () => {
  it('is marked where it is referred to, and stands where it was written', async () => {
    await stream('Gauss[^a], later.\n\n[^a]: One\n\n    more\n\nend');
    expect(await answer().locator('p > sup').allTextContents()).toEqual(['[a]', '[a]']);
    expect(await answer().locator('ul.note').textContent()).toBe('[a] Onemore');
    expect(await answer().locator('> *').allTextContents()).toEqual(['Gauss[a], later.', '[a] Onemore', 'end']);
  });
});

describe('the direction of text', () => {
  const sides = (selector: string) =>
    answer()
      .locator(selector)
      .evaluateAll((elements) =>
        elements.map((element) => {
          const range = new Range();
          range.selectNodeContents(element);
          const [text, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
          return text.left - box.left < box.right - text.right ? 'left' : 'right';
        }),
      );

  it('is that of each block', async () => {
    await show('זהו משפט\n\nA sentence\n\n`code` זהו\n\n# כותרת\n\n> ציטוט');
    expect(await sides(':is(p, h1)')).toEqual(['right', 'left', 'right', 'right', 'right']);
  });

  it('puts the marks of a list, and the first column of a table, on the side where its text begins', async () => {
    await show('- אחת (1)\n- שתיים\n\n| עמודה | עוד |\n|---|---|\n| אחת | שתיים |');
    expect(await sides('li')).toEqual(['right', 'right']);
    const [first, second] = await answer()
      .locator('th')
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().left));
    expect(first).toBeGreaterThan(second ?? Infinity);
    expect(
      await answer()
        .locator('ul')
        .evaluate((list) => getComputedStyle(list).direction),
    ).toBe('rtl');
  });

  it('is left to right for code', async () => {
    await show('זהו\n\n```\nאחת = 1;\n```\n\n- שתיים\n\n  ```\n  אחת = 2;\n  ```\n');
    expect(
      await answer()
        .locator('pre')
        .evaluateAll((codes) => codes.map((code) => getComputedStyle(code).direction)),
    ).toEqual(['ltr', 'ltr']);
  });
});

describe('a quotation', () => {
  it('has no ground of its own, as VS Code would give it', async () => {
    await opened.page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = '@layer vscode-default { blockquote { background: white; } }';
      document.head.prepend(style);
    });
    await show('> quoted');
    expect(
      await answer()
        .locator('blockquote')
        .evaluate((quote) => getComputedStyle(quote).backgroundColor),
    ).toBe('rgba(0, 0, 0, 0)');
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

  it('may look like a reference to a character, and is one only as a whole', async () => {
    const text = '&region; &notify; &copy &amp &nosuch; &semi &#xZ; &;';
    await show(`${text} &amp; &semi; &copy; &#65;`);
    expect(await answer().textContent()).toBe(`${text} & ; © A`);
  });

  it('makes an image a link with its name, and loads nothing', async () => {
    await show('![a cat](https://a.example/cat.png) ![](https://b.example/x.png) ![local](x.png)');
    expect(await answer().textContent()).toBe('image: a cat image [image: local](x.png)');
    expect(await answer().getByRole('link', { name: 'image: a cat' }).getAttribute('href')).toBe('https://a.example/cat.png');
    expect(opened.incidents).toEqual([]);
  });
});
