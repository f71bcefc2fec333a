import { SerialQueue } from '../../shared/async/serialQueue.ts';
import { notFound } from '../errors/chatErrors.ts';

/** One stay of a surface in a conversation. What was requested there and ends after the surface has left changes nothing where it is now. */
export class SurfaceLocation {
  /** When the surface came here (ms since the epoch), later than any stay before: it names the stay. */
  readonly stay: number;
  /** null: a new conversation that nothing was written to yet. */
  conversationId: string | null;
  /** The message that the surface stays below; null: the newest of all. */
  tip: string | null;
  /** The model chosen for a conversation that does not exist yet; null: the usual one. */
  modelId: string | null = null;
  /** How many changes that were requested here have not ended. */
  #running = 0;
  readonly #queue = new SerialQueue();

  constructor(stay: number, conversationId: string | null, tip: string | null) {
    this.stay = stay;
    this.conversationId = conversationId;
    this.tip = tip;
  }

  /** True where a new conversation was begun neither by what was requested here nor by what still runs. */
  get isNew(): boolean {
    return this.conversationId === null && this.#running === 0;
  }

  /**
   * Changes wait for each other: each one finds conversation and tip where the one before has left them. A second message, sent while
   * the first one is being written, stands below that one.
   */
  async enqueue<T>(work: () => Promise<T>): Promise<T> {
    this.#running += 1;
    try {
      return await this.#queue.enqueue(work);
    } finally {
      this.#running -= 1;
    }
  }

  /** The same for what needs a conversation that exists; throws ChatError CONVERSATION_NOT_FOUND without one. */
  enqueueInConversation<T>(work: (conversationId: string) => Promise<T>): Promise<T> {
    return this.enqueue(() => {
      if (this.conversationId === null) throw notFound();
      return work(this.conversationId);
    });
  }
}
