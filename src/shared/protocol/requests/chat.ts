import type { Attachment } from '../../model/attachment.ts';
import type { Forecast } from '../../model/forecast.ts';

/** Questions and answers. */
export interface ChatRequests {
  /**
   * Sends the composer's text below what is shown. With `edits` it stands beside that entry of the user, as a branch of its own.
   * Answered when the message is durable (not when the answer is complete).
   */
  ask: {
    /** `unreserved`: the user has been notified that no budget can limit this request, and wants it sent. */
    body: { text: string; attachments: readonly Attachment[]; edits?: string; unreserved?: true };
    reply: { conversationId: string };
  };
  /** Answers the same question again: a new sibling beside the entry. `modelId` also switches the conversation's model. */
  retry: { body: { entry: string; modelId?: string; unreserved?: true }; reply: null };
  /** Ends the running answers of the conversation shown; what has arrived is kept. */
  stop: { body: Record<never, never>; reply: null };
  /** What `ask` with the same body would cost. Null when nothing can be said (no model). */
  forecast: { body: { text: string; attachments: readonly Attachment[]; edits?: string }; reply: Forecast | null };
}
