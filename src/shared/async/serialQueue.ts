/** Runs work one piece after another, in the order in which it came. A piece that fails reaches its own caller and delays no other. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as the work does. */
  enqueue<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything that is in the queue now has ended, whether it failed or not. */
  async drained(): Promise<void> {
    await this.#last;
  }
}
