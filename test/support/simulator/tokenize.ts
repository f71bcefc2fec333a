/**
 * The simulator's own tokens: up to four characters that are not white space, with the white space before them.
 * The pieces of a beginning are the beginning of the pieces, so that a broken-off answer has exactly the tokens that were sent.
 */
export function tokenize(text: string): readonly string[] {
  return text.match(/\s*\S{1,4}|\s+/gu) ?? [];
}

export interface PromptMessage {
  readonly role: string;
  readonly content: string;
}

/** The tokens of a prompt; four frame each message. */
export function promptTokensOf(messages: readonly PromptMessage[]): readonly string[] {
  return messages.flatMap(({ role, content }) => ['<', role, '>', ...tokenize(content), '\0']);
}
