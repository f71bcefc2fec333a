const encoder = new TextEncoder();

export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}

/** Tokens of a text whose tokenizer is not at hand; about four bytes each in prose. */
export function approximateTokens(bytes: number): number {
  return Math.ceil(bytes / 4);
}
