import { deepEqual } from '../values/deepEqual.ts';
import { isTextAttachment, type Attachment } from './attachment.ts';
import type { Message } from './message.ts';

/** What a message consists of before it is one. */
interface Prepared {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What the user has prepared for a conversation and not sent yet. */
export interface Draft extends Prepared {
  /** null: the draft is a message of its own. */
  readonly editing: Editing | null;
}

/** A draft as the host keeps it. */
export interface KeptDraft extends Draft {
  /** Names the request that sends exactly this; null until it is sent for the first time. */
  readonly requestId: string | null;
}

/** An entry of the user that is being worded anew. */
export interface Editing {
  readonly entry: string;
  /** The conversation in which that is done: anywhere else the edit means nothing. */
  readonly conversation: string;
  /** What stood in the composer before. It comes back when the edit is sent or given up. */
  readonly aside: Prepared;
}

const nothing: Prepared = { text: '', attachments: [] };

export const emptyDraft: Draft = { ...nothing, editing: null };

export const noDraft: KeptDraft = { ...emptyDraft, requestId: null };

/** True for nothing that could be sent. */
export function isEmpty({ text, attachments }: Prepared): boolean {
  return text.trim() === '' && attachments.length === 0;
}

/** What is left of the draft once the host has taken `sent`: whatever the user typed or attached in the meantime stays. */
export function afterAcknowledged(draft: Draft, sent: Draft): Draft {
  const { editing } = draft;
  if (!sent.editing) {
    // The user may have begun to edit an entry in the meantime, which put aside what was on its way.
    if (editing) return { ...draft, editing: { ...editing, aside: without(editing.aside, sent) } };
    return { ...without(draft, sent), editing: null };
  }
  if (editing?.entry !== sent.editing.entry) return draft;
  return { ...joined(editing.aside, without(draft, sent)), editing: null };
}

/** What was added to what was there before. */
export function without({ text, attachments }: Prepared, before: Prepared): Prepared {
  return {
    text: text.startsWith(before.text) ? text.slice(before.text.length) : text,
    attachments: attachments.filter((attachment) => !before.attachments.some((other) => deepEqual(other, attachment))),
  };
}

/** Both, one after the other. */
export function joined(first: Prepared, second: Prepared): Prepared {
  return {
    text: [first.text, second.text].filter((text) => text !== '').join('\n'),
    attachments: [...first.attachments, ...second.attachments],
  };
}

/** The entry's text and what can be sent of its attachments in the composer; what stood there is put aside. */
export function beginEdit(
  { editing, text, attachments }: Draft,
  entry: Pick<Message, 'id' | 'text' | 'attachments'>,
  conversation: string,
): Draft {
  const aside = editing?.aside ?? { text, attachments };
  return { text: entry.text, attachments: entry.attachments.filter(isTextAttachment), editing: { entry: entry.id, conversation, aside } };
}

/** What the draft is in this conversation: an edit that was begun in another one is no edit here, and its text a message that nobody has sent. */
export function draftIn(draft: KeptDraft, conversation: string | null): KeptDraft {
  const { editing } = draft;
  if (!editing || editing.conversation === conversation) return draft;
  return { ...joined(editing.aside, draft), editing: null, requestId: null };
}

/** Gives up the edit, if there is one. */
export function endEdit(draft: Draft): Draft {
  return draft.editing ? { ...draft.editing.aside, editing: null } : draft;
}

/** The typed text as an attachment, for texts that are too long for a message. */
export function textAsAttachment(draft: Draft): Draft {
  const pasted = draft.attachments.filter(({ name }) => name.startsWith('pasted text')).length;
  const name = pasted === 0 ? 'pasted text' : `pasted text ${pasted + 1}`;
  return { ...draft, text: '', attachments: [...draft.attachments, { kind: 'text', name, text: draft.text }] };
}

/** Attaching the same selection twice would only cost money. */
export function withAttachment(draft: Draft, added: Attachment): Draft {
  const same = (other: Attachment) =>
    other.name === added.name && other.firstLine === added.firstLine && other.lastLine === added.lastLine && other.text === added.text;
  return draft.attachments.some(same) ? draft : { ...draft, attachments: [...draft.attachments, added] };
}
