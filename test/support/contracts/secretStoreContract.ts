import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../../src/core/ports/secretStore.ts';

export interface SecretStoreUnderTest {
  /** Without a key at first. */
  readonly secrets: SecretStore;
  /** The user stores a key; null: signs out. */
  readonly set: (key: string | null) => Promise<void>;
}

/** What every SecretStore does. */
export function secretStoreContract(name: string, make: () => SecretStoreUnderTest): void {
  describe(`${name} as a SecretStore`, () => {
    it('has nothing until a key is stored, and gives the key of this moment each time', async () => {
      const { secrets, set } = make();
      expect(await secrets.get()).toBeUndefined();
      await set('first-key');
      expect(await secrets.get()).toEqual({ key: 'first-key', source: 'stored' });
      await set('second-key');
      expect(await secrets.get()).toEqual({ key: 'second-key', source: 'stored' });
      await set(null);
      expect(await secrets.get()).toBeUndefined();
    });
  });
}
