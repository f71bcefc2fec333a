import { ChatError } from '../../core/errors/chatError.ts';
import type { OperationBody } from './operations.ts';
import { PurgedIds, type PurgedIdLists, subjectOf } from './purgedIds.ts';

/** Everything about conversations; bills are not. */
export type ConversationBody = Extract<OperationBody, { conversation: string }>;

/**
 * Keeps out of the log what this window would still write to a conversation or a message that was purged, here or in another window:
 * the answer that was arriving, above all. Between a purge elsewhere and its becoming known here something may have been
 * written; that has to be purged again.
 */
export class PurgeGuard {
  #purged = new PurgedIds();
  /** What this window has written to; each message with its conversation. */
  readonly #written = { conversations: new Set<string>(), messages: new Map<string, string>() };

  /** Whether the operation may be written. Throws for what the person would otherwise take for kept. */
  admits(body: ConversationBody): boolean {
    const subject = subjectOf(body);
    if (!this.#purged.covers(subject)) {
      this.#written.conversations.add(subject.conversation);
      if (subject.message !== undefined) this.#written.messages.set(subject.message, subject.conversation);
    } else if (body.t !== 'conversation.purged') {
      // An answer that has nowhere to go any more ends like every other one.
      if (body.t === 'message.appended' || body.t === 'message.finished') return false;
      const what = this.#purged.conversations.has(subject.conversation) ? 'conversation' : 'entry';
      throw new ChatError('CONVERSATION_NOT_FOUND', `This ${what} was erased for good. Nothing was saved.`);
    }
    return true;
  }

  /** Takes note of purged conversations and messages. Returns those that were not known to be, and that this window has written to. */
  learn(ids: PurgedIdLists): PurgedIds {
    const added = new PurgedIds(ids).without(this.#purged);
    if (added.size > 0) this.#purged = this.#purged.with(added);
    return new PurgedIds({
      conversations: [...added.conversations].filter((id) => this.#written.conversations.has(id)),
      messages: [...added.messages].filter((id) => this.#written.messages.has(id)),
    });
  }

  /** The conversation of a message that this window has written to. */
  conversationOf(messageId: string): string | undefined {
    return this.#written.messages.get(messageId);
  }
}
