import type { Disposable } from './disposable.ts';

/** A list of listeners for one kind of notice ("something changed, look again"). */
export class Emitter<T = void> {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();

  readonly event = (listener: (value: T) => void): Disposable => {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => void this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    for (const { call } of [...this.#listeners]) call(value);
  }
}
