import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, parseUsd, zeroUsd } from '../../../../../src/shared/model/usd.ts';
import { ceilingPrices, priceOf, pricesAt, type Quantities, worstCase } from '../../../../../src/core/money/pricing/modelPricing.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { exactPrice, units } from '../kit/exactOracle.ts';
import { pricedModel } from '../kit/pricedModel.ts';
import { propertyRuns } from '../../../../support/propertyRuns.ts';

const runs = { seed: 20261127, numRuns: propertyRuns(1000) };

const priceFrom = (least: number) =>
  fc
    .tuple(fc.integer({ min: least, max: least + 9999 }), fc.bigInt({ min: 0n, max: 10n ** 22n - 1n }), fc.nat(22))
    .map(([whole, digits, kept]) => `${whole}.${digits.toString().padStart(22, '0').slice(0, kept)}`.replace(/\.$/, ''));
/** From nothing to thousands, with up to 22 decimals. */
const usd = priceFrom(0);
/** A price of reasoning of its own is recognised by not being that of the answer; this one never is. */
const ownUsd = priceFrom(10_000);
const clock = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => hour * 100 + minute);
const days = fc.subarray(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']);
const promptTokens = fc.oneof(fc.nat(2000), fc.nat(2_000_000));
const time = fc.integer({ min: Date.parse('1990-01-01T00:00:00Z'), max: Date.parse('2060-01-01T00:00:00Z') });

const otherPrices = fc.record(
  { cacheReadUsd: usd, cacheWriteUsd: usd, reasoningUsd: ownUsd, requestUsd: usd, imageUsd: usd },
  { requiredKeys: ['imageUsd'] },
);
const window = fc.record({ utcStart: clock, utcEnd: clock });
const rule = fc
  .tuple(
    fc.record(
      { promptUsd: usd, completionUsd: usd, cacheReadUsd: usd, cacheWriteUsd: usd, reasoningUsd: ownUsd, requestUsd: usd, imageUsd: usd },
      { requiredKeys: [] },
    ),
    fc.option(window, { nil: {} }),
    fc.record({ minPromptTokens: promptTokens, utcDays: days }, { requiredKeys: [] }),
  )
  .map(([prices, hours, conditions]) => ({ ...prices, ...hours, ...conditions }));
const models = fc
  .record({ promptUsd: usd, completionUsd: usd, otherPrices, priceRules: fc.array(rule, { maxLength: 5 }) })
  .map((prices) => pricedModel(prices));

const quantities = fc.record(
  {
    promptTokens,
    completionTokens: fc.nat(200_000),
    cachedTokens: promptTokens,
    cacheWriteTokens: promptTokens,
    reasoningTokens: fc.nat(200_000),
    images: fc.nat(20),
  },
  { requiredKeys: ['promptTokens', 'completionTokens'] },
);

function price(model: CatalogueModel, amounts: Quantities, at: number): Decimal {
  const known = priceOf(model, amounts, at);
  if (!known) throw new Error('All prices are known.');
  return known;
}

describe('for all price lists, quantities and times', () => {
  it('the price is that of whole numbers, to the last digit', () => {
    fc.assert(
      fc.property(models, quantities, time, (model, amounts, at) => {
        expect(units(price(model, amounts, at).toFixed())).toBe(exactPrice(model, amounts, at));
      }),
      runs,
    );
  });

  it('the price is not negative', () => {
    fc.assert(
      fc.property(models, quantities, time, (model, amounts, at) => {
        expect(price(model, amounts, at).gte(0)).toBe(true);
      }),
      runs,
    );
  });

  it('the price does not fall when there is more of anything, within one tier', () => {
    const more = fc.constantFrom('promptTokens', 'completionTokens', 'images');
    const withoutTiers = models.map((model) => ({
      ...model,
      priceRules: model.priceRules.filter(({ minPromptTokens }) => minPromptTokens === undefined),
    }));
    fc.assert(
      fc.property(withoutTiers, quantities, time, more, fc.nat(5000), (model, amounts, at, name, by) => {
        const grown = { ...amounts, [name]: (amounts[name] ?? 0) + by };
        expect(price(model, grown, at).gte(price(model, amounts, at))).toBe(true);
      }),
      runs,
    );
  });

  it('the price moves to the side of the dearer kind when tokens of a prompt or an answer become of another kind', () => {
    const part = fc.constantFrom(
      { name: 'cachedTokens', whole: 'promptTokens', plain: 'promptUsd', special: 'cacheReadUsd' } as const,
      { name: 'cacheWriteTokens', whole: 'promptTokens', plain: 'promptUsd', special: 'cacheWriteUsd' } as const,
      { name: 'reasoningTokens', whole: 'completionTokens', plain: 'completionUsd', special: 'reasoningUsd' } as const,
    );
    fc.assert(
      fc.property(models, promptTokens, fc.nat(5000), time, part, (model, size, by, at, { name, whole, plain, special }) => {
        const plainly = { promptTokens: 0, completionTokens: 0, [whole]: size };
        const prices = pricesAt(model, plainly.promptTokens, at);
        const moved = price(model, { ...plainly, [name]: by }, at).cmp(price(model, plainly, at));
        const expected = by > 0 && size > 0 && prices ? prices[special].cmp(prices[plain]) : 0;
        expect(moved).toBe(expected);
      }),
      runs,
    );
  });

  it('the price is within the worst case of its bounds, at every time', () => {
    fc.assert(
      fc.property(models, quantities, time, fc.nat(5000), fc.nat(5000), (model, amounts, at, moreTokens, moreReply) => {
        const bound = amounts.promptTokens + moreTokens;
        const ceiling = ceilingPrices(model, bound);
        const worst = ceiling && worstCase(ceiling, bound, amounts.completionTokens + moreReply, amounts.images ?? 0);
        expect(worst && price(model, amounts, at).lte(worst)).toBe(true);
      }),
      runs,
    );
  });

  it('the price of a prompt is within the listed ceiling of it', () => {
    fc.assert(
      fc.property(models, promptTokens, time, fc.nat(5000), (model, size, at, more) => {
        const listed = ceilingPrices(model, size + more)?.listed;
        const prices = pricesAt(model, size, at);
        expect(listed && prices?.promptUsd.lte(listed.promptUsd) && prices.completionUsd.lte(listed.completionUsd)).toBe(true);
      }),
      runs,
    );
  });

  it('the price is the same a week earlier and later', () => {
    fc.assert(
      fc.property(models, quantities, time, fc.integer({ min: -500, max: 500 }), (model, amounts, at, weeks) => {
        const then = at + weeks * 7 * 86_400_000;
        expect(price(model, amounts, then).eq(price(model, amounts, at))).toBe(true);
      }),
      runs,
    );
  });
});

it('sums of money do not depend on their order or on their brackets', () => {
  const sums = fc.array(usd, { maxLength: 200 });
  fc.assert(
    fc.property(sums, fc.nat(), (amounts, seed) => {
      const add = (texts: readonly string[]) => texts.reduce((sum, text) => sum.add(parseUsd(text) ?? 0), zeroUsd());
      const cut = amounts.length === 0 ? 0 : seed % amounts.length;
      const bracketed = add(amounts.slice(0, cut)).add(add(amounts.slice(cut)));
      const exact = amounts.reduce((sum, text) => sum + units(text), 0n);
      expect([add(amounts), add(amounts.toReversed()), bracketed].map((sum) => units(sum.toFixed()))).toEqual([exact, exact, exact]);
    }),
    runs,
  );
});
