import * as fc from 'fast-check';

/** Prose and what people mix into it; each § is a word of its own. */
const INLINE = [
  ...['§', '§ §', '§, §.', '**§ §**', '*§*', '***§***', '~~§~~', '_§_', '__§__', '`§ §`', '``§`§``', '**§** *§* `§`'],
  ...['§~§ § ~§~', '4*§*5 §', '§**2 + §**2', '**§', '§**', '*§', '`§', '~~§', '_§', '**§:**§', '**「§」**は§', '（§）**§：**§'],
  ...[
    '[§](https://a.example)',
    '[§](src/§.ts)',
    '[§]',
    '[§][§]',
    '[§][INFO]',
    '[^§]',
    '[§](',
    '[§',
    '![§](https://a.example/i.png)',
    '![§](§.png)',
  ],
  ...['https://a.example/§。§', 'www.a.example/§, §', '<https://a.example/§>', '§@§.example', '(https://a.example/§)§'],
  ...[
    '\\[ § \\\\ § \\]',
    '\\(§_1\\)',
    '\\[§',
    '$§^2$ §',
    '$§ $§',
    '$$§$$',
    '&§; &amp;§',
    '&region; §',
    '\\*§\\* \\§',
    'C:\\§\\_§\\*§',
    '\\\\§\\§',
  ],
  ...['<§>', '<b>§</b>', '<!-- § -->', '<!-- §', '<§ §="§">', '§<br>§', '<std:§>', '§ | §', '#§', '§  ', '§\\', '\u05d0§ §\u05d0'],
];

/** Blocks; each ¶ is a line of such prose. */
const BLOCKS = [
  ...['¶', '¶', '¶\n¶', '¶\n¶\n¶', '# ¶', '###### ¶ #', '¶\n---', '¶\n¶\n---', '¶\n-----', '¶\n=====', '¶\n¶\n===', '#¶', '¶\n='],
  ...[
    '- ¶\n- ¶',
    '- ¶\n  - ¶\n    - ¶\n- ¶',
    '* ¶\n\n  ¶\n* ¶',
    '1. ¶\n2. ¶',
    '1986. ¶',
    '7) ¶\n¶',
    '+ ¶\n+ ¶',
    '¶\n+ ¶\n- ¶',
    '- [ ] ¶\n- [x] ¶',
    '-\n¶',
  ],
  ...['> ¶\n> ¶', '> ¶\n¶', '>¶', '>= ¶', '>>> ¶', '> - ¶\n> - ¶', '- > ¶', '> # ¶\n> ¶'],
  ...[
    '```js\n¶\n¶\n```',
    '~~~\n¶\n~~~',
    '- ¶\n\n  ```\n  ¶\n  \t¶\n  ```',
    '    ¶\n    ¶',
    '\t¶',
    '````\n```\n¶\n```\n````',
    '```§```',
    '> ```\n> ¶\n> ```',
  ],
  ...[
    '| ¶ | ¶ |\n|---|---|\n| ¶ | ¶ |',
    '| ¶ |\n|---|\n| ¶ | ¶ | ¶ |\n¶',
    '¶ | ¶\n--- | ---\n¶ | ¶',
    '| ¶ | ¶ |\n|---|\n| ¶ |',
    '| § | `§ | §` |\n|---|---|\n| `§ || §` | § |',
  ],
  ...[
    '[§]: §',
    '[§]: https://a.example/§',
    '[§]: <https://a.example> "§"',
    '[^§]: ¶\n¶',
    '[^§]: ¶\n\n    ¶',
    '[INFO]: ¶\n[FAIL]: ¶',
    '[§]:\n§',
  ],
  ...[
    '\\[\n¶\n+ ¶\n\\]',
    '$$\n¶\n- ¶\n$$',
    '\\[\n¶\n\n¶',
    '<div>\n¶\n</div>',
    '<script>\n¶\n\n¶',
    '<!-- ¶\n\n¶',
    '<details><summary>§</summary>\n\n¶\n</details>',
    '<§>\n¶',
  ],
  ...['---', '***', '¶\n***\n¶', '    ', '§', '- \n- ¶', '1.\n2. ¶'],
];

const inline = fc.array(fc.constantFrom(...INLINE), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));

const block = fc
  .tuple(fc.constantFrom(...BLOCKS), fc.array(inline, { minLength: 6, maxLength: 6 }))
  .map(([form, lines]) => lines.reduce((filled, line) => filled.replace('¶', () => line), form));

/** Markdown of all kinds, every word of which is another one: `w1x`, `w2x` … The last block may be a fence that is never closed. */
export const wordyDocuments: fc.Arbitrary<string> = fc
  .record({
    blocks: fc.array(block, { minLength: 1, maxLength: 5 }),
    gaps: fc.array(fc.constantFrom('\n\n', '\n\n', '\n\n\n', '\n'), { minLength: 5, maxLength: 5 }),
    end: fc.constantFrom('', '', '\n', '\n\n```ts\n§ §\n§', '\n\n- §\n\n  ```\n  §\n\n  §'),
  })
  .map(({ blocks, gaps, end }) => {
    let count = 0;
    const text = blocks.map((content, index) => content + (index < blocks.length - 1 ? gaps[index] : '')).join('') + end;
    return text.replace(/§/g, () => `w${++count}x`);
  });
