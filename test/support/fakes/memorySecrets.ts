import type { SecretStore } from '../../../src/core/ports/secretStore.ts';

/** Keys in memory, by their origin. */
export class MemorySecrets implements SecretStore {
  readonly #keys = new Map<string, string>();
  environment: { readonly key: string; readonly origin: string } | undefined;

  constructor(keys: Readonly<Record<string, string>> = {}) {
    for (const [origin, key] of Object.entries(keys)) this.set(origin, key);
  }

  /** null: none is stored any more. */
  set(origin: string, key: string | null): void {
    if (key === null) this.#keys.delete(origin);
    else this.#keys.set(origin, key);
  }

  async stored(origin: string): Promise<string | undefined> {
    await Promise.resolve();
    return this.#keys.get(origin);
  }

  fromEnvironment(): { readonly key: string; readonly origin: string } | undefined {
    return this.environment;
  }
}
