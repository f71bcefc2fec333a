import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerText } from '../../bench/streaming/answerText.ts';
import { markdownTexts } from '../../unit/webview-ui/markdown/markdownTexts.ts';
import { startMarkdownLab, type MarkdownLab, type MarkdownPage } from './harness.ts';

let markdownLab: MarkdownLab;
let opened: MarkdownPage;
beforeAll(async () => {
  markdownLab = await startMarkdownLab();
  opened = await markdownLab.open();
});
afterAll(() => markdownLab.close());

const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 5, maxLength: 12 });

/** What a text looks like after streaming, shown at once, and read in one piece. */
function threeWays([text, lengths]: readonly [string, number[]]): string[] {
  lab.stream(text, lengths);
  const streamed = lab.html();
  lab.remove();
  lab.showWhole(text);
  const atOnce = lab.html();
  lab.remove();
  return [streamed, atOnce, lab.reference(text)];
}

describe('a streamed answer', () => {
  it.each([
    ['an ordinary answer', answerText(2500)],
    [
      'references defined at the end',
      'See [one] and [two][2].\n\n- [one]\n\n> [two][2]\n\n[one]: https://a.example\n[2]: https://b.example "title"\n',
    ],
    ['a list that becomes loose', '- a\n- b\n- c\n\n- d\n\n  more of d\n- e\n'],
    ['fences in lists and quotations', '1. a\n\n   ```ts\n   const x = 1;\n   ```\n2. b\n\n> ```\n> quoted\n> ```\n'],
    ['fences within Markdown', '```markdown\n# T\n```js\na\n```\nb\n```\nafter *it*\n\n- ```md\n  ```ts\n  x\n  ```\n  ```\n- end\n'],
    ['a fence that is closed outside of its list', '1. a\n   ```sh\n   b\n```\n2. *c*\n\nd'],
    [
      'lines that are no blocks',
      'a\n>= 5\n[INFO]: b\n| c |\n---\n1986. d\n\\[\n+ e\n\\]\nf[^g]\n\n[^g]: h\n\n    i\n\n| j |\n|---|\n| k |\nl',
    ],
    ['an indented fence', '  ```js\n  a\n    b\n c\n  ```\nafter\n'],
    ['headings by underline', 'Title\n=====\n\ntext\n- no heading\n\nother\n---\n'],
    ['line breaks of all kinds', 'a\r\nb\rc\n\r\n- d\r\n- e\r\n\r\n```\r\nf\r\ng\r\n```\r\n'],
    ['raw HTML', 'a <b>c</b> &lt;\n\n<div>\n*x*\n\n<pre>\n\n<script>\n1\n\n2</script>\nend'],
    ['broken surrogates and controls', 'a \ud800 b \udfff \ud83d\ude00 `\udc00` \u202e\n\n```\u202e\n\u2067 \ud83d\ude00\n```\n'],
    ['nothing closed', '**a _b `c [d](https://x.example "e ![f](g <h i="\n\n- > ```\n  > x'],
  ])('ends as the answer shown at once: %s', async (_, text) => {
    for (const lengths of [[1], [2, 9, 4], [5, 1, 7, 3]]) {
      const [streamed, atOnce, reference] = await opened.page.evaluate(threeWays, [text, lengths] as const);
      expect(streamed).toBe(atOnce);
      expect(atOnce).toBe(reference);
    }
  });

  it('ends as the answer shown at once, whatever the text and the steps', async () => {
    await fc.assert(
      fc.asyncProperty(markdownTexts, steps, async (text, lengths) => {
        const [streamed, atOnce, reference] = await opened.page.evaluate(threeWays, [text, lengths] as const);
        expect(streamed).toBe(atOnce);
        expect(atOnce).toBe(reference);
      }),
      { seed: 21, numRuns: 400 },
    );
  });

  it('never moves or replaces a finished block', async () => {
    const moves = await opened.page.evaluate((text) => {
      const found: string[] = [];
      const places = new Map<Element, number>();
      let before: Element[] = [];
      lab.stream(text, [4, 9, 6], () => {
        const finished = [...document.querySelectorAll('.markdown > .done')];
        before.forEach((element, index) => {
          if (finished[index] !== element) found.push(`replaced: ${element.outerHTML}`);
        });
        for (const element of finished) {
          const top = element.getBoundingClientRect().top;
          if (top !== (places.get(element) ?? top)) found.push(`moved: ${element.outerHTML}`);
          places.set(element, top);
        }
        before = finished;
      });
      return [...found, `${places.size} blocks`];
    }, answerText(1500));
    expect(moves).toEqual([expect.stringMatching(/^\d\d blocks$/)]);
  });

  it('keeps the nodes of the open block while it grows: selection and focus in it stay', async () => {
    const kept = await opened.page.evaluate(() => {
      lab.remove();
      const text = 'A [link](https://a.example) and **more** text\n\n- one\n- two [other](https://b.example)';
      lab.stream(text.slice(0, 30), [5]);
      lab.remove();
      const nodes: (Element | null)[] = [];
      lab.stream(text, [3], () => nodes.push(document.querySelector('.markdown a')));
      const links = nodes.filter((node) => node !== null);
      return { links: links.length, different: new Set(links).size };
    });
    expect(kept.links).toBeGreaterThan(10);
    expect(kept.different).toBe(1);
  });

  it('does not flicker: no heading from a list marker, no empty line at the end of code', async () => {
    const seen = await opened.page.evaluate(() => {
      lab.remove();
      const tags = new Set<string>();
      const codes = new Set<string>();
      lab.stream('Steps:\n- a\n- b\n\n1. x\n2. y\n\n```ts\none\ntwo\n```\n\nend', [1], () => {
        for (const element of document.querySelectorAll('.markdown > *')) tags.add(element.localName);
        codes.add(document.querySelector('.markdown code')?.textContent ?? '');
      });
      return { tags: [...tags], codes: [...codes] };
    });
    expect(seen.tags).toEqual(['p', 'ul', 'ol', 'div']);
    expect(seen.codes).toEqual(['', 'o', 'on', 'one', 'one\nt', 'one\ntw', 'one\ntwo']);
  });

  it.each([
    ['terms in a paragraph', Array.from({ length: 52 }, (_, index) => `**w${index + 1}** is ${index + 1}.`).join(' ')],
    ['terms in lists', '- **one**: first\n- **two words**, ~~gone~~\n\n1. **a `code` b**\n2. ***both*** of them\n'],
    ['terms elsewhere', '## A **title**\n\n> **quoted** text\n\n| **a** | b |\n|---|---|\n| c | **d** |\n\nand `code`, **end**'],
    ['terms without spaces', '答えは**「三」**です。**重要：**先に読む。'],
  ])('never shows the marks of what will be bold, struck or code: %s', async (_, text) => {
    const seen = await opened.page.evaluate((given) => {
      lab.remove();
      const texts: string[] = [];
      lab.stream(given, [1], () => texts.push(document.querySelector('.markdown')?.textContent ?? ''));
      return texts;
    }, text);
    expect(seen.filter((shown) => /[*~`]/.test(shown))).toEqual([]);
    for (const [index, shown] of seen.slice(0, -1).entries()) {
      for (const [word] of text.slice(0, index).matchAll(/\w+(?=[^])/g)) if (/[a-z]/i.test(word)) expect(shown).toContain(word);
    }
  });

  it('shows marks that nothing has closed as they are, when their block ends and in the end', async () => {
    const seen = await opened.page.evaluate(() => {
      lab.remove();
      const html: string[] = [];
      for (const [text, streaming] of [
        ['a **b', true],
        ['a **b\n\nc `d', true],
        ['a **b\n\nc `d', false],
      ] as const) {
        lab.stream(text, [100], () => undefined);
        html.push(lab.html());
        lab.remove();
        if (streaming) {
          lab.show(text, true);
          html.push(document.querySelector('.markdown')?.textContent ?? '');
          lab.remove();
        }
      }
      return html;
    });
    expect(seen).toEqual([
      expect.stringContaining('a **b<'),
      'a b',
      expect.stringContaining('c `d<'),
      'a **bc d',
      expect.stringMatching(/a \*\*b<.*c `d</s),
    ]);
  });

  it('shows the place of the cursor on the innermost last block, and nowhere when it is complete', async () => {
    const places = await opened.page.evaluate(() => {
      const tails = [
        'text',
        '- a\n- b',
        '- a\n\n  - deep',
        '> quoted',
        '| a | b |\n|---|---|\n| c | d',
        '```\ncode',
        '## title',
        '- ```\n  x',
      ];
      return tails.map((tail) => {
        lab.remove();
        let open = '';
        lab.stream(
          `before\n\n${tail}`,
          [100],
          () => (open ||= [...document.querySelectorAll('.open')].map(({ localName }) => localName).join()),
        );
        return `${open} ${document.querySelectorAll('.open').length}`;
      });
    });
    expect(places).toEqual(['p 0', 'li 0', 'li 0', 'p 0', 'td 0', 'span 0', 'h2 0', 'span 0']);
  });

  it('goes on after an end, and starts afresh for another text', async () => {
    const shown = await opened.page.evaluate(() => {
      const html: string[] = [];
      for (const [text, streaming] of [
        ['- a\n- b', false],
        ['- a\n- b and c', true],
        ['- a\n- b and c', false],
        ['other', false],
      ] as const) {
        lab.show(text, streaming);
        html.push(document.querySelector('.markdown')?.textContent ?? '');
      }
      return html;
    });
    expect(shown).toEqual(['ab', 'ab and c', 'ab and c', 'other']);
  });

  it('catches up with a text that came during the pause between two updates', async () => {
    await opened.page.evaluate(() => {
      lab.remove();
      lab.show('first', true);
      lab.show('first second', true);
    });
    await opened.page.waitForFunction(() => document.querySelector('.markdown')?.textContent === 'first second');
  });
});
