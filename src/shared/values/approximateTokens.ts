const bytesPerToken = 4;

/** Tokens of a text whose tokenizer is not at hand, from its bytes as UTF-8: about four of them are a token in prose. */
export function approximateTokens(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}
