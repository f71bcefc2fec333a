/** A fenced code block, from its opening line on. Offsets count UTF-16 units of the text given to `openFence`. */
export interface Fence {
  readonly language: string;
  /** Where the code starts: after the opening line. */
  readonly from: number;
  /** Spaces before the opening fence; as many are taken from each line of code. */
  readonly indent: number;
  /** Finds the line break before the closing line, and that line. */
  readonly closing: RegExp;
}

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
  return {
    language: languageOf(info),
    from: at + line.length,
    indent: indent.length,
    closing: new RegExp(`\\n {0,3}${marker}${marker.charAt(0)}* *(?=\\n|$)`, 'g'),
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
  const match = fence.closing.exec(text);
  if (match) {
    const next = match.index + match[0].length;
    if (final || next < text.length) return { end: Math.max(match.index, fence.from), next };
  }
  const lastLine = Math.max(text.lastIndexOf('\n') + 1, fence.from);
  const withheld = final ? text.endsWith('\n') : PERHAPS_CLOSING.test(text.slice(lastLine));
  const end = withheld ? (final ? text.length : lastLine) - 1 : text.length;
  return { end: Math.max(end, fence.from), next: final ? text.length : undefined };
}

/** The code between two offsets, without the indentation of the fence. */
export function codeBetween(fence: Fence, text: string, from: number, to: number): string {
  const code = text.slice(from, to);
  if (fence.indent === 0) return code;
  const lineStart = text.charAt(from - 1) === '\n' ? '(^|\\n)' : '(\\n)';
  return code.replace(new RegExp(`${lineStart} {1,${fence.indent}}`, 'g'), '$1');
}
