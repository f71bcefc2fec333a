/** Ids of records ("<writer>:<seq>"), as compact as a set of millions must be. */
export class RecordIds {
  readonly #writers = new Map<string, Set<number>>();

  add(writer: string, seq: number): void {
    const known = this.#writers.get(writer);
    if (known) known.add(seq);
    else this.#writers.set(writer, new Set([seq]));
  }

  delete(writer: string, seq: number): void {
    this.#writers.get(writer)?.delete(seq);
  }

  get size(): number {
    return [...this.#writers.values()].reduce((sum, { size }) => sum + size, 0);
  }
}
