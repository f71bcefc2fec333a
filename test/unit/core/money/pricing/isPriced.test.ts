import { expect, it } from 'vitest';
import { isPriced } from '../../../../../src/core/money/pricing/isPriced.ts';
import { pricedModel } from '../kit/pricedModel.ts';

it.each([
  [true, pricedModel({ promptUsd: '0.000001', completionUsd: '0' })],
  [true, pricedModel({ promptUsd: null, completionUsd: '0.000001' })],
  [true, pricedModel({ promptUsd: '0', completionUsd: '0', otherPrices: { requestUsd: '0.01' } })],
  [true, pricedModel({ promptUsd: '0', completionUsd: '0', priceRules: [{ promptUsd: '0.1', minPromptTokens: 1000 }] })],
  [
    false,
    pricedModel({ promptUsd: '0', completionUsd: '0', priceRules: [{ promptUsd: '0', minPromptTokens: 1000, utcDays: ['monday'] }] }),
  ],
  [false, pricedModel({ promptUsd: null, completionUsd: null })],
  [false, pricedModel({ promptUsd: '-1', completionUsd: '-1' })],
  [false, undefined],
])('is %s for %j', (expected, model) => {
  expect(isPriced(model)).toBe(expected);
});
