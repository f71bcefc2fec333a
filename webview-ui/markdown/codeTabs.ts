import type { Token, Tokens } from 'marked';

/**
 * The lexer writes tabs in lists and quotations as spaces, to find out how far a line is indented. This gives the lines of code in `tokens`
 * their tabs back, from the text of the block that they are a part of.
 */
export function restoreTabs(token: Token): void {
  if (!token.raw.includes('\t') || token.type === 'code') return;
  const written = token.raw.split('\n');
  let next = 0;
  for (const code of codeIn(token)) {
    const lines = code.raw.split('\n');
    const start = findLines(written, lines, next);
    if (start < 0) continue;
    const isIndented = code.codeBlockStyle === 'indented';
    const fenceColumn = columnsOf(/^.*?(?=`{3}|~{3})/.exec(written[start] ?? '')?.[0] ?? '');
    code.text = code.text
      .split('\n')
      .map((line, index) =>
        isIndented ? withTabs(line, written[start + index] ?? '') : fromColumn(line, written[start + 1 + index] ?? '', fenceColumn),
      )
      .join('\n');
    next = start + lines.length;
  }
}

function* codeIn(token: Token): Generator<Tokens.Code> {
  if (token.type === 'code') yield token as Tokens.Code;
  const children: readonly Token[] = token.type === 'list' ? (token as Tokens.List).items : ('tokens' in token && token.tokens) || [];
  for (const child of children) yield* codeIn(child);
}

const bare = (line: string): string => line.replace(/^[ \t]+/, '');

/** Where lines follow one another that end like those given. */
function findLines(written: readonly string[], lines: readonly string[], from: number): number {
  const wanted = lines.map(bare);
  for (let start = from; start + wanted.length <= written.length; start++) {
    if (wanted.every((line, index) => written[start + index]?.trimEnd().endsWith(line.trimEnd()))) return start;
  }
  return -1;
}

/** What is written from the column on where the fence begins. */
function fromColumn(line: string, written: string, wanted: number): string {
  let column = 0;
  let at = 0;
  for (; column < wanted && /[ \t>]/.test(written.charAt(at)); at++) column = columnsOf(written.slice(0, at + 1));
  const code = ' '.repeat(Math.max(0, column - wanted)) + written.slice(at);
  return bare(code) === bare(line) ? code : line;
}

/** The line with its own indentation: as many columns as the lexer left it, in the characters that were written. */
function withTabs(line: string, written: string): string {
  const content = bare(line);
  const indent = line.slice(0, line.length - content.length);
  if (indent.includes('\t') || !written.endsWith(content)) return line;
  const before = written.slice(0, written.length - content.length);
  const end = columnsOf(before);
  let kept = before.length;
  while (kept > 0 && /[ \t]/.test(before.charAt(kept - 1)) && end - columnsOf(before.slice(0, kept - 1)) <= indent.length) kept--;
  return ' '.repeat(indent.length - (end - columnsOf(before.slice(0, kept)))) + before.slice(kept) + content;
}

function columnsOf(text: string): number {
  let column = 0;
  for (const character of text) column += character === '\t' ? 4 - (column % 4) : 1;
  return column;
}
