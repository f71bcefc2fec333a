import { ChatError } from '../../core/errors/chatError.ts';
import type { OperationBody } from './operations.ts';

/** Everything about conversations; bills are not. */
export type ConversationBody = Extract<OperationBody, { conversation: string }>;

/**
 * Keeps out of the log what this window would still write to a conversation or a message that was purged, here or in another window:
 * the answer that was arriving, above all. Between a purge elsewhere and its becoming known here something may have been
 * written; that has to be purged again.
 */
export class PurgeGuard {
  /** Conversations and messages. */
  readonly #purged = new Set<string>();
  /** Those that this window has written to. */
  readonly #written = new Set<string>();

  /** Whether the operation may be written. Throws for what the person would otherwise take for kept. */
  admits(body: ConversationBody): boolean {
    const about = subjectsOf(body);
    const purged = about.find((id) => this.#purged.has(id));
    if (purged === undefined) for (const id of about) this.#written.add(id);
    else if (body.t !== 'conversation.purged') {
      // An answer that has nowhere to go any more ends like every other one.
      if (body.t === 'message.appended' || body.t === 'message.finished') return false;
      const what = purged === body.conversation ? 'conversation' : 'entry';
      throw new ChatError('CONVERSATION_NOT_FOUND', `This ${what} was erased for good. Nothing was saved.`);
    }
    return true;
  }

  /** Takes note of purged conversations and messages. Returns those that were not known to be, and that this window has written to. */
  learn(ids: readonly string[]): string[] {
    const added = ids.filter((id) => !this.#purged.has(id));
    for (const id of added) this.#purged.add(id);
    return added.filter((id) => this.#written.delete(id));
  }
}

/** The conversation, and the message that is written to. A fork names a message of its origin. */
function subjectsOf(body: ConversationBody): readonly string[] {
  return 'message' in body && body.t !== 'conversation.forked' ? [body.conversation, body.message] : [body.conversation];
}
