import type { Attachment } from '../../model/attachment.ts';
import type { Forecast } from '../../model/forecast.ts';

/** The user knows that no budget can limit a request, and wants it sent: this one, or all of the model in the conversation from now on. */
export type Unreserved = true | 'conversation';

/** Questions and answers. */
export interface ChatRequests {
  /**
   * Sends the composer's text below what is shown. With `edits` it stands beside that entry of the user, as a branch of its own.
   * Answered when the message is durable (not when the answer is complete).
   */
  ask: {
    body: { text: string; attachments: readonly Attachment[]; edits?: string; unreserved?: Unreserved };
    reply: { conversationId: string };
  };
  /** Answers the same question again: a new sibling beside the entry. `modelId` also switches the conversation's model. */
  retry: { body: { entry: string; modelId?: string; unreserved?: Unreserved }; reply: null };
  /** Ends the running answers of the conversation shown; what has arrived is kept. */
  stop: { body: Record<never, never>; reply: null };
  /** What `ask` with the same body would cost. Null when nothing can be said (no model). */
  forecast: { body: { text: string; attachments: readonly Attachment[]; edits?: string }; reply: Forecast | null };
}
