import type * as vscode from 'vscode';

/** Listeners are called in the order in which they came; one that throws keeps nothing from the others. */
export class FakeEventEmitter<T> implements vscode.EventEmitter<T> {
  readonly #listeners = new Set<{ readonly call: (value: T) => unknown }>();

  readonly event: vscode.Event<T> = (listener, thisArguments?: unknown, disposables?: vscode.Disposable[]) => {
    const entry = { call: (value: T): unknown => listener.call(thisArguments, value) as unknown };
    this.#listeners.add(entry);
    const subscription = { dispose: () => void this.#listeners.delete(entry) };
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: T): void {
    for (const { call } of [...this.#listeners]) {
      try {
        call(value);
      } catch (error) {
        // VS Code writes it into the log of the host. In a test it is a failure.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
