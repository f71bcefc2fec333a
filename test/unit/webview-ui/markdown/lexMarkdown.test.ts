import type { Token, Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { lexMarkdown } from '../../../../webview-ui/markdown/lexMarkdown.ts';
import { outlineOf } from './outlineOf.ts';

const read = (...lines: readonly string[]) => outlineOf(lexMarkdown(lines.join('\n'), {}));

describe('a table', () => {
  it.each([
    [
      'a | in a span of code',
      ['| a | b |', '|---|---|', '| `x | y` | z |', '| ``p ` || q`` | r |'],
      'table{a | b // code{x | y} | z // code{p ` || q} | r}',
    ],
    ['an escaped |, in code as well', ['| a |', '|---|', '| x \\| `y \\| z` |'], 'table{a // x | code{y | z}}'],
    ['an unclosed back quote', ['| a | b |', '|---|---|', '| `x | y |'], 'table{a | b // `x | y}'],
    ['<br> in a cell, and in code', ['| a |', '|---|', '| x<br>y<BR/>z `<br>` |'], 'table{a // x/y/z code{<br>}}'],
    ['more cells than the head', ['| a | b |', '|---|---|', '| 1 | 2 | 3 | 4 |', '| 1 |'], 'table{a | b // 1 | 2 | 3 | 4 // 1 | }'],
    ['no outer borders', ['a | b', '--- | ---', '1 | `2 | 3`'], 'table{a | b // 1 | code{2 | 3}}'],
    ['text right below', ['| a |', '|---|', '| 1 |', 'That is all.', 'Really.'], 'table{a // 1}p{That is all./Really.}'],
    ['another number of columns in its second line', ['a | b', '---', 'c'], 'p{a | b}hr{}p{c}'],
  ])('with %s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('lines in brackets', () => {
  it.each([
    [
      'of a log stand',
      ['[INFO]: started', '[FAIL]: stopped', '', '[WARN]: a/b [INFO]'],
      'p{[INFO]: started/[FAIL]: stopped}p{[WARN]: a/b [INFO]}',
    ],
    [
      'that define an address work, and stand, too',
      ['See [one] and [t][two].', '', '[one]: https://one.example', '[Two]: <https://two.example> "title"'],
      'p{See link{one https://one.example} and link{t https://two.example}.}p{[one]: link{https://one.example}/[Two]: link{https://two.example} "title"}',
    ],
    [
      'that are notes become notes, wherever they are referred to',
      ['Gauss[^a] and[^b].', '', '[^a]: One', 'more', '[^b]: https://b.example', '', '    indented'],
      'p{Gaussnote{a} andnote{b}.}note{p{note{a} One/more}}note{p{note{b} link{https://b.example}}p{indented}}',
    ],
    ['right below a text', ['text', '[^1]: a note', '- b'], 'p{text}note{p{note{1} a note}}list{b}'],
    ['that look like notes without one stay', ['[^a-z] matches'], 'p{[^a-z] matches}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('a line of dashes or equals signs', () => {
  it.each([
    ['below a line is a rule', ['Text', '---', 'more'], 'p{Text}hr{}p{more}'],
    ['below lines is a rule, however long', ['a', 'b', '------', 'c'], 'p{a/b}hr{}p{c}'],
    ['that underlines a line is a heading', ['Title', '-----', 'x', '', 'Top', '===', 'y'], 'heading{Title}p{x}heading{Top}p{y}'],
    ['below several lines is text', ['a', 'b', '====', 'c'], 'p{a/b/====/c}'],
    ['of one or two is text', ['a', '=', 'b', '--', 'c', '-'], 'p{a/=/b/--/c/-}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('a line that begins with a sign', () => {
  it.each([
    ['of comparison', ['x is', '>= 5 or', '>5 years', '>>> print(1)'], 'p{x is/>= 5 or/>5 years/>>> print(1)}'],
    ['of a quotation', ['> a', '>b', '> > c'], 'quote{p{a/b}quote{p{c}}}'],
    ['#, with nothing behind it', ['#', '##', '#tag', '#5'], 'p{#/##/#tag/#5}'],
    ['+, - or * without a space', ['+1', '-1', '*1'], 'p{+1/-1/*1}'],
    ['of HTML', ['<div>', '*x*', '', '<!-- open', '# Title', '', '<T>'], 'p{<div>/i{x}}p{<!-- open}heading{Title}p{<T>}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('a number at the beginning of a line', () => {
  it.each([
    ['is a year when nothing follows it', ['1986. A great year.', '', 'More.'], 'p{1986. A great year.}p{More.}'],
    ['is an item when the next one follows', ['1986. A', '1987. B'], 'list{A | B}'],
    ['is no item when another one follows', ['2020. A', '1999. B'], 'p{2020. A/1999. B}'],
    ['is text within a paragraph', ['It was', '12. of May'], 'p{It was/12. of May}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('a formula of several lines', () => {
  it.each([
    ['stays as it was written', ['Then', '\\[', 'x_1', '+ 2', '= 3', '\\]', 'after'], 'p{Then}p{\\[/x_1/+ 2/= 3/\\]}p{after}'],
    ['between dollars, too', ['$$', 'a*b*c', '- d', '$$', '', '- e'], 'p{$$/a*b*c/- d/$$}list{e}'],
    ['ends at a blank line when it is not closed', ['\\[', '- x', '', '- y'], 'p{\\[/- x}list{y}'],
    ['on one line is a part of its paragraph', ['\\[ x \\] and', '- y'], 'p{\\[ x \\] and}list{y}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('a fence that is opened in a list', () => {
  it.each([
    [
      'and closed further left swallows nothing',
      ['1. Do:', '   ```sh', '   npm i', '```', '2. Next', '', 'End'],
      'list{Do:code{npm i}}list{Next}p{End}',
    ],
    ['of a list within, too', ['- a', '  - b', '    ~~~', '    x', '~~~', 'End'], 'list{alist{bcode{x}}}p{End}'],
    ['and closed there may have a neighbour', ['- ```', '  x', '  ```', '```', 'y', '```'], 'list{code{x}}code{y}'],
    ['is not closed by marks of another kind', ['- ```', '  x', '~~~', 'y', '~~~'], 'list{code{x}}code{y}'],
  ])('%s', (_, lines, outline) => {
    expect(read(...lines)).toBe(outline);
  });
});

describe('code in lists and quotations', () => {
  const codes = (tokens: readonly Token[]): string[] =>
    tokens.flatMap((token) => {
      if (token.type === 'code') return [(token as Tokens.Code).text];
      return codes(token.type === 'list' ? (token as Tokens.List).items : ('tokens' in token && token.tokens) || []);
    });

  it.each([
    ['a list', ['1. Build:', '', '   ```make', '   out: in.c', '   \tcc -o out', '   \t\tx', '   ```'], 'out: in.c\n\tcc -o out\n\t\tx'],
    ['a list that is indented with tabs', ['- a', '', '\t```', '\tif {', '\t\trun', '\t}', '\t```'], 'if {\n\trun\n}'],
    ['a nested list', ['- a', '  - b', '', '    ```', '    x', '    \ty', '    ```'], 'x\n\ty'],
    ['an item whose code begins on its first line', ['- ```', '  x', '  \ty', '', '  \tz', '  ```'], 'x\n\ty\n\n\tz'],
    ['a fence of tildes', ['- a', '', '  ~~~', '  x', '  \ty', '  ~~~'], 'x\n\ty'],
    ['a quotation', ['> ```', '> x', '> \ty', '> ```'], 'x\n\ty'],
    ['a list in a quotation', ['> - a', '>', '>   ```', '>   x', '>   \ty', '>   ```'], 'x\n\ty'],
    ['an item, indented', ['- a', '', '      x', '      \ty'], 'x\n\ty'],
    ['a line that is like one before', ['- x', '', '  \tx', '', '  ```', '  x', '  \tx', '  ```'], 'x\n\tx'],
    ['blank lines at its ends', ['- ```', '', '  x', '', '  ```'], '\nx\n'],
  ])('keeps its tabs and lines in %s', (_, lines, code) => {
    expect(codes(lexMarkdown(lines.join('\n'), {})).at(-1)).toBe(code);
  });
});
