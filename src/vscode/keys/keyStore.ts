import type * as vscode from 'vscode';
import { Emitter } from '../../shared/async/emitter.ts';
import type { SecretStore } from '../../core/ports/secretStore.ts';
import type { ChannelLog } from '../platform/channelLog.ts';

const secretName = 'neuralTerminal.openRouterKey';

/** The key: SecretStorage first, then `OPENROUTER_API_KEY`. It leaves here only for the Authorization header. */
export class KeyStore implements SecretStore, vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: ChannelLog;
  readonly #changed = new Emitter();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, log: ChannelLog) {
    this.#secrets = secrets;
    this.#log = log;
    this.#subscription = secrets.onDidChange((event) => {
      if (event.key === secretName) this.#changed.fire();
    });
  }

  async get(): Promise<{ readonly key: string; readonly source: 'stored' | 'environment' } | undefined> {
    const stored = await this.#secrets.get(secretName);
    if (stored) return this.#known(stored, 'stored');
    const fromEnvironment = process.env['OPENROUTER_API_KEY']?.trim();
    return fromEnvironment ? this.#known(fromEnvironment, 'environment') : undefined;
  }

  async store(key: string): Promise<void> {
    this.#log.redact(key);
    await this.#secrets.store(secretName, key);
  }

  async delete(): Promise<void> {
    await this.#secrets.delete(secretName);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #known(key: string, source: 'stored' | 'environment') {
    this.#log.redact(key);
    return { key, source };
  }
}
