import * as fc from 'fast-check';

/** Pieces whose every combination is Markdown of some kind; many change what stands before or after them. */
const PIECES = [
  ...['word', 'some more words', ' ', '  ', '\n', '\n\n', '\n\n\n', '    ', '\t', '*', '**', '_', '`', '``', '~~', '~'],
  ...[
    '# ',
    '## Title\n',
    '- ',
    '* item\n',
    '- item\n',
    '  - nested\n',
    '1. ',
    '2. two\n',
    '3) three\n',
    '> ',
    '>> deep\n',
    '---\n',
    '===\n',
    '-\n',
  ],
  ...[
    '```\n',
    '```ts\n',
    '````\n',
    '~~~\n',
    '   ```js\n',
    '```',
    'const a = 1;\n',
    '\n```\n',
    '| a | b |\n',
    '|---|:-:|\n',
    '| 1 | 2 |\n',
    '|',
  ],
  ...[
    '[link](https://a.example)',
    '[name]',
    '[name][id]',
    '[id]: https://b.example\n',
    '![picture](x.png)',
    '<div>\n',
    '</div>\n',
    '<b>',
    '<!--',
    '-->',
  ],
  ...['&amp;', '&lt;', '\\', '\\*', 'https://c.example', '- [ ] task\n', '- [x] done\n', '\u202e', '\ud83d\ude00', '\ud83d', '\r\n', '\r'],
];

/** Arbitrary Markdown, mostly ill-formed. */
export const markdownTexts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
