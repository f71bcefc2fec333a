import * as z from 'zod';
import type { EditorRequests } from '../../../shared/protocol/requests/editor.ts';
import type { AreaBodies } from './areaBodies.ts';
import { extent, id, nothing } from './bodyParts.ts';

export const editorBodies = {
  setApiKey: nothing,
  openSettings: nothing,
  raiseBudget: nothing,
  openCsv: extent,
  showLog: nothing,
  eraseConversation: z.strictObject({ id }),
  eraseEntry: z.strictObject({ conversation: id, entry: id }),
  verifyArchive: nothing,
  openInEditor: nothing,
  openLink: z.strictObject({ href: z.string().max(10_000) }),
  copyText: z.strictObject({ text: z.string().max(5_000_000) }),
} satisfies AreaBodies<EditorRequests>;
