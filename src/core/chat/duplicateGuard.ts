import { deepEqual } from '../../shared/values/deepEqual.ts';
import { ChatError } from '../errors/chatError.ts';

/** An identical request for the same conversation within two seconds is a double click or a bounced key. */
export class DuplicateGuard {
  readonly #now: () => number;
  #last: { readonly conversationId: string | null; readonly content: unknown; readonly at: number } | null = null;

  /** `now` is monotonic time in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `content` is plain data: everything that makes the request what it is. */
  check(conversationId: string | null, content: unknown): void {
    const next = { conversationId, content, at: this.#now() };
    const last = this.#last;
    if (last?.conversationId === conversationId && next.at - last.at < 2000 && deepEqual(last.content, content))
      throw new ChatError('DUPLICATE_SEND', 'The same message was transmitted less than two seconds ago. It was not sent again.');
    this.#last = next;
  }

  /** The last request is on the disk, in this conversation. A repetition that had to wait for that is one all the same. */
  written(conversationId: string): void {
    if (this.#last && (this.#last.conversationId ?? conversationId) === conversationId)
      this.#last = { ...this.#last, conversationId, at: this.#now() };
  }

  /** A refused message may be sent again at once. */
  clear(): void {
    this.#last = null;
  }
}
