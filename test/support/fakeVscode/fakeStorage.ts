import type * as vscode from 'vscode';
import { FakeEventEmitter } from './fakeEventEmitter.ts';

/** A memento that notes which keys are read and written. A value that is undefined is no value. */
export class FakeMemento implements vscode.Memento {
  readonly #values = new Map<string, unknown>();
  /** Of reads. */
  readonly keysRead = new Set<string>();
  readonly keysWritten = new Set<string>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, otherwise: T): T;
  get<T>(key: string, otherwise?: T): T | undefined {
    this.keysRead.add(key);
    return this.#values.has(key) ? (this.#values.get(key) as T) : otherwise;
  }

  update(key: string, value: unknown): Promise<void> {
    this.keysWritten.add(key);
    if (value === undefined) this.#values.delete(key);
    // Mementos are stored as JSON.
    else this.#values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

/** Secrets in memory, and which keys are read and written. Every change, also of a key that was not there, is an event. */
export class FakeSecretStorage implements vscode.SecretStorage {
  readonly #values = new Map<string, string>();
  readonly #changed = new FakeEventEmitter<vscode.SecretStorageChangeEvent>();
  readonly keysRead = new Set<string>();
  readonly keysWritten = new Set<string>();
  readonly onDidChange = this.#changed.event;

  keys(): Promise<string[]> {
    return Promise.resolve([...this.#values.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    this.keysRead.add(key);
    return Promise.resolve(this.#values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    this.keysWritten.add(key);
    this.#values.set(key, value);
    this.#changed.fire({ key });
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.keysWritten.add(key);
    this.#values.delete(key);
    this.#changed.fire({ key });
    return Promise.resolve();
  }
}
