import * as z from 'zod';
import { maxDraftAttachments } from '../../../shared/limits.ts';
import { id, requestId } from './bodyParts.ts';

const attachment = z.strictObject({
  kind: z.enum(['selection', 'text']),
  name: z.string().min(1).max(1000),
  language: z.string().max(100).exactOptional(),
  firstLine: z.int().positive().exactOptional(),
  lastLine: z.int().positive().exactOptional(),
  text: z.string().max(2_000_000),
});

/** What a message consists of. */
export const prepared = z.strictObject({
  text: z.string().max(2_000_000),
  attachments: z.array(attachment).max(maxDraftAttachments),
});

export const keptDraft = prepared.extend({
  editing: z.strictObject({ entry: id, conversation: id, aside: prepared }).nullable(),
  requestId: requestId.nullable(),
});
