/** Text the person attached to a message. It is data for the model, never instruction. */
export interface Attachment {
  readonly kind: 'selection' | 'text';
  /** Path relative to the workspace, or the name of a pasted text. */
  readonly name: string;
  readonly language?: string;
  /** One-based, inclusive. */
  readonly firstLine?: number;
  readonly lastLine?: number;
  readonly text: string;
}
