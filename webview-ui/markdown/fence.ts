/** A fenced code block, from its opening line on. Offsets count UTF-16 units of the text given to `openFence`. */
export interface Fence {
  readonly language: string;
  /** Where the code starts: after the opening line. */
  readonly from: number;
  /** Spaces before the opening fence; as many are taken from each line of code. */
  readonly indent: number;
  /** Finds the line break before the closing line, and that line. */
  readonly closing: RegExp;
  /** For Markdown within a fence, which may hold fences of its own; undefined for any other language. */
  readonly inner: InnerFences | undefined;
}

/** How far the fences within a fence are read. It goes on from there when more text has come. */
interface InnerFences {
  readonly lines: RegExp;
  /** How many of them are open. */
  depth: number;
}

/**
 * In code that is Markdown, a line of back quotes with a language opens a fence within, and the next line of back quotes closes that one: models
 * forget to write more of them around it. By CommonMark the first inner end would be the end of all, and what follows the last one code.
 */
const MARKDOWN_LANGUAGES = new Set(['md', 'markdown', 'mdx']);

export interface FenceReading {
  /** The end of the code that can be shown now. */
  readonly end: number;
  /** The offset after the closing line, once it is there. */
  readonly next: number | undefined;
}

const OPENING = /( {0,3})(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*)(?:\n|$)/y;
const PERHAPS_CLOSING = /^ {0,3}(?:`*|~*) *$/;

/** The fence whose opening line is at `at`, or undefined. */
export function openFence(text: string, at: number): Fence | undefined {
  OPENING.lastIndex = at;
  const match = OPENING.exec(text);
  if (!match) return undefined;
  const [line, indent = '', marker = '', info = ''] = match;
  const language = languageOf(info);
  const from = at + line.length;
  const lines = new RegExp(`\\n {0,3}${marker}\`*([^\`\\n]*)(?=\\n|$)`, 'g');
  lines.lastIndex = from - 1;
  return {
    language,
    from,
    indent: indent.length,
    closing: new RegExp(`\\n {0,3}${marker}${marker.charAt(0)}* *(?=\\n|$)`, 'g'),
    inner: MARKDOWN_LANGUAGES.has(language) && marker.startsWith('`') ? { lines, depth: 0 } : undefined,
  };
}

/** The first word of an info string, as far as it can be the name of a language. */
export function languageOf(info: string): string {
  return /^[\w+#.-]{1,40}/.exec(info.trim())?.[0].toLowerCase() ?? '';
}

/**
 * Reads on in an open fence.
 *
 * @param scanned an offset below which no closing line starts, so that a long fence is not searched again and again.
 * @param final no more text will come. Until then a last line that may become the closing one, and the line break before it, are withheld:
 * shown, they would make the block jump by a line.
 */
export function readFence(fence: Fence, text: string, scanned: number, final: boolean): FenceReading {
  fence.closing.lastIndex = Math.max(fence.from - 1, text.lastIndexOf('\n', scanned));
  const match = fence.inner ? closingBehind(fence.inner, text) : fence.closing.exec(text);
  if (match) {
    const next = match.index + match[0].length;
    if (final || next < text.length) return { end: Math.max(match.index, fence.from), next };
  }
  const lastLine = Math.max(text.lastIndexOf('\n') + 1, fence.from);
  const withheld = final ? text.endsWith('\n') : PERHAPS_CLOSING.test(text.slice(lastLine));
  const end = withheld ? (final ? text.length : lastLine) - 1 : text.length;
  return { end: Math.max(end, fence.from), next: final ? text.length : undefined };
}

/** The line that closes a fence, behind all fences within it. Of a last line that may still grow, nothing is remembered. */
function closingBehind(inner: InnerFences, text: string): RegExpExecArray | undefined {
  for (;;) {
    const from = inner.lines.lastIndex;
    const match = inner.lines.exec(text);
    const isBare = match?.[1]?.trim() === '';
    if (!match || (isBare && inner.depth === 0) || match.index + match[0].length === text.length) {
      inner.lines.lastIndex = match ? match.index : from;
      return match && isBare && inner.depth === 0 ? match : undefined;
    }
    inner.depth += isBare ? -1 : 1;
  }
}

/** The code between two offsets, without the indentation of the fence. */
export function codeBetween(fence: Fence, text: string, from: number, to: number): string {
  const code = text.slice(from, to);
  if (fence.indent === 0) return code;
  const lineStart = text.charAt(from - 1) === '\n' ? '(^|\\n)' : '(\\n)';
  return code.replace(new RegExp(`${lineStart} {1,${fence.indent}}`, 'g'), '$1');
}
