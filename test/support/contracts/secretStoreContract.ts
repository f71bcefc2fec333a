import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../../src/core/ports/secretStore.ts';

export interface SecretStoreUnderTest {
  /** Without a key at first. */
  readonly secrets: SecretStore;
  /** The user stores a key for an origin; null: signs out there. */
  readonly set: (origin: string, key: string | null) => Promise<void>;
}

const service = 'https://openrouter.ai';
const origins = [
  service,
  'https://models.example.com',
  'https://models.example.com:8443',
  'http://127.0.0.1:8790',
  'http://localhost:8790',
];

/** What every SecretStore does. */
export function secretStoreContract(name: string, make: () => SecretStoreUnderTest): void {
  describe(`${name} as a SecretStore`, () => {
    it('has nothing until a key is stored, and gives the key of this moment each time', async () => {
      const { secrets, set } = make();
      expect(await secrets.stored(service)).toBeUndefined();
      await set(service, 'first-key');
      expect(await secrets.stored(service)).toBe('first-key');
      await set(service, 'second-key');
      expect(await secrets.stored(service)).toBe('second-key');
      await set(service, null);
      expect(await secrets.stored(service)).toBeUndefined();
    });

    it.each(origins)('gives the key of %s for that origin and no other', async (origin) => {
      const { secrets, set } = make();
      await set(origin, 'a-key');
      const found = await Promise.all(origins.map((other) => secrets.stored(other)));
      expect(found).toEqual(origins.map((other) => (other === origin ? 'a-key' : undefined)));
    });
  });
}
