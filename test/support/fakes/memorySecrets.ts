import type { SecretStore } from '../../../src/core/ports/secretStore.ts';

/** A key that was stored; null: none is set. */
export class MemorySecrets implements SecretStore {
  key: string | null;
  /** How often the key was read. */
  reads = 0;

  constructor(key: string | null = null) {
    this.key = key;
  }

  async get(): Promise<{ readonly key: string; readonly source: 'stored' } | undefined> {
    this.reads++;
    await Promise.resolve();
    return this.key === null ? undefined : { key: this.key, source: 'stored' };
  }
}
