/** How many are remembered: a page repeats what it has just requested, not what is long done. */
const rememberedAtMost = 200;

/** Requests that cost money, by the id that the page gave them: one that comes again has the result of the first, while it runs and after. */
export class AcceptedRequests<T> {
  readonly #results = new Map<string, Promise<T>>();

  /** One that was refused has no result: it is carried out again. */
  once(requestId: string, work: () => Promise<T>): Promise<T> {
    const known = this.#results.get(requestId);
    if (known) return known;
    const result = work();
    this.#results.set(requestId, result);
    result.then(
      () => this.#prune(),
      () => this.#results.delete(requestId),
    );
    return result;
  }

  #prune(): void {
    for (const [requestId] of this.#results) {
      if (this.#results.size <= rememberedAtMost) return;
      this.#results.delete(requestId);
    }
  }
}
