import type { Attachment, Message } from '../../src/shared/model.ts';

/** What the person has prepared and not sent yet. It belongs to this surface alone. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

export const emptyDraft: Draft = { text: '', attachments: [] };

/** What is left of the draft once the host has taken `sent`: whatever the person typed or attached in the meantime stays. */
export function afterAcknowledged(draft: Draft, sent: Draft): Draft {
  return {
    text: draft.text.startsWith(sent.text) ? draft.text.slice(sent.text.length) : draft.text,
    attachments: draft.attachments.filter((attachment) => !sent.attachments.includes(attachment)),
  };
}

/** The typed text as an attachment, for texts that are too long for a message. */
export function textAsAttachment(draft: Draft): Draft {
  const pasted = draft.attachments.filter(({ name }) => name.startsWith('pasted text')).length;
  const name = pasted === 0 ? 'pasted text' : `pasted text ${pasted + 1}`;
  return { text: '', attachments: [...draft.attachments, { kind: 'text', name, text: draft.text }] };
}

/** Attaching the same selection twice would only cost money. */
export function withAttachment(draft: Draft, added: Attachment): Draft {
  const same = (other: Attachment) =>
    other.name === added.name && other.firstLine === added.firstLine && other.lastLine === added.lastLine && other.text === added.text;
  return draft.attachments.some(same) ? draft : { ...draft, attachments: [...draft.attachments, added] };
}

/** The person's last message back in the composer, to be changed and sent again. Only an empty composer takes it. */
export function recallLast(draft: Draft, messages: readonly Message[]): Draft {
  const last = messages.findLast(({ role }) => role === 'user');
  if (!last || draft.text !== '') return draft;
  return { text: last.text, attachments: draft.attachments.length > 0 ? draft.attachments : last.attachments };
}
