import { afterEach, describe, expect, it, vi } from 'vitest';
import { ceilingPrices, priceOf, pricesAt, type Quantities, worstCase } from '../../../../../src/core/money/pricing/modelPricing.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { pricedModel } from '../kit/pricedModel.ts';

const noon = Date.parse('2026-11-27T12:00:00Z');
const none = { promptTokens: 0, completionTokens: 0 };

const usd = (model: CatalogueModel | undefined, quantities: Partial<Quantities>, at = noon) =>
  priceOf(model, { ...none, ...quantities }, at)?.toFixed();

/** The price of the prompt's tokens at a time of day. */
const promptUsdAt = (model: CatalogueModel, time: string) => pricesAt(model, 1, Date.parse(time))?.promptUsd.toFixed();

describe('priceOf', () => {
  it('agrees with a recorded bill to the last digit', () => {
    const model = pricedModel({ promptUsd: '0.00000015', completionUsd: '0.0000006' });
    expect(usd(model, { promptTokens: 67, completionTokens: 5 })).toBe('0.00001305');
  });

  it('decomposes a recorded prompt with a cache into plain, written and read tokens', () => {
    const model = pricedModel({ otherPrices: { cacheReadUsd: '0.0000003', cacheWriteUsd: '0.00000375' } });
    expect(usd(model, { promptTokens: 6781, cachedTokens: 6667, cacheWriteTokens: 113 })).toBe('0.00242685');
  });

  it('keeps prices with 22 decimals', () => {
    expect(usd(pricedModel({ promptUsd: '0.0000000416666666666667' }), { promptTokens: 3 })).toBe('0.0000001250000000000001');
  });

  it('takes the price of the prompt for caches that have none', () => {
    expect(usd(pricedModel(), { promptTokens: 10, cachedTokens: 4, cacheWriteTokens: 3 })).toBe('0.00003');
  });

  it('adds reasoning neither twice nor at the price of the answer when it has its own', () => {
    const quantities = { completionTokens: 10, reasoningTokens: 4 };
    expect(usd(pricedModel({ completionUsd: '8' }), quantities)).toBe('80');
    expect(usd(pricedModel({ completionUsd: '8', otherPrices: { reasoningUsd: '8' } }), quantities)).toBe('80');
    expect(usd(pricedModel({ completionUsd: '8', otherPrices: { reasoningUsd: '3' } }), quantities)).toBe('60');
  });

  it('adds the request and its images', () => {
    expect(usd(pricedModel({ otherPrices: { requestUsd: '0.5', imageUsd: '0.25' } }), { images: 3 })).toBe('1.25');
  });

  it('never counts a part beyond its whole', () => {
    const model = pricedModel({ promptUsd: '10', completionUsd: '8', otherPrices: { cacheReadUsd: '1', reasoningUsd: '3' } });
    expect(usd(model, { promptTokens: 5, cachedTokens: 9, cacheWriteTokens: 9 })).toBe('5');
    expect(usd(model, { completionTokens: 5, reasoningTokens: 9 })).toBe('15');
  });

  it('takes what can be no quantity as none', () => {
    expect(usd(pricedModel(), { promptTokens: NaN, completionTokens: -3, cachedTokens: -1 })).toBe('0');
  });

  it('is zero for a model that costs nothing', () => {
    expect(usd(pricedModel({ promptUsd: '0', completionUsd: '0' }), { promptTokens: 9, completionTokens: 9 })).toBe('0');
  });

  it.each([
    ['no model', undefined],
    ['no price of the prompt', pricedModel({ promptUsd: null })],
    ['no price of the answer', pricedModel({ completionUsd: null })],
    ['the price of a router', pricedModel({ promptUsd: '-1', completionUsd: '-1' })],
    ['a price that is none', pricedModel({ promptUsd: 'free' })],
    ['a negative price of the request', pricedModel({ otherPrices: { requestUsd: '-1' } })],
    ['a rule that makes the price unknown', pricedModel({ priceRules: [{ completionUsd: '-1' }] })],
  ])('is unknown with %s, not zero', (_, model) => {
    expect(usd(model, { promptTokens: 1, completionTokens: 1 })).toBeUndefined();
  });

  it('is unknown for images without a price, and only for these', () => {
    expect(usd(pricedModel(), { images: 1 })).toBeUndefined();
    expect(usd(pricedModel(), { images: 0 })).toBe('0');
  });
});

