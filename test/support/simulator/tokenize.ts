/**
 * The simulator's own tokens: up to four characters that are not white space, with the white space before them.
 * The pieces of a beginning are the beginning of the pieces, so that a broken-off answer has exactly the tokens that were sent.
 */
export function tokenize(text: string): readonly string[] {
  return text.match(/\s*\S{1,4}|\s+/gu) ?? [];
}
