import type { Disposable } from './disposable.ts';

/**
 * Disposes what it holds, last in first out; what arrives after that is disposed at once (late results of asynchronous starts).
 * All of it is disposed, even if some of it throws; the errors are thrown at the end, several as one AggregateError.
 */
export class DisposableList implements Disposable {
  #items: Disposable[] | null = [];

  push<T extends Disposable>(item: T): T {
    if (this.#items) this.#items.push(item);
    else item.dispose();
    return item;
  }

  dispose(): void {
    const items = this.#items ?? [];
    this.#items = null;
    const errors: unknown[] = [];
    for (const item of items.reverse()) {
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'Several parts could not be disposed.');
  }
}

/** Holds one disposable at most: setting another one disposes the former. */
export class DisposableValue implements Disposable {
  #value: Disposable | null = null;

  get isSet(): boolean {
    return this.#value !== null;
  }

  set(value: Disposable | null): void {
    const former = this.#value;
    this.#value = value;
    former?.dispose();
  }

  dispose(): void {
    this.set(null);
  }
}
