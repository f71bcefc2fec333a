import { describe, expect, it } from 'vitest';
import type { GenerationLookup } from '../../../src/core/ports/generationLookup.ts';

export interface GenerationLookupUnderTest {
  readonly lookup: GenerationLookup;
  /** A generation whose record is not there at the first question, and is at the next; and what it cost. */
  readonly late: { readonly generationId: string; readonly costUsd: string; readonly arrive: () => void };
  /** From now on the service does not answer. */
  readonly disconnect: () => void;
  /** How many questions the service has got. */
  readonly questions: () => number;
}

/** What every GenerationLookup does. */
export function generationLookupContract(name: string, make: () => Promise<GenerationLookupUnderTest>): void {
  const { signal } = new AbortController();

  describe(`${name} as a GenerationLookup`, () => {
    it('finds null while there is no record, then the bill, and the same one each time', async () => {
      const { lookup, late } = await make();
      expect(await lookup.find(late.generationId, null, signal)).toBeNull();
      late.arrive();
      const found = await lookup.find(late.generationId, null, signal);
      expect(found?.usage.chargeUsd).toBe(late.costUsd);
      expect(await lookup.find(late.generationId, null, signal)).toEqual(found);
    });

    it('finds null for a generation that nobody knows', async () => {
      const { lookup } = await make();
      expect(await lookup.find('gen-nobody', null, signal)).toBeNull();
    });

    it('rejects with a ChatError when the service does not answer', async () => {
      const { lookup, late, disconnect } = await make();
      disconnect();
      await expect(lookup.find(late.generationId, null, signal)).rejects.toMatchObject({ name: 'ChatError' });
    });

    it('asks nothing with a signal that is aborted, and rejects with its reason', async () => {
      const { lookup, late, questions } = await make();
      const before = questions();
      await expect(lookup.find(late.generationId, null, AbortSignal.abort('enough'))).rejects.toBe('enough');
      expect(questions()).toBe(before);
    });

    it('rejects with the reason of a signal that is aborted while it asks', async () => {
      const { lookup, late } = await make();
      const controller = new AbortController();
      const finding = lookup.find(late.generationId, null, controller.signal);
      controller.abort('enough');
      await expect(finding).rejects.toBe('enough');
    });
  });
}
