import { maxTitleLength } from '../../shared/limits.ts';

/** A conversation is called by the first line of its first message. */
export function conversationTitle(firstMessage: string): string {
  const line =
    firstMessage
      .split('\n')
      .map((part) => part.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim())
      .find((part) => part !== '') ?? 'Untitled';
  const characters = [...line];
  return line.length <= maxTitleLength ? line : `${characters.slice(0, maxTitleLength / 2).join('')}…`;
}
