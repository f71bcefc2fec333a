import { describe, expect, it } from 'vitest';
import { parseGrowingInline, parseInline } from '../../../../../webview-ui/markdown/inline/parseInline.ts';
import { outlineOf } from '../outlineOf.ts';

const definitions = { one: { href: 'https://one.example', title: null }, '^a': { href: '', title: null } };
const read = (text: string) => outlineOf(parseInline(text, definitions));

type Case = readonly [text: string, outline: string];
const asWritten = (...texts: readonly string[]): Case[] => texts.map((text) => [text, text]);

describe.each<readonly [kind: string, cases: readonly Case[]]>([
  [
    'emphasis, where people and CommonMark agree',
    [
      ['**a** *b* ***c*** _d_ __e f__ ~~g~~', 'b{a} i{b} i{b{c}} i{d} b{e f} s{g}'],
      ['**a *b* c** *a **b** c*', 'b{a i{b} c} i{a b{b} c}'],
      ['*(*foo*)* **foo (**bar**)**', 'i{(i{foo})} b{foo (b{bar})}'],
      ['**bold** and **open', 'b{bold} and **open'],
      ['2 * 3 * 4, a ** b, *', '2 * 3 * 4, a ** b, *'],
      ['snake_case_name, _x', 'snake_case_name, _x'],
      ['**`code`** [**b**](https://a.example)', 'b{code{code}} link{b{b} https://a.example}'],
    ],
  ],
  ['a single tilde', asWritten('15~25 minutes, 5~10 by train', '~5 and ~6', '~one~', 'a~~~b~~~c')],
  [
    'emphasis beside letters without spaces and beside their punctuation',
    [
      ['答えは**「三」**です。', '答えはb{「三」}です。'],
      ['**重要：**先に読む。', 'b{重要：}先に読む。'],
      ['这是**“引用”**的，**（注）**见下。', '这是b{“引用”}的，b{（注）}见下。'],
      ['**한국어(Korean)**는 *좋다*고', 'b{한국어(Korean)}는 i{좋다}고'],
      ['これは**`code`**です、~~「旧」~~は', 'これはb{code{code}}です、s{「旧」}は'],
    ],
  ],
  [
    'emphasis beside letters without a space between',
    [
      ['**Note:**text, **5%**of', 'b{Note:}text, b{5%}of'],
      ['**S**pecific, *M*easurable', 'b{S}pecific, i{M}easurable'],
    ],
  ],
  [
    'stars and underscores that are signs of their own',
    asWritten(
      '4*5*2 = 40',
      'x**2 + y**2 = z**2',
      'a*b*c',
      'Lehrer*innen und Schüler*innen',
      'the file is __main__ here',
      '__init__.py, __FILE__',
    ),
  ],
  [
    'addresses in running text',
    [
      ['説明は https://example.com/guide。次', '説明は link{https://example.com/guide}。次'],
      ['（出典：https://example.com/s）である。', '（出典：link{https://example.com/s}）である。'],
      ['https://a.example、https://b.example/x？y', 'link{https://a.example}、link{https://b.example/x}？y'],
      ['詳しくはhttps://a.example/guideを見て', '詳しくはlink{https://a.example/guide}を見て'],
      ['https://ja.wikipedia.org/wiki/日本 と', 'link{https://ja.wikipedia.org/wiki/日本} と'],
      ['(see https://a.example/x_(y).) "https://b.example"', '(see link{https://a.example/x_(y)}.) "link{https://b.example}"'],
      [
        '**https://a.example**; www.b.example, me@c.example.',
        'b{link{https://a.example}}; link{www.b.example http://www.b.example}, link{me@c.example mailto:me@c.example}.',
      ],
      ['<https://a.example/?b=c&d> <me@a.example>', 'link{https://a.example/?b=c&d} link{me@a.example mailto:me@a.example}'],
      ['https://, http://. www.', 'https://, http://. www.'],
    ],
  ],
  [
    'links',
    [
      ['[a](https://a.example "title") [b](<https://b.example/x y>)', 'link{a https://a.example} link{b https://b.example/x y}'],
      ['[c](https://c.example/x_(y)) [d] (e)', 'link{c https://c.example/x_(y)} [d] (e)'],
      [
        '[one] [x][One] [one][] [two] [two][]',
        'link{one https://one.example} link{x https://one.example} link{one https://one.example} [two] [two][]',
      ],
      ['[https://a.example](https://b.example)', 'link{https://a.example https://b.example}'],
      ['*a [b* c](https://d.example)', '*a link{b* c https://d.example}'],
      ['[![i](https://i.example)](https://d.example) ![j](k.png)', 'link{image: i https://d.example} image{j k.png}'],
      ['[one]: https://one.example', '[one]: link{https://one.example}'],
    ],
  ],
  ['brackets that refer to nothing', asWritten('[INFO] a [^b] [^a-z] [x][y] [ ] [x](a b)', 'list[0][1], f(x)[y]', ']] [[ ![')],
  ['marks of notes', [['Gauss[^a], later.', 'Gaussnote{a}, later.']]],
  [
    'signs that stay as they were written',
    asWritten(
      '\\[ a = \\begin{matrix} 1 & 2 \\\\ 3 & 4 \\end{matrix} \\] and \\( y_1 \\)',
      '\\(a*b*c\\) \\(x_1 + _y_ *z*\\) and \\( open_1',
      '$x_1*y*z$ and $$a_b *c* d$$',
      '$5 and $6, $HOME/$USER',
      'Open \\\\host\\share',
      'C:\\Users\\_me\\*.txt, ..\\_x\\!y, %TEMP%\\*.log, src\\a\\_b',
      'List<T>, Map<K, V>, <T>, a < b > c, <std:string>, </p>',
      '<!-- a **b** --> <br> <img src="a*b*c" alt="*d*">',
      'AT&T &c. & x &region',
    ),
  ],
  [
    'escapes',
    [
      ['snake\\_case \\*not\\* \\#1 1986\\. a\\|b', 'snake_case *not* #1 1986. a|b'],
      ['\\`a\\` `a\\b`', '`a` code{a\\b}'],
      ['**C:\\logs\\** and', 'b{C:\\logs\\} and'],
    ],
  ],
  [
    'code',
    [
      ['`a` ``b`c`` ` d ` `e', 'code{a} code{b`c} code{d} `e'],
      ['`*a*` and *`b`*', 'code{*a*} and i{code{b}}'],
      ['`a\nb`', 'code{a b}'],
      ['`&lt;\\n`', 'code{&lt;\\n}'],
    ],
  ],
  [
    'line breaks',
    [
      ['Low the sun,\nlong the shade,  \n  still the mill.\\\nEnd', 'Low the sun,/long the shade,/still the mill./End'],
      ['**a\nb**', 'b{a/b}'],
    ],
  ],
  ['references to characters, which the page looks up', [['a&amp;b &#60; &region; `&amp;`', 'a&amp;b &#60; &region; code{&amp;}']]],
])('%s', (_, cases) => {
  it.each(cases)('%s', (text, outline) => {
    expect(read(text)).toBe(outline);
  });
});

