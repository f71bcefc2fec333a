/** Work in the background that a closing window waits for. */
export class TrackedWork {
  readonly #running = new Set<Promise<unknown>>();

  /** Returns the work itself, which settles as it does. */
  track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = Promise.allSettled([work]).then(() => this.#running.delete(done));
    this.#running.add(done);
    return work;
  }

  /** Resolves when nothing is running any more, whatever of it failed; what begins in the meantime is waited for, too. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
