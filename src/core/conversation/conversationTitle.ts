import { maxTitleLength } from '../../shared/limits.ts';

/** Controls and formats, but for the joiners and tags that belong to words and emoji: Persian, Indic scripts, families, flags of regions. */
const invisible = /(?:(?![\u200C\u200D\u{E0020}-\u{E007F}])[\p{Cc}\p{Cf}])+/gu;
const visible = /[^\s\p{Cf}]/u;

/** A conversation is called by the first line of its first message. */
export function conversationTitle(firstMessage: string): string {
  const line =
    firstMessage
      .split('\n')
      .map((part) => part.replaceAll(invisible, ' ').trim())
      .find((part) => visible.test(part)) ?? 'Untitled';
  const characters = [...line];
  return line.length <= maxTitleLength ? line : `${characters.slice(0, maxTitleLength / 2).join('')}…`;
}
