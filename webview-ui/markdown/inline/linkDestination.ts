export interface LinkDestination {
  readonly href: string;
  readonly title: string;
  /** The offset behind the closing parenthesis. */
  readonly end: number;
}

/** Longer addresses are none; reading to the end of a text for each bracket would cost its length squared. */
const MAX_LENGTH = 2048;
const MAX_PARENTHESES = 32;

const BEGIN = /\([ \t\n]*/y;
const IN_ANGLES = /<((?:\\.|[^\n<>\\]){0,2048})>/y;
const TITLE = /[ \t\n]+(?:"((?:\\[\s\S]|[^"\\]){0,2048})"|'((?:\\[\s\S]|[^'\\]){0,2048})'|\(((?:\\[\s\S]|[^()\\]){0,2048})\))/y;
const END = /[ \t\n]*\)/y;

/** Reads `(address "title")` at an offset; undefined if there is none. */
export function readLinkDestination(source: string, at: number): LinkDestination | undefined {
  const begin = matchAt(BEGIN, source, at);
  if (!begin) return undefined;
  const from = at + begin[0].length;
  const angles = matchAt(IN_ANGLES, source, from);
  const bareEnd = angles ? from : endOfBareDestination(source, from);
  if (bareEnd === undefined) return undefined;
  const to = angles ? from + angles[0].length : bareEnd;
  const title = matchAt(TITLE, source, to);
  const behindTitle = to + (title?.[0].length ?? 0);
  const end = matchAt(END, source, behindTitle);
  if (!end) return undefined;
  return {
    href: unescaped(angles?.[1] ?? source.slice(from, to)),
    title: unescaped(title?.[1] ?? title?.[2] ?? title?.[3] ?? ''),
    end: behindTitle + end[0].length,
  };
}

export function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(source);
}

/** Where an address without angle brackets ends: at white space, or at a parenthesis that it did not open. */
function endOfBareDestination(source: string, from: number): number | undefined {
  let depth = 0;
  const limit = Math.min(source.length, from + MAX_LENGTH);
  if (source.charAt(from) === '<') return undefined;
  for (let at = from; at < limit; at++) {
    const character = source.charAt(at);
    if (character === '\\') at++;
    else if (character === '(' && ++depth > MAX_PARENTHESES) return undefined;
    else if (character === ')' && --depth < 0) return at;
    else if (character <= ' ') return depth === 0 ? at : undefined;
  }
  return undefined;
}

const unescaped = (text: string): string => text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
