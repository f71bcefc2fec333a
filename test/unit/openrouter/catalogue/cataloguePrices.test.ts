import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPricing } from '../../../../src/openrouter/catalogue/cataloguePrices.ts';

const base = { prompt: '0.000003', completion: '0.000015' };
const rulesOf = (...overrides: readonly unknown[]) => readPricing({ ...base, overrides }).priceRules;

describe('the prices of a row', () => {
  it('are read by our names, to the last digit', () => {
    const pricing = {
      prompt: '0.0000000416666666666667',
      completion: '0.0000000833333333333333',
      request: '0.005',
      image: '0.00000125',
      input_cache_read: '0.0000000208333333333333',
      input_cache_write: '0.00000375',
      internal_reasoning: '0.000002',
      web_search: '0.01',
      audio: '0.000032',
      input_cache_write_1h: '0.000006',
      discount: 0.5,
    };
    expect(readPricing(pricing)).toEqual({
      promptUsd: '0.0000000416666666666667',
      completionUsd: '0.0000000833333333333333',
      otherPrices: {
        cacheReadUsd: '0.0000000208333333333333',
        cacheWriteUsd: '0.00000375',
        reasoningUsd: '0.000002',
        requestUsd: '0.005',
        imageUsd: '0.00000125',
      },
      priceRules: [],
    });
  });

  it.each([undefined, null, '', '-1', -0.1, 'NaN', 'free', {}, [], true, '1e999999999999', '1e-999999999999'])(
    'are not known, never zero, for %j',
    (value) => {
      const pricing = { prompt: value, completion: value, input_cache_read: value, internal_reasoning: value, request: value };
      expect(readPricing(pricing)).toEqual({ promptUsd: null, completionUsd: null, otherPrices: {}, priceRules: [] });
    },
  );

  it('may be zero', () => {
    expect(readPricing({ prompt: '0', completion: '0.0', input_cache_read: 0 })).toMatchObject({
      promptUsd: '0',
      completionUsd: '0',
      otherPrices: { cacheReadUsd: '0' },
    });
  });
});

describe('the price of reasoning', () => {
  it('is none of its own where it repeats that of the answer, however it is spelled', () => {
    expect(readPricing({ ...base, internal_reasoning: '0.0000150' }).otherPrices).toEqual({});
  });

  it('then follows the answer where a rule makes that dearer', () => {
    const overrides = [{ min_prompt_tokens: 200_000, completion: '0.00003', internal_reasoning: '0.00003' }];
    expect(readPricing({ ...base, internal_reasoning: '0.000015', overrides })).toMatchObject({
      otherPrices: {},
      priceRules: [{ minPromptTokens: 200_000, completionUsd: '0.00003' }],
    });
    expect(readPricing({ ...base, overrides }).priceRules[0]).not.toHaveProperty('reasoningUsd');
  });

  it('is kept everywhere as soon as it differs anywhere', () => {
    const overrides = [{ min_prompt_tokens: 200_000, internal_reasoning: '0.000002' }];
    expect(readPricing({ ...base, internal_reasoning: '0.000015', overrides })).toMatchObject({
      otherPrices: { reasoningUsd: '0.000015' },
      priceRules: [{ minPromptTokens: 200_000, reasoningUsd: '0.000002' }],
    });
    expect(readPricing({ ...base, internal_reasoning: '0.000003' }).otherPrices).toEqual({ reasoningUsd: '0.000003' });
  });
});

describe('a rule', () => {
  it('has its conditions and the prices that it changes, in the order of the catalogue', () => {
    const entries = [
      { min_prompt_tokens: 32_000, prompt: '0.000004', input_cache_read: '0.0000004' },
      { utc_start: 1630, utc_end: 100, completion: '0.00002' },
      { utc_days: ['Saturday', 'sunday'], prompt: '0.000002' },
    ];
    expect(rulesOf(...entries)).toEqual([
      { minPromptTokens: 32_000, promptUsd: '0.000004', cacheReadUsd: '0.0000004' },
      { utcStart: 1630, utcEnd: 100, completionUsd: '0.00002' },
      { utcDays: ['saturday', 'sunday'], promptUsd: '0.000002' },
    ]);
  });

  it('holds from or to midnight where only one end of its time is told', () => {
    expect(rulesOf({ utc_start: 1600, prompt: '0.1' })).toEqual([{ utcStart: 1600, utcEnd: 0, promptUsd: '0.1' }]);
    expect(rulesOf({ utc_end: 400, prompt: '0.1' })).toEqual([{ utcStart: 0, utcEnd: 400, promptUsd: '0.1' }]);
  });

  it('holds always without a condition, and takes null for absent', () => {
    expect(rulesOf({ min_prompt_tokens: null, utc_start: null, utc_days: null, prompt: '0.1', service: null })).toEqual([
      { promptUsd: '0.1' },
    ]);
  });

  it('does not change a price that it states as unknown', () => {
    expect(rulesOf({ min_prompt_tokens: 1, prompt: '-1', completion: '0.1' })).toEqual([{ minPromptTokens: 1, completionUsd: '0.1' }]);
  });

  it('may state prices that do not matter here', () => {
    expect(rulesOf({ min_prompt_tokens: 1, prompt: '0.1', audio: '0.2', input_cache_write_1h: '0.3' })).toEqual([
      { minPromptTokens: 1, promptUsd: '0.1' },
    ]);
  });

  it.each([
    ['a condition that is not known', { min_prompt_tokens: 1, max_latency: 7, prompt: '0.1' }],
    ['a condition in words', { service_tier: 'flex', prompt: '0.1' }],
    ['a list as a condition', { regions: ['eu'], prompt: '0.1' }],
    ['a day that does not exist', { utc_days: ['monday', 'holiday'], prompt: '0.1' }],
    ['no day at all', { utc_days: [], prompt: '0.1' }],
    ['a time that does not exist', { utc_start: 1275, utc_end: 1400, prompt: '0.1' }],
    ['a time in words', { utc_start: '16:30', prompt: '0.1' }],
    ['a negative size', { min_prompt_tokens: -1, prompt: '0.1' }],
    ['no fields', 'night'],
    ['nothing', null],
  ])('is skipped, and only it, for %s', (_name, entry) => {
    expect(rulesOf(entry, { min_prompt_tokens: 1, prompt: '0.2' })).toEqual([{ minPromptTokens: 1, promptUsd: '0.2' }]);
  });

  it.each([null, {}, 'x', 7])('is not made of the list %j', (overrides) => {
    expect(readPricing({ ...base, overrides }).priceRules).toEqual([]);
  });
});

it('never throws, and every price is a plain decimal of at least zero', () => {
  const key = fc.constantFrom(
    'prompt',
    'completion',
    'input_cache_read',
    'internal_reasoning',
    'min_prompt_tokens',
    'utc_start',
    'utc_days',
    'x',
  );
  const value = fc.oneof(fc.jsonValue(), fc.double(), fc.double().map(String));
  const fields = fc.dictionary(key, value);
  fc.assert(
    fc.property(fields, fc.array(fields, { maxLength: 4 }), (pricing, overrides) => {
      const { promptUsd, completionUsd, otherPrices, priceRules } = readPricing({ ...pricing, overrides });
      const prices = [{ promptUsd, completionUsd, ...otherPrices }, ...priceRules].flatMap((part): [string, unknown][] =>
        Object.entries(part),
      );
      for (const [name, usd] of prices) if (name.endsWith('Usd') && usd !== null) expect(usd).toMatch(/^\d+(\.\d+)?$/);
    }),
    { seed: 20261127, numRuns: 1000 },
  );
});
