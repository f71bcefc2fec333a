import { SerialQueue } from './serialQueue.ts';

/** A queue for each key: work for one key waits for its predecessors, work for different keys runs side by side. */
export class KeyedSerialQueue<K> {
  readonly #queues = new Map<K, { readonly queue: SerialQueue; waiting: number }>();

  /** Settles as the work does. */
  async enqueue<T>(key: K, work: () => T | Promise<T>): Promise<T> {
    const entry = this.#queues.get(key) ?? { queue: new SerialQueue(), waiting: 0 };
    this.#queues.set(key, entry);
    entry.waiting += 1;
    try {
      return await entry.queue.enqueue(work);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.#queues.delete(key);
    }
  }
}
