/** A value that is made when it is first asked for, once. A making that failed is not kept: the next question tries again. */
export class Lazy<T> {
  readonly #make: () => Promise<T>;
  #value: Promise<T> | null = null;

  constructor(make: () => Promise<T>) {
    this.#make = make;
  }

  /** Rejects as the making does, for everyone who asked during it. */
  get(): Promise<T> {
    if (this.#value) return this.#value;
    const value = this.#make();
    this.#value = value;
    value.catch(() => {
      if (this.#value === value) this.#value = null;
    });
    return value;
  }

  /** What is there or being made; null before the first question, and after a making that failed. */
  get current(): Promise<T> | null {
    return this.#value;
  }
}
