import * as z from 'zod';
import { maxDraftAttachments } from '../../../shared/limits.ts';
import type { ChatRequests } from '../../../shared/protocol/requests/chat.ts';
import type { AreaBodies } from './areaBodies.ts';
import { id, modelId, nothing } from './bodyParts.ts';

const attachment = z.strictObject({
  kind: z.enum(['selection', 'text']),
  name: z.string().min(1).max(1000),
  language: z.string().max(100).exactOptional(),
  firstLine: z.int().positive().exactOptional(),
  lastLine: z.int().positive().exactOptional(),
  text: z.string().max(2_000_000),
});

const draft = z.strictObject({
  text: z.string().max(2_000_000),
  attachments: z.array(attachment).max(maxDraftAttachments),
  edits: id.exactOptional(),
});

/** Can only be stated, never denied: a user who was not asked has not agreed. */
const unreserved = z.literal([true, 'conversation']).exactOptional();

export const chatBodies = {
  ask: draft.extend({ unreserved }),
  retry: z.strictObject({ entry: id, modelId: modelId.exactOptional(), unreserved }),
  stop: nothing,
  forecast: draft,
} satisfies AreaBodies<ChatRequests>;
