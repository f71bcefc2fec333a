import * as fc from 'fast-check';

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'the', 'of', 'a', 'naïve', '\u{1f600}', '3.14', 'x_y_z', '2 * 3', 'end.');
const words = fc.array(word, { minLength: 1, maxLength: 8 }).map((all) => all.join(' '));

const marked = words.chain((text) =>
  fc.constantFrom(
    ...[`**${text}**`, `*${text}*`, `_${text}_`, `~~${text}~~`, `\`${text}\``, `***${text}***`, `**a *${text}* b**`, `\`\` \`${text} \`\``],
    ...[
      `[${text}](https://a.example/x)`,
      `[${text}][one]`,
      `[one]`,
      `[two][]`,
      `[**${text}**](mailto:a@b.example "title")`,
      `[${text}](javascript:x)`,
    ],
    ...[
      'https://c.example/y',
      '<https://d.example>',
      '![picture](x.png)',
      '<b>bold</b>',
      '&amp; &lt;',
      '\\*not emphasis\\*',
      'line  \nbreak',
    ],
  ),
);
const line = fc.array(fc.oneof(words, marked), { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));

const indented = (text: string, by: string) => text.replace(/^(?=.)/gm, by);

const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
const heading = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 6 }), line).map(([depth, text]) => `${'#'.repeat(depth)} ${text}`),
  fc.tuple(words, fc.constantFrom('===', '---')).map(([text, underline]) => `${text}\n${underline}`),
);
const codeLine = fc.constantFrom(
  'const a = 1;',
  '  return `x`;',
  '',
  'def f(x):',
  '\tif (a < b) {',
  '// [one]: no',
  '~~',
  '``',
  '# no heading',
  '- no item',
);
const fence = fc
  .record({
    marker: fc.constantFrom('```', '~~~', '````'),
    language: fc.constantFrom('', 'ts', 'python', 'json', 'unknown', 'c++ title=x'),
    lines: fc.array(codeLine, { maxLength: 6 }),
    indent: fc.constantFrom('', '', '  '),
  })
  .map(({ marker, language, lines, indent }) => indented([marker + language, ...lines, marker].join('\n'), indent));
const table = fc
  .array(fc.tuple(words, line), { maxLength: 4 })
  .map((rows) =>
    ['| name | of [one] |', '|:--|--:|', ...rows.map(([left, right]) => `| ${left} | ${right.replace(/\n/g, ' ')} |`)].join('\n'),
  );
const other = fc.constantFrom(
  ...[
    '---',
    '***',
    '    indented code\n    of two lines',
    '<div>\nraw *block*\n</div>',
    '<!-- comment -->',
    '<details>',
    '[two]: https://two.example',
  ],
);

const { block } = fc.letrec<{ block: string; list: string; quote: string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'block' },
    ...[paragraph, heading, fence, table, other],
    ...[tie('list'), tie('list'), tie('quote')],
  ),
  quote: fc
    .array(tie('block'), { minLength: 1, maxLength: 2, depthIdentifier: 'block' })
    .map((blocks) => indented(blocks.join('\n\n'), '> ')),
  list: fc
    .record({
      marker: fc.constantFrom('- ', '* ', '1. ', '7) ', '- [ ] ', '- [x] '),
      loose: fc.boolean(),
      items: fc.array(fc.tuple(line, fc.option(tie('block'))), { minLength: 1, maxLength: 3 }),
      depthIdentifier: fc.constant('block'),
    })
    .map(({ marker, loose, items }) => {
      const inner = ' '.repeat(marker.startsWith('- [') ? 2 : marker.length);
      const item = ([first, more]: [string, string | null]) =>
        marker + indented(more === null ? first : `${first}\n${loose ? '\n' : ''}${more}`, inner).trimStart();
      return items.map(item).join(loose ? '\n\n' : '\n');
    }),
}));

/** Ordinary Markdown, as a model writes it: some with definitions of references at the end, some with a fence that is never closed. */
export const documents: fc.Arbitrary<string> = fc
  .record({
    blocks: fc.array(block, { minLength: 1, maxLength: 5 }),
    end: fc.constantFrom(
      '',
      '\n',
      '\n\n[one]: https://one.example\n',
      '\n\n[one]: <https://one.example> "title"\n[two]: command:x',
      '\n\n```ts\nconst a = 1;',
    ),
    gap: fc.constantFrom('\n\n', '\n\n', '\n\n\n', '\n'),
  })
  .map(({ blocks, end, gap }) => blocks.join(gap) + end);