describe('a text of any number of marks', () => {
  const terms = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('has all its terms in bold, and at every moment those that are complete', () => {
    const text = terms(300)
      .map((n) => `**w${n}** is ${n}.`)
      .join(' ');
    for (let end = 0; end <= text.length; end += 7) {
      const part = text.slice(0, end);
      const complete = part.match(/\*\*w\d+\*\*/g)?.length ?? 0;
      expect(parseInline(part, {}).filter(({ type }) => type === 'strong')).toHaveLength(complete);
    }
  });

  it('nests to a depth that no stack overflows at', () => {
    const text = `${'**a '.repeat(4000)}x${' a**'.repeat(4000)}`;
    expect(outlineOf(parseInline(text, {})).replaceAll(/b\{|\}|\*/g, '')).toBe(text.replaceAll('*', ''));
  });

  it.each([
    ['parseInline', parseInline],
    ['parseGrowingInline', parseGrowingInline],
  ])('takes no time beyond that depth (%s)', (_, parse) => {
    const began = performance.now();
    parse(`${'**a '.repeat(12_000)}x${' a**'.repeat(12_000)}`, {});
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe('the end of a growing text', () => {
  const grown = (text: string) => {
    const { tokens, isProvisional } = parseGrowingInline(text, definitions);
    return { outline: outlineOf(tokens), isProvisional };
  };

  it.each([
    ['a **bo', 'a b{bo}'],
    ['a **bold wor', 'a b{bold wor}'],
    ['a **bold*', 'a b{bold}'],
    ['a **', 'a '],
    ['a *', 'a '],
    ['4*5*', '4*5'],
    ['about ~', 'about '],
    ['a ~~go', 'a s{go}'],
    ['a ~~gone~', 'a s{gone}'],
    ['a ***bo', 'a i{b{bo}}'],
    ['a ***both**', 'a i{b{both}}'],
    ['**a `co', 'b{a code{co}}'],
    ['**a `', 'b{a }'],
    ['**a ~~b', 'b{a s{b}}'],
    ['答えは**「三', '答えはb{「三}'],
    ['**S', 'b{S}'],
    ['as f(a) (see **the te', 'as f(a) (see b{the te}'],
    ['**f(a) and (b) in', 'b{f(a) and (b) in}'],
    ['**1) First', 'b{1) First}'],
    ['**So :) it', 'b{So :) it}'],
    ['**all (but **kw) of', 'b{all (but **kw) of}'],
    ['(**a `)` b', '(b{a code{)} b}'],
    ['f(**kw) and **bo', 'f(**kw) and b{bo}'],
  ])('is read as what it will be: %s', (text, outline) => {
    expect(grown(text)).toEqual({ outline, isProvisional: true });
  });

  it.each([
    '4*5*2',
    '2 * 3',
    '2 ** 3',
    'x**2 + y',
    '*args',
    '_x',
    '__main',
    '__main__',
    'snake_case',
    'src/**/a',
    '**/*.ts',
    'def f(*args, **kwargs): gi',
    '{**a, **b} me',
    'f(g(**kw)) and',
    'f(**[1, 2]) and',
    'as **kwargs of\\nit',
    'about ~5',
    'it`s',
    'a ` b',
    'a `b\nc',
    '``b',
  ])('is read as it is: %s', (written) => {
    const text = written.replaceAll('\\n', '\n');
    expect(grown(text)).toEqual({ outline: read(text), isProvisional: false });
  });

  it('has no more levels than elsewhere, and takes time in proportion to its length', () => {
    const { outline } = grown('**a '.repeat(50));
    expect(outline.match(/b\{/g)).toHaveLength(24);
    const began = performance.now();
    grown('**a '.repeat(50_000));
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it.each(['**a**', '*a*', '~~a~~', '`a`', '**a *b***', '**a** b'])('is read as it is when all is closed: %s', (text) => {
    expect(grown(text)).toEqual({ outline: read(text), isProvisional: false });
  });
});
