import { isTextAttachment, type Attachment } from '../../src/shared/model/attachment.ts';
import type { Message } from '../../src/shared/model/message.ts';

/** What a message consists of before it is one. */
interface Prepared {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

/** What the user has prepared and not sent yet. It belongs to this surface alone. */
export interface Draft extends Prepared {
  /** null: the draft is a message of its own. */
  readonly editing: Editing | null;
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

function without({ text, attachments }: Prepared, sent: Prepared): Prepared {
  return {
    text: text.startsWith(sent.text) ? text.slice(sent.text.length) : text,
    attachments: attachments.filter((attachment) => !sent.attachments.includes(attachment)),
  };
}

function joined(first: Prepared, second: Prepared): Prepared {
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
