import * as z from 'zod';
import { maxTagLength, maxTags } from '../../../shared/limits.ts';
import type { ArchiveRequests } from '../../../shared/protocol/requests/archive.ts';
import type { AreaBodies } from './areaBodies.ts';
import { id, nothing } from './bodyParts.ts';

const edits = z
  .strictObject({
    title: z.string().trim().min(1).max(1000).exactOptional(),
    pinned: z.boolean().exactOptional(),
    status: z.enum(['active', 'archived']).exactOptional(),
    tags: z.array(z.string().trim().min(1).max(maxTagLength)).max(maxTags).exactOptional(),
    deleted: z.boolean().exactOptional(),
  })
  .refine((changes) => Object.keys(changes).length > 0, 'Nothing is to be changed.');

export const archiveBodies = {
  showBranch: z.strictObject({ entry: id }),
  showEarlier: nothing,
  fork: z.strictObject({ entry: id }),
  deleteEntry: z.strictObject({ entry: id }),
  restoreEntry: z.strictObject({ conversation: id, entry: id }),
  listDeleted: nothing,
  changeConversation: z.strictObject({ id, changes: edits }),
  newConversation: nothing,
  openConversation: z.strictObject({ id }),
} satisfies AreaBodies<ArchiveRequests>;
