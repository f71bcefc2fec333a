/** Longest title in UTF-16 units, as the archive keeps it. */
const longestTitle = 255;

/** A conversation is called by the first line of its first message. */
export function conversationTitle(firstMessage: string): string {
  const line =
    firstMessage
      .split('\n')
      .map((part) => part.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim())
      .find((part) => part !== '') ?? 'Untitled';
  const characters = [...line];
  return line.length <= longestTitle ? line : `${characters.slice(0, longestTitle / 2).join('')}…`;
}
