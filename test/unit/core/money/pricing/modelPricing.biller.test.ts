// The estimate against a bill: the simulator keeps bills of its own, and for the quantities that it reports both must come to the same.
import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { toUsd } from '../../../../../src/shared/model/usd.ts';
import { ceilingPrices, priceOf, worstCase } from '../../../../../src/core/money/pricing/modelPricing.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { charge } from '../../../../support/simulator/biller.ts';
import { oddModels } from '../../../../support/simulator/oddModels.ts';
import { type Pricing, ratesOf } from '../../../../support/simulator/pricing.ts';
import { PromptCache } from '../../../../support/simulator/promptCache.ts';
import { promptTokensOf } from '../../../../support/simulator/tokenize.ts';
import { pricedModel } from '../kit/pricedModel.ts';

function modelOf(pricing: Pricing): CatalogueModel {
  const prices = ({ input_cache_read, input_cache_write, internal_reasoning, request }: Pricing) => ({
    ...(input_cache_read !== undefined && { cacheReadUsd: input_cache_read }),
    ...(input_cache_write !== undefined && { cacheWriteUsd: input_cache_write }),
    ...(internal_reasoning !== undefined && { reasoningUsd: internal_reasoning }),
    ...(request !== undefined && { requestUsd: request }),
  });
  return pricedModel({
    promptUsd: pricing.prompt ?? null,
    completionUsd: pricing.completion ?? null,
    otherPrices: prices(pricing),
    // A rule with a condition that is not known does not apply.
    priceRules: (pricing.overrides ?? [])
      .filter(({ service_region }) => service_region === undefined)
      .map(({ min_prompt_tokens, utc_start, utc_end, utc_days, prompt, completion, ...others }) => ({
        ...prices(others),
        ...(prompt !== undefined && { promptUsd: prompt }),
        ...(completion !== undefined && { completionUsd: completion }),
        ...(min_prompt_tokens !== undefined && { minPromptTokens: min_prompt_tokens }),
        ...(utc_start !== undefined && { utcStart: utc_start }),
        ...(utc_end !== undefined && { utcEnd: utc_end }),
        ...(utc_days && { utcDays: utc_days }),
      })),
  });
}

const words = fc.nat(600).map((count) => 'word '.repeat(count));
const chats = fc.array(words, { minLength: 1, maxLength: 4 });
const time = fc.integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') });

const honest = Object.entries(oddModels).flatMap(([id, { pricing, endpoints }]) =>
  pricing?.prompt === undefined || pricing.completion === undefined || pricing.prompt === '-1' || endpoints?.some(({ billed }) => billed)
    ? []
    : [[id, pricing] as const],
);

it.each(honest)('for %s, conversations with caches and thoughts are priced as they are billed, within the worst case', (_, pricing) => {
  const model = modelOf(pricing);
  fc.assert(
    fc.property(chats, words, words, time, (texts, text, reasoning, at) => {
      const cache = new PromptCache();
      for (let turns = 1; turns <= texts.length; turns += 1) {
        const messages = texts.slice(0, turns).map((content) => ({ role: 'user', content }));
        const promptTokens = promptTokensOf(messages).length;
        const share = cache.pass('m', pricing, messages);
        const rates = ratesOf(pricing, promptTokens, at);
        const bill = charge({ promptTokens, ...share, text: `x${text}`, reasoning, rates, byok: false });
        const price = priceOf(model, bill, at);
        expect(price && toUsd(price)).toBe(bill.costUsd);
        const ceiling = ceilingPrices(model, promptTokens);
        expect(ceiling && worstCase(ceiling, promptTokens, bill.completionTokens).gte(bill.costUsd)).toBe(true);
      }
    }),
    { seed: 20261127, numRuns: 100 },
  );
});

// A real excerpt of the catalogue is kept beside some checkouts; it is not ours to copy.
const sample = new URL('../../../../../shared/reference/openrouter-models-sample.json', import.meta.url);
if (existsSync(sample)) {
  const rows = () => (JSON.parse(readFileSync(sample, 'utf8')) as { data: { id: string; pricing: Pricing }[] }).data;
  const prompt = fc
    .tuple(fc.oneof(fc.nat(1000), fc.nat(600_000)), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([promptTokens, read, written]) => {
      const cachedTokens = Math.floor(promptTokens * read);
      return { promptTokens, cachedTokens, cacheWriteTokens: Math.floor((promptTokens - cachedTokens) * written) };
    });

  it('real rows are priced as they are billed in every tier and at every hour, within the worst case, or have no price at all', () => {
    for (const { id, pricing } of rows()) {
      const model = modelOf(pricing);
      fc.assert(
        fc.property(prompt, words, words, time, (parts, text, reasoning, at) => {
          const { promptTokens } = parts;
          if (pricing.prompt === '-1') {
            expect([id, priceOf(model, { ...parts, completionTokens: 1 }, at), ceilingPrices(model, promptTokens)]).toEqual([
              id,
              null,
              null,
            ]);
            return;
          }
          const bill = charge({ ...parts, text: `x${text}`, reasoning, rates: ratesOf(pricing, promptTokens, at), byok: false });
          expect([id, priceOf(model, bill, at)?.toFixed()]).toEqual([id, bill.costUsd]);
          const ceiling = ceilingPrices(model, promptTokens);
          expect([id, ceiling && worstCase(ceiling, promptTokens, bill.completionTokens).gte(bill.costUsd)]).toEqual([id, true]);
        }),
        { seed: 20261127, numRuns: 50 },
      );
    }
  });
}
