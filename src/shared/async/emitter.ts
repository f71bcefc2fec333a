import type { Disposable } from './disposable.ts';

/**
 * Notifies listeners of one kind of change, synchronously and in the order in which they came. A listener that throws keeps nothing from
 * the others: what it threw goes to `onError`, with the value, or, where there is none, becomes an unhandled rejection.
 */
export class Emitter<T = void> {
  readonly #listeners = new Set<{ readonly call: (value: T) => void }>();
  readonly #onError: (error: unknown, value: T) => void;

  constructor(onError: (error: unknown, value: T) => void = throwLater) {
    this.#onError = onError;
  }

  readonly event = (listener: (value: T) => void): Disposable => {
    // A wrapper of its own, so that the same function subscribed twice is two subscriptions.
    const entry = { call: listener };
    this.#listeners.add(entry);
    return { dispose: () => void this.#listeners.delete(entry) };
  };

  fire(value: T): void {
    for (const { call } of [...this.#listeners]) {
      try {
        call(value);
      } catch (error) {
        this.#onError(error, value);
      }
    }
  }

  /** Drops all listeners. */
  dispose(): void {
    this.#listeners.clear();
  }
}

function throwLater(error: unknown): void {
  void Promise.resolve().then(() => {
    throw error;
  });
}
