import { describe, expect, it } from 'vitest';
import type { TokenCounter } from '../../../src/core/ports/tokenCounter.ts';

const texts = ['', 'word', 'Two words', 'One\nline and another.', 'ü漢😀 and more', ' leading and trailing '];

/** What every TokenCounter does for a model whose tokenizer is public. */
export function tokenCounterContract(name: string, modelId: string, make: () => TokenCounter): void {
  describe(`${name} as a TokenCounter`, () => {
    it('is exact when its table is there, and not before', async () => {
      const counter = make();
      expect(counter.isExact(modelId)).toBe(false);
      await counter.prepare(modelId);
      expect(counter.isExact(modelId)).toBe(true);
    });

    it.each([false, true])('counts no text as nothing, and any text as something (table: %s)', async (isPrepared) => {
      const counter = make();
      if (isPrepared) await counter.prepare(modelId);
      for (const text of texts) {
        const count = counter.count(modelId, text);
        expect(Number.isInteger(count)).toBe(true);
        expect(count > 0).toBe(text !== '');
      }
    });

    it.each([false, true])('counts the same while others have their turn (table: %s)', async (isPrepared) => {
      const counter = make();
      if (isPrepared) await counter.prepare(modelId);
      for (const text of texts) expect(await counter.countYielding(modelId, text)).toBe(counter.count(modelId, text));
    });

    it.each([false, true])('counts a growing text as the whole (table: %s)', async (isPrepared) => {
      const counter = make();
      if (isPrepared) await counter.prepare(modelId);
      for (const text of texts) {
        const growing = counter.start(modelId);
        expect(growing.tokens).toBe(0);
        for (const character of text) growing.append(character);
        expect(growing.tokens).toBe(counter.count(modelId, text));
      }
    });

    it('counts a growing text anew when the table comes', async () => {
      const counter = make();
      const growing = counter.start(modelId);
      growing.append('Here before ');
      await counter.prepare(modelId);
      growing.append('the table.');
      expect(growing.tokens).toBe(counter.count(modelId, 'Here before the table.'));
    });
  });
}
