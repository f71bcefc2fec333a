import type { Links, Token, Tokens } from 'marked';
import { isProvisional, lexMarkdown } from './lexMarkdown.ts';

/**
 * A block longer than this is cut in two (at a line, else at a space): re-lexing the open block costs time in proportion to its length, and
 * a few inputs cost its square. 16 kB keep the worst known input near 50 ms and are longer than any ordinary paragraph, list or table.
 */
export const MAX_BLOCK_LENGTH = 16_384;

/** How much text is read in one step; twice the longest block, so that every step gets on. */
const WINDOW_LENGTH = 2 * MAX_BLOCK_LENGTH;

/** After so many characters it is certain what kind of block a line begins, even without its end. */
const DECIDED_LENGTH = 100;

export interface Block {
  readonly token: Token;
  /** The Markdown of this block in the text, as offsets in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** It is the rest of a block that was cut. */
  readonly isContinued: boolean;
  /** It is shown as what it will be when the bold or the code that it ends with is closed. Only the last open block is. */
  readonly isProvisional: boolean;
}

/** Where to go on reading: an offset, and the head of a table that was cut there, to be repeated over its other half. */
export interface Position {
  readonly offset: number;
  readonly tableHead: string;
  /** A block was cut here. */
  readonly isCut?: boolean;
}

export interface Taken {
  /** Blocks that no text to come can change. */
  readonly finished: readonly Block[];
  readonly next: Position;
  /** What follows them for now: shown, and read again when more text has come. Empty if more finished blocks may follow at `next`. */
  readonly open: readonly Block[];
  /** The only open block is a code fence: at `next` its opening line starts. */
  readonly inFence: boolean;
  /** All reference definitions known here, the given ones first. */
  readonly links: Links;
}

/**
 * The beginning of a line that may still become a list marker, a heading, a rule, a fence, or the underline that turns the paragraph above
 * it into a heading. It is not shown before that is decided, else what stands above would change its shape for a moment.
 */
const UNDECIDED_LINE = /^[ \t]*(?:[-=*+_#>|:. \t]*|\d{1,9}[.)]?|`{1,2}|`{3}[^`]*|~{3}.*)[ \t]*$/;

/**
 * Reads the next blocks of Markdown.
 *
 * @param final no more text will come: all that is left is finished.
 */
export function takeBlocks(text: string, from: Position, links: Links, final: boolean): Taken {
  const windowEnd = Math.min(text.length, from.offset + WINDOW_LENGTH);
  const wholeRest = windowEnd === text.length;
  let source = text.slice(from.offset, windowEnd);
  if (wholeRest && !final) source = withoutUndecidedLine(source);
  if (source === '') return { finished: [], next: from, open: [], inFence: false, links };

  const tokens = lexMarkdown(from.tableHead + source, links, wholeRest && !final);
  const blocks = locate(tokens, from);
  const [first] = blocks;
  if (first && first.end - first.start > MAX_BLOCK_LENGTH && !hasFenceLine(first.token)) return cut(source, from, first, links);
  const { links: known } = tokens;
  if (wholeRest && final) return { finished: blocks, next: { offset: text.length, tableHead: '' }, open: [], inFence: false, links: known };

  const { openFrom, inFence } = findOpen(blocks);
  const finished = blocks.slice(0, openFrom);
  if (first && finished.length === 0 && !wholeRest && !inFence) return cut(source, from, first, links);
  const next = finished.length === 0 ? from : { offset: finished.at(-1)?.end ?? text.length, tableHead: '' };
  return { finished, next, open: wholeRest && !inFence ? blocks.slice(openFrom) : [], inFence, links: known };
}

/** The last block is open; so is the one before it, as long as the last may still turn out to be its next line or item. */
function findOpen(blocks: readonly Block[]): { readonly openFrom: number; readonly inFence: boolean } {
  const last = blocks.findLastIndex(isSolid);
  const token = blocks[last]?.token;
  if (!token) return { openFrom: 0, inFence: false };
  const before = blocks.slice(0, last).findLastIndex(isSolid);
  // A line of any length that has no `|` yet may be the next row of a table.
  const isDecided = token.raw.length > DECIDED_LENGTH && blocks[before]?.token.type !== 'table';
  if (token.raw.includes('\n') || last < blocks.length - 1 || isDecided) return { openFrom: last, inFence: hasFenceLine(token) };
  return { openFrom: Math.max(0, before), inFence: false };
}

/** Is it a fenced (not an indented) block of code with a complete opening line? */
function hasFenceLine(token: Token): boolean {
  return token.type === 'code' && (token as Tokens.Code).codeBlockStyle !== 'indented' && token.raw.includes('\n');
}

/** White space between blocks shows nothing. */
export function isSolid({ token }: Block): boolean {
  return token.type !== 'space';
}

function withoutUndecidedLine(source: string): string {
  const lineStart = source.lastIndexOf('\n') + 1;
  return UNDECIDED_LINE.test(source.slice(lineStart)) ? source.slice(0, lineStart) : source;
}

/** The raws of the tokens follow one another without a gap; the repeated head of a table is not part of the text. */
function locate(tokens: readonly Token[], { offset, tableHead, isCut = false }: Position): Block[] {
  let end = offset - tableHead.length;
  return tokens.map((token, index) => {
    const start = Math.max(end, offset);
    end += token.raw.length;
    return { token, start, end, isContinued: isCut && index === 0, isProvisional: isProvisional(token) };
  });
}

function cut(source: string, from: Position, { token }: Block, links: Links): Taken {
  const after = (separator: string) => source.lastIndexOf(separator, MAX_BLOCK_LENGTH - 1) + 1;
  const length =
    (token.type === 'list' && lastItemStart(source)) ||
    after('\n') ||
    after(' ') ||
    (isLowSurrogate(source, MAX_BLOCK_LENGTH) ? MAX_BLOCK_LENGTH - 1 : MAX_BLOCK_LENGTH);
  const tokens = lexMarkdown(from.tableHead + source.slice(0, length), links);
  const tableHead = token.type === 'table' ? (/^.*\n.*\n/.exec(token.raw)?.[0] ?? '') : '';
  const next = { offset: from.offset + length, tableHead, isCut: true };
  return { finished: locate(tokens, from), next, open: [], inFence: false, links: tokens.links };
}

/** Where the last item begins that stands as far left as the first one, not in one of its lists: cut there, the rest keeps its shape. */
function lastItemStart(source: string): number {
  const indent = source.search(/[^ ]/);
  const items = source.slice(0, MAX_BLOCK_LENGTH).matchAll(new RegExp(`\\n {0,${indent}}(?=(?:[-*+]|\\d{1,9}[.)])[ \\t])`, 'g'));
  return (Array.from(items).at(-1)?.index ?? -1) + 1;
}

function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
