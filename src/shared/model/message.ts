import type { AnswerParts } from './answerParts.ts';
import type { MessageAttachment } from './attachment.ts';
import type { Failure } from './failure.ts';
import type { Cost, ReceivedTokens, TokenUsage } from './money.ts';

/**
 * Who speaks. `system` is instruction that stands in the conversation itself, `tool` is what a tool gave back: data, never instruction, and not
 * sent without the call that it answers. A role that this version does not know reads as `tool`.
 */
export type Role = 'user' | 'assistant' | 'system' | 'tool';

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
  /** The answer, its parent, of which this is the continuation; absent for everything else. */
  readonly continues?: string;
  readonly role: Role;
  readonly text: string;
  readonly reasoning: string;
  readonly attachments: readonly MessageAttachment[];
  /** The model asked for; null on the person's own messages. */
  readonly modelId: string | null;
  /** The server that was asked (`ModelReference.endpoint`); absent when it is not known, as in what version 0.1 wrote. */
  readonly endpoint?: string;
  /** The model and provider that really answered, when the wire said so. */
  readonly servedModelId: string | null;
  readonly provider: string | null;
  /** ms since the epoch; for display only, order comes from the archive. */
  readonly createdAt: number;
  readonly state: MessageState;
  /** Not shown, and nothing below it is. */
  readonly deleted: boolean;
  readonly finishReason: string | null;
  /** What came beside the text; absent when nothing did that is shown. */
  readonly parts?: AnswerParts;
  readonly failure: Failure | null;
  readonly cost: Cost | null;
  readonly usage: TokenUsage | null;
  /** Absent when nothing was counted, and of what version 0.1 finished. */
  readonly received?: ReceivedTokens;
  /** ms from sending to the first glyph on the screen, of reasoning or of text, and to the end. */
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}
