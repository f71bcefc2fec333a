/** One stay of a surface in a conversation. What was wished there and ends after the surface has left changes nothing where it is now. */
export class Visit {
  /** null: a new conversation that nothing was written to yet. */
  conversationId: string | null;
  /** The message that the surface stays below; null: the newest of all. */
  tip: string | null;
  /** The model chosen for a conversation that does not exist yet; null: the usual one. */
  modelId: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(conversationId: string | null, tip: string | null) {
    this.conversationId = conversationId;
    this.tip = tip;
  }

  /** Wishes wait for each other: each one finds conversation and tip where the one before has left them. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work, work);
    this.#last = turn;
    return turn;
  }
}
