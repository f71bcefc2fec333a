import type { Attachment } from '../../src/shared/model/attachment.ts';
import { type Draft, type Editing, emptyDraft } from './draft.ts';

const drawerNames = ['archive', 'models', 'costs'] as const;

export type DrawerName = (typeof drawerNames)[number];

/**
 * A place in the transcript: where the entry below this parent begins, in px from the upper edge of the scroller. Entries that take turns in
 * one place of a branch have the same parent, so the place outlives a change of branch; it also outlives entries that are put above it.
 */
export interface Place {
  /** Empty: the first entry of a conversation. */
  readonly below: string;
  readonly offset: number;
}

/** What the surface itself remembers over a reload (`setState`). Everything else comes from the host. */
export interface ViewState {
  /** null: a new conversation; undefined: this surface never showed one. */
  readonly conversation: string | null | undefined;
  /** The message that the shown branch goes through. */
  readonly tip: string | null;
  readonly draft: Draft;
  readonly drawer: DrawerName | null;
  /** null: the transcript follows its live end. */
  readonly place: Place | null;
  /** The trouble of the archive that the person has seen and folded away. */
  readonly folded: string | null;
}

/** Reads what was kept. An older version of the page may have written it: what does not fit is left out. */
export function parseViewState(kept: unknown): ViewState {
  const from = isRecord(kept) ? kept : {};
  return {
    conversation: typeof from['conversation'] === 'string' || from['conversation'] === null ? from['conversation'] : undefined,
    tip: stringOrNull(from['tip']),
    draft: readDraft(from['draft']),
    drawer: drawerNames.find((name) => name === from['drawer']) ?? null,
    place: readPlace(from['place']),
    folded: stringOrNull(from['folded']),
  };
}

function readDraft(kept: unknown): Draft {
  return { ...readPrepared(kept), editing: isRecord(kept) ? readEditing(kept['editing']) : emptyDraft.editing };
}

function readPrepared(kept: unknown): Editing['aside'] {
  const from = isRecord(kept) ? kept : {};
  return {
    text: typeof from['text'] === 'string' ? from['text'] : emptyDraft.text,
    attachments: Array.isArray(from['attachments']) ? from['attachments'].filter(isAttachment) : emptyDraft.attachments,
  };
}

function readEditing(kept: unknown): Editing | null {
  if (!isRecord(kept) || typeof kept['entry'] !== 'string' || typeof kept['conversation'] !== 'string') return null;
  return { entry: kept['entry'], conversation: kept['conversation'], aside: readPrepared(kept['aside']) };
}

function readPlace(kept: unknown): Place | null {
  if (!isRecord(kept) || typeof kept['below'] !== 'string' || typeof kept['offset'] !== 'number') return null;
  return { below: kept['below'], offset: kept['offset'] };
}

function stringOrNull(kept: unknown): string | null {
  return typeof kept === 'string' ? kept : null;
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
