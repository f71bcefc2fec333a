import { deepEqual } from '../../shared/values/deepEqual.ts';
import { ChatError } from '../errors/chatError.ts';

/** ms after the end of a request in which an identical one is taken for a double click or a bounced key. */
const repetitionMs = 2000;

interface Guarded {
  conversationId: string | null;
  readonly content: unknown;
  /** Monotonic, ms; null while it is under way, however long the disk takes. */
  endedAt: number | null;
}

/** A request that the guard let through. */
interface GuardedRequest {
  /** It is on the disk, in this conversation. */
  written(conversationId: string): void;
  /** It may be sent again at once. */
  refused(): void;
}

/** Refuses a request that is under way, or ended less than two seconds ago, in the same conversation with the same content. */
export class DuplicateGuard {
  readonly #now: () => number;
  readonly #requests = new Set<Guarded>();

  /** `now` is monotonic time in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** `content` is plain data: everything that makes the request what it is. Throws ChatError DUPLICATE_SEND. */
  begin(conversationId: string | null, content: unknown): GuardedRequest {
    for (const request of this.#requests) if (this.#isOver(request)) this.#requests.delete(request);
    for (const request of this.#requests)
      if (request.conversationId === conversationId && deepEqual(request.content, content))
        throw new ChatError('DUPLICATE_SEND', 'The same message was transmitted less than two seconds ago. It was not sent again.');
    const guarded: Guarded = { conversationId, content, endedAt: null };
    this.#requests.add(guarded);
    return {
      written: (id) => {
        guarded.conversationId = id;
        guarded.endedAt = this.#now();
      },
      refused: () => void this.#requests.delete(guarded),
    };
  }

  #isOver({ endedAt }: Guarded): boolean {
    return endedAt !== null && this.#now() - endedAt >= repetitionMs;
  }
}