describe('size tiers', () => {
  const model = pricedModel({
    promptUsd: '1',
    otherPrices: { cacheReadUsd: '0.5' },
    priceRules: [
      { minPromptTokens: 32_000, promptUsd: '2' },
      { minPromptTokens: 128_000, promptUsd: '3' },
    ],
  });

  it.each([
    [32_000, '1'],
    [32_001, '2'],
    [128_000, '2'],
    [128_001, '3'],
  ])('a prompt of %i tokens costs %s per token', (promptTokens, price) => {
    expect(pricesAt(model, promptTokens, noon)?.promptUsd.toFixed()).toBe(price);
  });

  it('inherit what they do not name', () => {
    expect(pricesAt(model, 200_000, noon)?.completionUsd.toFixed()).toBe('0.000015');
    expect(pricesAt(model, 200_000, noon)?.cacheReadUsd.toFixed()).toBe('0.5');
  });

  it('take the price of reasoning along where it only repeats that of the answer', () => {
    const rule = { minPromptTokens: 200_000, completionUsd: '15' };
    const repeated = pricedModel({ completionUsd: '10', otherPrices: { reasoningUsd: '10.0' }, priceRules: [rule] });
    const own = pricedModel({ completionUsd: '10', otherPrices: { reasoningUsd: '3' }, priceRules: [rule] });
    expect(pricesAt(repeated, 200_001, noon)?.reasoningUsd.toFixed()).toBe('15');
    expect(pricesAt(own, 200_001, noon)?.reasoningUsd.toFixed()).toBe('3');
  });

  it('can give reasoning the price of the answer, and one of its own', () => {
    const tier = (completionUsd: string, reasoningUsd: string) =>
      pricedModel({ otherPrices: { reasoningUsd: '3' }, priceRules: [{ completionUsd, reasoningUsd }] });
    expect(pricesAt(tier('9', '9'), 1, noon)?.reasoningUsd.toFixed()).toBe('9');
    expect(pricesAt(tier('9', '4'), 1, noon)?.reasoningUsd.toFixed()).toBe('4');
  });
});

