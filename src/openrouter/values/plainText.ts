const quoteLimit = 300;

/** One line for a person: no control, formatting (bidirectional, zero-width) or broken characters, at most `limit` characters. */
export function plainLine(text: string, limit: number): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
  const characters = Array.from(line.slice(0, 2 * limit));
  return characters.length > limit ? `${characters.slice(0, limit).join('').trimEnd()}…` : line;
}

/** What the other side said, short, and without the key: some servers repeat a rejected key in their message. */
export function quote(text: string, key: string | undefined): string {
  // A short key of a local server ("none", "ollama") is no secret, but may be a word of the message.
  const withoutKey = key !== undefined && key.length >= 8 ? text.replaceAll(key, '…') : text;
  return plainLine(withoutKey.replace(/(?:\bsk-|sk-(?:or|ant|proj)-)[\w-]{8,}/g, 'sk-…'), quoteLimit);
}
