import type { Attachment } from '../../src/shared/model/attachment.ts';
import { isRecord } from '../../src/shared/values/isRecord.ts';
import { type Draft, type Editing, emptyDraft } from '../../src/shared/model/draft.ts';

/** The draft that was saved; what does not fit is left out, the rest stays. */
export function parseDraft(saved: unknown): Draft {
  return { ...parsePrepared(saved), editing: isRecord(saved) ? parseEditing(saved['editing']) : emptyDraft.editing };
}

function parsePrepared(saved: unknown): Editing['aside'] {
  const from = isRecord(saved) ? saved : {};
  return {
    text: typeof from['text'] === 'string' ? from['text'] : emptyDraft.text,
    attachments: Array.isArray(from['attachments']) ? from['attachments'].filter(isAttachment) : emptyDraft.attachments,
  };
}

function parseEditing(saved: unknown): Editing | null {
  if (!isRecord(saved) || typeof saved['entry'] !== 'string' || typeof saved['conversation'] !== 'string') return null;
  return { entry: saved['entry'], conversation: saved['conversation'], aside: parsePrepared(saved['aside']) };
}

function isAttachment(value: unknown): value is Attachment {
  if (!isRecord(value)) return false;
  return (
    (value['kind'] === 'selection' || value['kind'] === 'text') && typeof value['name'] === 'string' && typeof value['text'] === 'string'
  );
}
