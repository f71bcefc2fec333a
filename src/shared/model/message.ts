import type { Attachment } from './attachment.ts';
import type { Failure } from './failure.ts';
import type { Cost, TokenUsage } from './money.ts';

export type Role = 'user' | 'assistant';

/**
 * What became of a message. The state is never written into its text.
 * `streaming` is only true while some window still receives it.
 */
export type MessageState = 'streaming' | 'complete' | 'stopped' | 'interrupted' | 'failed';

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** null for the first message of a conversation; several messages may share a parent (branches). */
  readonly parentId: string | null;
  readonly role: Role;
  readonly text: string;
  readonly reasoning: string;
  readonly attachments: readonly Attachment[];
  /** The model asked for; null on the person's own messages. */
  readonly modelId: string | null;
  /** The model and provider that really answered, when the wire said so. */
  readonly servedModelId: string | null;
  readonly provider: string | null;
  /** ms since the epoch; for display only, order comes from the archive. */
  readonly createdAt: number;
  readonly state: MessageState;
  /** Not shown, and nothing below it is. */
  readonly deleted: boolean;
  readonly finishReason: string | null;
  readonly failure: Failure | null;
  readonly cost: Cost | null;
  readonly usage: TokenUsage | null;
  /** ms from sending to the first glyph, and to the end. */
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}
