/** A step that no honest history makes: a value further ahead than this is a damaged or hostile one. */
const plausibleStep = 2 ** 32;

/** Lamport's logical clock: what this window writes sorts after everything it has seen. */
export class LamportCounter {
  #value = 0;

  next(): number {
    this.#value += 1;
    return this.#value;
  }

  observe(seen: number): void {
    if (seen > this.#value && seen - this.#value <= plausibleStep) this.#value = seen;
  }

  get value(): number {
    return this.#value;
  }
}
