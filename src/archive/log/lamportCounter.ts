import { highestHonestCounter } from './stampOrder.ts';

/**
 * Whatever counts in the order of operations is followed, so that a damaged counter does not win for ever; but there must be room above it
 * for all that is written afterwards. A counter that lies in this room wins: it does not come about by chance, and a program that can write one
 * into the folder on purpose can delete the folder as well.
 */
const highestFollowed = highestHonestCounter - 2 ** 32;

/** Lamport's logical clock: what this window writes sorts after everything it has seen. */
export class LamportCounter {
  #value = 0;

  next(): number {
    this.#value += 1;
    return this.#value;
  }

  observe(seen: number): void {
    if (seen > this.#value && seen <= highestFollowed) this.#value = seen;
  }

  get value(): number {
    return this.#value;
  }
}
