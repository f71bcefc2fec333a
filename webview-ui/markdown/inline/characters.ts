/**
 * Letters of scripts that put no spaces between words, and their punctuation: marks of emphasis stand directly beside them. The ideographic
 * space is white space, not one of them. Hangul is here because its particles follow a word without a space.
 */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3001-\u303f\uff01-\uffef]/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
const OPENING = /[\p{Ps}\p{Pi}]/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

export const isSpace = (character: string): boolean => /\s/u.test(character);

export const isUnspaced = (character: string): boolean => UNSPACED.test(character);

/** Punctuation and symbols, but for those of scripts without spaces, which count as letters. */
export const isPunctuation = (character: string): boolean => PUNCTUATION.test(character) && !UNSPACED.test(character);

/** An opening bracket or quotation mark of any script. */
export const isOpening = (character: string): boolean => OPENING.test(character);

export const isDigit = (character: string): boolean => /\p{Nd}/u.test(character);

export const isLetterOrDigit = (character: string): boolean => LETTER_OR_DIGIT.test(character);

/** A letter or digit of a script that puts spaces between words. */
export const isWordCharacter = (character: string): boolean => isLetterOrDigit(character) && !UNSPACED.test(character);

/** The whole character before an offset; a line break at the beginning of the text. */
export function characterBefore(text: string, offset: number): string {
  if (offset === 0) return '\n';
  const unit = text.charAt(offset - 1);
  return /[\udc00-\udfff]/.test(unit) && offset > 1 ? text.slice(offset - 2, offset) : unit;
}

/** The whole character at an offset; a line break at the end of the text. */
export function characterAt(text: string, offset: number): string {
  const code = text.codePointAt(offset);
  return code === undefined ? '\n' : String.fromCodePoint(code);
}
