import { createHash } from 'node:crypto';

/** SHA-256 of a text, as `message.finished` carries it: hex, over UTF-8 (a lone surrogate counts as U+FFFD). */
export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
