import { ChatError } from '../../core/errors/chatError.ts';
import type { OperationBody } from './operations.ts';
import { PurgedIds, type PurgedIdLists, subjectOf } from './purgedIds.ts';

/** Everything about conversations; bills are not. */
export type ConversationBody = Extract<OperationBody, { conversation: string }>;

interface WrittenMessage {
  readonly conversation: string;
  /** null also where another window has added it. */
  readonly parent: string | null;
}

/**
 * Keeps out of the log what this window would still write to a conversation or a message that was purged, here or in another window:
 * the answer that was arriving, above all. Between a purge elsewhere and its becoming known here something may have been
 * written; that has to be purged again.
 */
export class PurgeGuard {
  #purged = new PurgedIds();
  /** What this window has written to. */
  readonly #written = { conversations: new Set<string>(), messages: new Map<string, WrittenMessage>() };

  /** Whether the operation may be written. Throws for what the person would otherwise take for kept. */
  admits(body: ConversationBody): boolean {
    const subject = subjectOf(body);
    const { conversation, message } = subject;
    const parent = 'parent' in body && body.t !== 'conversation.forked' ? body.parent : null;
    // Below what is purged nothing could be reached.
    if (!this.#purged.covers(subject) && !this.#purged.covers({ conversation, message: parent ?? undefined })) {
      this.#written.conversations.add(conversation);
      if (message !== undefined)
        this.#written.messages.set(message, { parent: this.#written.messages.get(message)?.parent ?? parent, conversation });
    } else if (body.t !== 'conversation.purged') {
      // An answer that has nowhere to go any more ends like every other one.
      if (body.t === 'message.appended' || body.t === 'message.finished') return false;
      const what = this.#purged.conversations.has(conversation) ? 'conversation' : 'entry';
      throw new ChatError('CONVERSATION_NOT_FOUND', `This ${what} was erased for good. Nothing was saved.`);
    }
    return true;
  }

  /**
   * Takes note of purged conversations and messages, and of what this window has written below such messages. Returns those that were not known
   * to be purged, and that this window has written to.
   */
  learn(ids: PurgedIdLists): PurgedIds {
    const told = new PurgedIds(ids).without(this.#purged);
    if (told.size === 0) return told;
    const added = told.with({ conversations: [], messages: this.#below(told) });
    this.#purged = this.#purged.with(added);
    return new PurgedIds({
      conversations: [...added.conversations].filter((id) => this.#written.conversations.has(id)),
      messages: [...added.messages].filter((id) => this.#written.messages.has(id)),
    });
  }

  /** The conversation of a message that this window has written to. */
  conversationOf(messageId: string): string | undefined {
    return this.#written.messages.get(messageId)?.conversation;
  }

  /** Written here, by a window that did not know of the purge yet: its record does not name them. What is below comes after what is above. */
  #below({ messages }: PurgedIds): readonly string[] {
    const gone = new Set(messages);
    for (const [id, { parent }] of this.#written.messages) if (parent !== null && gone.has(parent)) gone.add(id);
    return [...gone];
  }
}
