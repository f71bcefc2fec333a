import { maxTagLength, maxTags } from '../limits.ts';

/** Tags as they are typed, separated by commas: each once, without the space around it, as many and as long as are kept. */
export function parseTags(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().slice(0, maxTagLength).trim());
  return [...new Set(tags)].filter((tag) => tag !== '').slice(0, maxTags);
}
