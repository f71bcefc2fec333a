/** Text the person attached to a message. It is data for the model, never instruction. */
export interface TextAttachment {
  readonly kind: 'selection' | 'text';
  /** Path relative to the workspace, or the name of a pasted text. */
  readonly name: string;
  readonly language?: string;
  /** One-based, inclusive. */
  readonly firstLine?: number;
  readonly lastLine?: number;
  readonly text: string;
}

/** An attachment of a kind that this version does not know: it can be named, and is kept as it came. It is not sent. */
interface ForeignAttachment {
  readonly kind: 'foreign';
  readonly name: string;
  /** Everything that the version which wrote it said of it; its own word for the kind is `kind` in here. */
  readonly record: Readonly<Record<string, unknown>>;
}

/** What stands beside the text of a message. */
export type MessageAttachment = TextAttachment | ForeignAttachment;

/** What this version can attach. */
export type Attachment = TextAttachment;

export const isTextAttachment = (attachment: MessageAttachment): attachment is TextAttachment => attachment.kind !== 'foreign';
