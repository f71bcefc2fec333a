import type { Token, TokenizerThis, Tokens } from 'marked';
import { beginsFormula, beginsNote } from './blockRules.ts';
import { noteKey } from './inline/definitions.ts';
import { textToken } from './inline/inlineNode.ts';

const NOTE_START = /^ {0,3}\[\^([^\]\s]{1,100})\]:[ \t]*/;
/** What may stand below a note without being a part of it. */
const OTHER_BLOCK = /^ {0,3}(?:#{1,6}[ \t]|>|`{3}|~{3}|(?:[*+-]|\d{1,9}[.)])[ \t])/;
const INDENTED = /^(?: {4}| {0,3}\t)/;

/** `[^1]: …`: a note, with the lines below it, and the indented ones after a blank line. */
export function readNote(this: TokenizerThis, source: string): Tokens.Generic | undefined {
  const start = NOTE_START.exec(source);
  if (!start) return undefined;
  const content: string[] = [];
  let end = 0;
  for (let at = 0; at < source.length;) {
    const line = lineAt(source, at);
    const isFirst = content.length === 0;
    if (
      !isFirst &&
      line.trim() !== '' &&
      !INDENTED.test(line) &&
      (content.at(-1) === '' || beginsNote.test(line) || OTHER_BLOCK.test(line))
    )
      break;
    content.push(isFirst ? line.slice(start[0].length) : line.trim() === '' ? '' : line.replace(INDENTED, ''));
    at += line.length + 1;
    if (isFirst || line.trim() !== '') end = at - 1;
  }
  this.lexer.tokens.links[noteKey(start[1] ?? '')] ??= { href: '', title: null };
  const { top } = this.lexer.state;
  this.lexer.state.top = true;
  const tokens = this.lexer.blockTokens(content.join('\n').trimEnd(), []);
  this.lexer.state.top = top;
  const mark: Token[] = [{ type: 'noteMark', raw: `[^${start[1]}]` }, textToken(' ')];
  const [first] = tokens;
  if (first?.type === 'paragraph') first.tokens?.unshift(...mark);
  else tokens.unshift({ type: 'paragraph', raw: '', text: '', tokens: mark });
  return { type: 'note', raw: source.slice(0, end), tokens };
}

function lineAt(source: string, at: number): string {
  const end = source.indexOf('\n', at);
  return source.slice(at, end < 0 ? source.length : end);
}

/** `\[` or `$$` on a line, up to its end or to a blank line: no line of a formula is an item of a list or an underline. */
export function readFormula(this: TokenizerThis, source: string): Tokens.Generic | undefined {
  if (!beginsFormula.test(source)) return undefined;
  const sign = source.trimStart().startsWith('$$') ? '$$' : '\\]';
  const blank = source.search(/\n[ \t]*(?:\n|$)/);
  const limit = blank < 0 ? source.length : blank;
  const close = source.indexOf(sign, source.indexOf('\n'));
  const lineEnd = close < 0 ? -1 : source.indexOf('\n', close);
  const raw = source.slice(0, close < 0 || close > limit ? limit : Math.min(limit, lineEnd < 0 ? limit : lineEnd));
  const tokens: Token[] = this.lexer.inline(raw);
  return { type: 'paragraph', raw, text: raw, tokens };
}
