import type { Disposable } from './disposable.ts';

/** Disposes what it holds, last in first out; what arrives after that is disposed at once (late results of asynchronous starts). */
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
    for (const item of items.reverse()) item.dispose();
  }
}

/** Holds one disposable at most: setting another one disposes the former. */
export class DisposableValue implements Disposable {
  #value: Disposable | null = null;

  get isSet(): boolean {
    return this.#value !== null;
  }

  set(value: Disposable | null): void {
    this.#value?.dispose();
    this.#value = value;
  }

  dispose(): void {
    this.set(null);
  }
}
