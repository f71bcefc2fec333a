import type { Disposable } from './ports.ts';

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
