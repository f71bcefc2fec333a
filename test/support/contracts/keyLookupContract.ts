import { describe, expect, it } from 'vitest';
import type { KeyLookup } from '../../../src/core/ports/keyLookup.ts';

export interface KeyLookupUnderTest {
  readonly lookup: KeyLookup;
  /** The key itself. */
  readonly key: string;
  /** From now on there is no key. */
  readonly removeKey: () => void;
}

/** What every KeyLookup does. */
export function keyLookupContract(name: string, make: () => Promise<KeyLookupUnderTest>): void {
  describe(`${name} as a KeyLookup`, () => {
    it('names the account, always by the same name, and tells amounts as decimals', async () => {
      const { lookup, key } = await make();
      const info = await lookup.read();
      expect(info.account).not.toBe('');
      for (const usd of [info.limitUsd, info.limitRemainingUsd, info.usageUsd]) expect(usd).toMatch(/^\d+(\.\d+)?$/);
      expect(JSON.stringify(info)).not.toContain(key);
      expect((await lookup.read()).account).toBe(info.account);
    });

    it('rejects with NO_KEY when there is no key', async () => {
      const { lookup, removeKey } = await make();
      removeKey();
      await expect(lookup.read()).rejects.toMatchObject({ name: 'ChatError', code: 'NO_KEY' });
    });

    it('rejects with the reason of the signal', async () => {
      const { lookup } = await make();
      await expect(lookup.read(AbortSignal.abort('enough'))).rejects.toBe('enough');
      const controller = new AbortController();
      const reading = lookup.read(controller.signal);
      controller.abort('enough');
      await expect(reading).rejects.toBe('enough');
    });
  });
}
