/** ms in which a second press is part of a double click, and means nothing of its own: the default of Windows and macOS. */
export const doubleClickMs = 500;

/** What is begun once, although it is asked for twice: while it is under way, or within a double click. What was refused may begin again at once. */
export class DoubleClickGuard {
  readonly #begun = new Map<string, Promise<object>>();

  /** `what`: the same for what is the same; `work` resolves with `refused` if it was. A second call has the result of the first. */
  once<T extends object>(what: string, work: () => Promise<T>): Promise<T> {
    const begun = this.#begun.get(what);
    // The same request has the same answer.
    if (begun) return begun as Promise<T>;
    const from = performance.now();
    const result = work();
    this.#begun.set(what, result);
    const end = () => this.#begun.delete(what);
    result.then((answer) => void ('refused' in answer ? end() : setTimeout(end, from + doubleClickMs - performance.now())), end);
    return result;
  }
}
