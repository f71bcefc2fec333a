import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** What to answer, and how fast: ms from piece to piece, 0 for as fast as the socket takes it. */
export interface Order {
  readonly text: string;
  readonly everyMs: number;
}

export interface Piece {
  /** When the piece was written to the socket, on the clock of `monotonicMs`. */
  readonly at: number;
  /** Length of the answer up to and with this piece, in UTF-16 units. */
  readonly end: number;
}

/** One answer, as the simulator gave it. */
export interface Delivery {
  /** When the whole request was there and parsed. */
  readonly askedAt: number;
  readonly pieces: readonly Piece[];
}

/** The OpenRouter simulator on a thread of its own, with its own notes of when it was asked and when it wrote. One answer at a time. */
export class TimedSimulator {
  readonly #worker: Worker;
  readonly url: string;
  readonly key: string;

  private constructor(worker: Worker, url: string, key: string) {
    this.#worker = worker;
    this.url = url;
    this.key = key;
  }

  static async start(): Promise<TimedSimulator> {
    const worker = new Worker(new URL('simulatorThread.ts', import.meta.url));
    const [{ url, key }] = (await once(worker, 'message')) as [{ url: string; key: string }];
    return new TimedSimulator(worker, url, key);
  }

  /** Counts from the next request on. */
  order(order: Order): Promise<void> {
    return this.#request<void>(order);
  }

  /** The newest answer, once it is written to the end; each can be taken once. */
  async takeDelivery(): Promise<Delivery> {
    const delivery = await this.#request<Delivery | null>('take');
    if (!delivery) throw new Error('The service was not asked.');
    return delivery;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  async #request<T>(message: Order | 'take'): Promise<T> {
    const reply = once(this.#worker, 'message') as Promise<[T]>;
    this.#worker.postMessage(message);
    return (await reply)[0];
  }
}
