import type * as vscode from 'vscode';
import { Emitter } from '../../shared/async/emitter.ts';
import { openRouterOrigin } from '../../shared/model/openRouterOrigin.ts';
import type { SecretStore } from '../../core/ports/secretStore.ts';
import type { ChannelLog } from '../platform/channelLog.ts';
import { environmentServer } from '../settings/environmentServer.ts';
import { keyText } from './keyText.ts';

/** The one key of version 0.1. It belongs to OpenRouter, whatever server it was once entered for, and so does what is stored there now. */
const openRouterSecret = 'neuralTerminal.openRouterKey';
/** With the origin behind it: the key of another server. */
const secretPrefix = 'neuralTerminal.key.';

/** The keys of the secret storage, one for each origin, and the one of the environment. They leave here only for the Authorization header. */
export class KeyStore implements SecretStore, vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #log: ChannelLog;
  readonly #changed = new Emitter();
  readonly #subscription: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, log: ChannelLog) {
    this.#secrets = secrets;
    this.#log = log;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (originOf(key) !== undefined) this.#changed.fire();
    });
  }

  async stored(origin: string): Promise<string | undefined> {
    return this.#known(await this.#secrets.get(secretOf(origin)));
  }

  fromEnvironment(): { readonly key: string; readonly origin: string } | undefined {
    const { baseUrl, key: text } = environmentServer();
    const key = this.#known(text);
    // Beside an address that is none it belongs to no server at all.
    if (key === undefined) return undefined;
    return { key, origin: baseUrl === undefined ? openRouterOrigin : URL.canParse(baseUrl) ? new URL(baseUrl).origin : '' };
  }

  /** Those that a key is stored for. */
  async origins(): Promise<readonly string[]> {
    return (await this.#secrets.keys()).map(originOf).filter((origin) => origin !== undefined);
  }

  async store(origin: string, key: string): Promise<void> {
    this.#known(key);
    await this.#secrets.store(secretOf(origin), key);
  }

  async delete(origin: string): Promise<void> {
    await this.#secrets.delete(secretOf(origin));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Version 0.1 stored what was pasted, and an environment file may have quotes of its own. */
  #known(text: string | undefined): string | undefined {
    if (!text) return undefined;
    this.#log.redact(text);
    const key = keyText(text);
    this.#log.redact(key);
    return key || undefined;
  }
}

function secretOf(origin: string): string {
  return origin === openRouterOrigin ? openRouterSecret : secretPrefix + origin;
}

function originOf(secret: string): string | undefined {
  if (secret === openRouterSecret) return openRouterOrigin;
  return secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : undefined;
}
