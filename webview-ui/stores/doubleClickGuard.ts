/** ms in which a second press is part of a double click, and means nothing of its own: the default of Windows and macOS. */
export const doubleClickMs = 500;

/** What is begun once, although it is asked for twice: while it is under way, or within a double click. What was refused may begin again at once. */
export class DoubleClickGuard {
  readonly #begun = new Map<string, Promise<boolean>>();

  /** `what`: the same for what is the same; `work` resolves whether it was granted. A second call has the result of the first. */
  once(what: string, work: () => Promise<boolean>): Promise<boolean> {
    const begun = this.#begun.get(what);
    if (begun) return begun;
    const from = performance.now();
    const result = work();
    this.#begun.set(what, result);
    const end = () => this.#begun.delete(what);
    result.then((granted) => void (granted ? setTimeout(end, from + doubleClickMs - performance.now()) : end()), end);
    return result;
  }
}