describe('time windows', () => {
  // The schedule of deepseek/deepseek-v4-flash-vision-exp.
  const model = pricedModel({
    promptUsd: '9',
    priceRules: [
      { utcStart: 1000, utcEnd: 100, promptUsd: '1' },
      { utcStart: 100, utcEnd: 400, promptUsd: '2' },
      { utcStart: 400, utcEnd: 600, promptUsd: '3' },
      { utcStart: 600, utcEnd: 1000, promptUsd: '4' },
    ],
  });

  it.each([
    ['2026-11-27T09:59:59.999Z', '4'],
    ['2026-11-27T10:00:00.000Z', '1'],
    ['2026-11-27T23:59:59.999Z', '1'],
    ['2026-11-28T00:00:00.000Z', '1'],
    ['2026-11-28T00:59:59.999Z', '1'],
    ['2026-11-28T01:00:00.000Z', '2'],
  ])('at %s the price is %s', (time, price) => {
    expect(promptUsdAt(model, time)).toBe(price);
  });

  it('end with the day when they end at 0', () => {
    const evening = pricedModel({ promptUsd: '1', priceRules: [{ utcStart: 1630, utcEnd: 0, promptUsd: '2' }] });
    expect(promptUsdAt(evening, '2026-11-27T16:29:59Z')).toBe('1');
    expect(promptUsdAt(evening, '2026-11-27T23:59:59Z')).toBe('2');
    expect(promptUsdAt(evening, '2026-11-28T00:00:00Z')).toBe('1');
  });

  it('last the whole day when they end where they begin', () => {
    const always = pricedModel({ promptUsd: '1', priceRules: [{ utcStart: 600, utcEnd: 600, promptUsd: '2' }] });
    expect(promptUsdAt(always, '2026-11-27T05:59:00Z')).toBe('2');
    expect(promptUsdAt(always, '2026-11-27T06:00:00Z')).toBe('2');
  });

  it('go by the weekday of the moment, also behind midnight', () => {
    // 2026-11-27 is a Friday.
    const nights = pricedModel({ promptUsd: '1', priceRules: [{ utcDays: ['friday'], utcStart: 2200, utcEnd: 200, promptUsd: '2' }] });
    expect(promptUsdAt(nights, '2026-11-27T01:00:00Z')).toBe('2');
    expect(promptUsdAt(nights, '2026-11-27T12:00:00Z')).toBe('1');
    expect(promptUsdAt(nights, '2026-11-27T23:00:00Z')).toBe('2');
    expect(promptUsdAt(nights, '2026-11-28T01:00:00Z')).toBe('1');
  });

  it('can be whole days', () => {
    const weekend = pricedModel({ promptUsd: '1', priceRules: [{ utcDays: ['saturday', 'sunday'], promptUsd: '2' }] });
    expect(promptUsdAt(weekend, '2026-11-27T23:59:59.999Z')).toBe('1');
    expect(promptUsdAt(weekend, '2026-11-28T00:00:00Z')).toBe('2');
    expect(promptUsdAt(weekend, '2026-11-30T00:00:00Z')).toBe('1');
  });

  it('hold together with a size, and the later rule wins for each price', () => {
    const both = pricedModel({
      promptUsd: '1',
      completionUsd: '1',
      priceRules: [
        { utcStart: 0, utcEnd: 1200, promptUsd: '2', completionUsd: '2' },
        { minPromptTokens: 10, promptUsd: '3' },
        { minPromptTokens: 10, utcStart: 600, utcEnd: 700, promptUsd: '4' },
      ],
    });
    const at = (tokens: number, time: string) => {
      const prices = pricesAt(both, tokens, Date.parse(`2026-11-27T${time}:00Z`));
      return [prices?.promptUsd.toNumber(), prices?.completionUsd.toNumber()];
    };
    expect(at(10, '06:30')).toEqual([2, 2]);
    expect(at(11, '05:59')).toEqual([3, 2]);
    expect(at(11, '06:30')).toEqual([4, 2]);
    expect(at(11, '12:00')).toEqual([3, 1]);
  });

  describe('in another time zone', () => {
    afterEach(() => vi.unstubAllEnvs());

    it.each(['America/New_York', 'Europe/Berlin', 'Pacific/Kiritimati', 'Asia/Kolkata'])(
      '%s change nothing, on no hour of a leap of clocks',
      (zone) => {
        // Both leaps of 2026 in Berlin and in New York, and the day that follows.
        const hours = ['2026-03-08', '2026-03-29', '2026-10-25', '2026-11-01'].flatMap((day) =>
          Array.from({ length: 36 }, (_, hour) => Date.parse(`${day}T00:00:00Z`) + hour * 3_600_000),
        );
        const { priceRules } = model;
        const onSundays = pricedModel({
          priceRules: [...priceRules, { utcDays: ['sunday'], utcStart: 2000, utcEnd: 300, promptUsd: '5' }],
        });
        const priced = () => hours.map((at) => pricesAt(onSundays, 1, at)?.promptUsd.toFixed());
        vi.stubEnv('TZ', 'UTC');
        const expected = priced();
        vi.stubEnv('TZ', zone);
        expect(new Date(noon).getTimezoneOffset()).not.toBe(0);
        expect(priced()).toEqual(expected);
      },
    );
  });
});

