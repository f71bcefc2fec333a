import * as z from 'zod';
import type { ChatRequests } from '../../../shared/protocol/requests/chat.ts';
import type { AreaBodies } from './areaBodies.ts';
import { id, modelId, nothing } from './bodyParts.ts';
import { prepared } from './draftBody.ts';

const draft = prepared.extend({ edits: id.exactOptional() });

/** Can only be stated, never denied: a user who was not asked has not agreed. */
const unreserved = z.literal([true, 'conversation']).exactOptional();

export const chatBodies = {
  ask: draft.extend({ unreserved }),
  retry: z.strictObject({ entry: id, modelId: modelId.exactOptional(), unreserved }),
  stop: nothing,
  forecast: draft,
} satisfies AreaBodies<ChatRequests>;
