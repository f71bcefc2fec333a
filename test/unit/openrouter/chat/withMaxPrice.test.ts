import { Decimal } from 'decimal.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withMaxPrice } from '../../../../src/openrouter/chat/withMaxPrice.ts';

const maxPrice = { promptUsd: '0.0000000416666666666667', completionUsd: '0.000015' };
const bounds = { prompt: '0.0416666666666667', completion: '15' };

describe('withMaxPrice', () => {
  it('bounds the price per million tokens, to the last digit', () => {
    expect(withMaxPrice({}, maxPrice)).toEqual({ max_price: bounds });
  });

  it('passes the preferences on as they are without a bound', () => {
    const preferences = { order: ['openai'], max_price: { prompt: 1 } };
    expect(withMaxPrice(preferences, null)).toBe(preferences);
  });

  it('keeps every other preference, and changes nothing of the person’s', () => {
    const preferences = Object.freeze({ order: ['openai'], later: true, max_price: Object.freeze({ image: 2, prompt: 1, later: 3 }) });
    expect(withMaxPrice(preferences, maxPrice)).toEqual({ order: ['openai'], later: true, max_price: { image: 2, later: 3, ...bounds } });
  });

  it.each([
    ['the person’s, as it was written, where it is lower', { prompt: 0.04, completion: '14.99' }, { prompt: 0.04, completion: '14.99' }],
    ['ours where it is higher', { prompt: '1', completion: 20 }, bounds],
    ['ours where both are the same', { prompt: '0.0416666666666667', completion: 15 }, bounds],
    ['the person’s zero: only what is free', { prompt: 0, completion: '0' }, { prompt: 0, completion: '0' }],
    ['ours in place of what is no price', { prompt: 'cheap', completion: -1 }, bounds],
    ['each by itself', { completion: 3 }, { prompt: bounds.prompt, completion: 3 }],
  ])('takes %s', (_name, own, expected) => {
    expect(withMaxPrice({ max_price: own }, maxPrice)['max_price']).toEqual(expected);
  });

  it.each([null, 5, '5', [5]])('replaces the bound %j, which is none', (own) => {
    expect(withMaxPrice({ max_price: own }, maxPrice)).toEqual({ max_price: bounds });
  });

  it('never lets a dearer price through than either of both', () => {
    const price = fc.integer({ min: 0, max: 10 ** 9 }).map((units) => new Decimal(units).div('1e12'));
    fc.assert(
      fc.property(price, price, (own, ours) => {
        const bounded = withMaxPrice({ max_price: { prompt: own.times('1e6').toNumber() } }, { ...maxPrice, promptUsd: ours.toFixed() });
        const { prompt } = bounded['max_price'] as { prompt: string | number };
        expect(new Decimal(prompt).eq(Decimal.min(own, ours).times('1e6'))).toBe(true);
      }),
      { seed: 20261127 },
    );
  });
});