describe('ceilingPrices', () => {
  const model = pricedModel({
    promptUsd: '2',
    completionUsd: '8',
    otherPrices: { cacheWriteUsd: '2.5', reasoningUsd: '9' },
    priceRules: [
      { minPromptTokens: 1000, promptUsd: '4', completionUsd: '10' },
      { utcStart: 0, utcEnd: 600, promptUsd: '3' },
    ],
  });
  const numbers = (promptTokensBound: number) => {
    const ceiling = ceilingPrices(model, promptTokensBound);
    return ceiling && { prompt: ceiling.promptUsd.toNumber(), completion: ceiling.completionUsd.toNumber() };
  };

  it('is the dearest of all times, caches and reasoning included', () => {
    expect(numbers(1000)).toEqual({ prompt: 3, completion: 9 });
  });

  it('includes a tier as soon as the bound exceeds it', () => {
    expect(numbers(1001)).toEqual({ prompt: 4, completion: 10 });
  });

  it('is not less where a longer prompt is cheaper', () => {
    const discount = pricedModel({ promptUsd: '2', priceRules: [{ minPromptTokens: 1000, promptUsd: '1' }] });
    expect(ceilingPrices(discount, 5000)?.promptUsd.toFixed()).toBe('2');
  });

  it('is the dearest request and image of all rules', () => {
    const rules = pricedModel({
      otherPrices: { requestUsd: '1', imageUsd: '1' },
      priceRules: [
        { requestUsd: '2', imageUsd: '3' },
        { minPromptTokens: 10, requestUsd: '4', imageUsd: '5' },
      ],
    });
    const prices = (bound: number) => [ceilingPrices(rules, bound)?.requestUsd.toFixed(), ceilingPrices(rules, bound)?.imageUsd?.toFixed()];
    expect(prices(10)).toEqual(['2', '3']);
    expect(prices(11)).toEqual(['4', '5']);
  });

  it('has no price of images when a rule only sometimes names one', () => {
    expect(ceilingPrices(pricedModel({ priceRules: [{ imageUsd: '3' }] }), 10)?.imageUsd).toBeNull();
    expect(ceilingPrices(pricedModel({ otherPrices: { imageUsd: '3' }, priceRules: [{ imageUsd: '-1' }] }), 10)?.imageUsd).toBeNull();
  });

  it('leaves caches and reasoning out of what a provider lists', () => {
    const { listed } = ceilingPrices(model, 1000) ?? {};
    expect([listed?.promptUsd.toFixed(), listed?.completionUsd.toFixed()]).toEqual(['3', '8']);
  });

  it.each([
    ['a router', pricedModel({ promptUsd: '-1', completionUsd: '-1' })],
    ['a price that is missing', pricedModel({ completionUsd: null })],
    ['a rule with an unknown price', pricedModel({ priceRules: [{ promptUsd: '-1' }] })],
    ['an unknown price of the request', pricedModel({ otherPrices: { requestUsd: '-1' } })],
  ])('does not exist for %s', (_, unbounded) => {
    expect(ceilingPrices(unbounded, 10)).toBeNull();
  });

  it('is not spoilt by a tier that cannot apply', () => {
    expect(ceilingPrices(pricedModel({ priceRules: [{ minPromptTokens: 10, promptUsd: '-1' }] }), 10)).not.toBeNull();
  });
});

describe('worstCase', () => {
  it('is the bound of the prompt and of the answer at the ceiling, and the request', () => {
    const ceiling = ceilingPrices(pricedModel({ promptUsd: '2', completionUsd: '8', otherPrices: { requestUsd: '0.5' } }), 100);
    expect(ceiling && worstCase(ceiling, 100, 10).toFixed()).toBe('280.5');
  });

  it('has no bound for images without a price', () => {
    const withPrice = ceilingPrices(pricedModel({ promptUsd: '0', completionUsd: '0', otherPrices: { imageUsd: '0.25' } }), 1);
    const without = ceilingPrices(pricedModel(), 1);
    expect(withPrice && worstCase(withPrice, 1, 1, 2)?.toFixed()).toBe('0.5');
    expect(without && worstCase(without, 1, 1, 2)).toBeNull();
  });
});
