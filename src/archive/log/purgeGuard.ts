import { ChatError } from '../../core/errors/chatError.ts';
import type { OperationBody } from './operations.ts';

/** Everything about conversations; bills are not. */
export type ConversationBody = Extract<OperationBody, { conversation: string }>;

/**
 * Keeps out of the log what this window would still write to a conversation that was purged, here or in another window:
 * the answer that was arriving, above all. Between a purge elsewhere and its becoming known here something may have been
 * written; that has to be purged again.
 */
export class PurgeGuard {
  readonly #purged = new Set<string>();
  /** Conversations that this window has written to. */
  readonly #written = new Set<string>();

  /** Whether the operation may be written. Throws for what the person would otherwise take for kept. */
  admits({ t, conversation }: ConversationBody): boolean {
    if (!this.#purged.has(conversation)) this.#written.add(conversation);
    else if (t !== 'conversation.purged') {
      // An answer that has nowhere to go any more ends like every other one.
      if (t === 'message.appended' || t === 'message.finished') return false;
      throw new ChatError('CONVERSATION_NOT_FOUND', 'This conversation was erased for good. Nothing was saved.');
    }
    return true;
  }

  /** Takes note of purged conversations. Returns those that were not known to be, and that this window has written to. */
  learn(conversationIds: readonly string[]): string[] {
    const added = conversationIds.filter((id) => !this.#purged.has(id));
    for (const id of added) this.#purged.add(id);
    return added.filter((id) => this.#written.delete(id));
  }
}
