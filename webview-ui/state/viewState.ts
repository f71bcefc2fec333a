import type { Attachment } from '../../src/shared/model.ts';
import { type Draft, emptyDraft } from './draft.ts';

export type DrawerName = 'archive' | 'models';

/** What the surface itself remembers over a reload (`setState`). Everything else comes from the host. */
export interface ViewState {
  /** null: a new conversation; undefined: this surface never showed one. */
  readonly conversation: string | null | undefined;
  readonly draft: Draft;
  readonly drawer: DrawerName | null;
  /** Distance of the transcript from its top in px; null: at the live end. */
  readonly scrollTop: number | null;
}

/** Reads what was kept. An older version of the page may have written it: what does not fit is left out. */
export function parseViewState(kept: unknown): ViewState {
  const from = isRecord(kept) ? kept : {};
  const draft = isRecord(from['draft']) ? from['draft'] : {};
  return {
    conversation: typeof from['conversation'] === 'string' || from['conversation'] === null ? from['conversation'] : undefined,
    draft: {
      text: typeof draft['text'] === 'string' ? draft['text'] : emptyDraft.text,
      attachments: Array.isArray(draft['attachments']) ? draft['attachments'].filter(isAttachment) : emptyDraft.attachments,
    },
    drawer: from['drawer'] === 'archive' || from['drawer'] === 'models' ? from['drawer'] : null,
    scrollTop: typeof from['scrollTop'] === 'number' ? from['scrollTop'] : null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAttachment(value: unknown): value is Attachment {
  if (!isRecord(value)) return false;
  return (
    (value['kind'] === 'selection' || value['kind'] === 'text') && typeof value['name'] === 'string' && typeof value['text'] === 'string'
  );
}
