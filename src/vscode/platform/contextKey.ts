import * as vscode from 'vscode';
import type { Logger } from '../../core/ports/platform.ts';

/** A key for the `when` clauses of the manifest. VS Code is notified of a change only: each `setContext` evaluates every clause again. */
export class ContextKey<T extends boolean | number | string> {
  readonly #name: string;
  readonly #logger: Logger;
  #value: T | undefined;

  constructor(name: string, logger: Logger) {
    this.#name = name;
    this.#logger = logger;
  }

  set(value: T): void {
    if (value === this.#value) return;
    this.#value = value;
    vscode.commands.executeCommand('setContext', this.#name, value).then(undefined, (error: unknown) => {
      this.#logger.warn('contextKey.failed', { name: this.#name, error: String(error) });
      // VS Code does not know it: the next `set` must not take it for known.
      if (this.#value === value) this.#value = undefined;
    });
  }
}
