import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelPrice, perMillion } from '../../../../src/shared/format/modelPrice.ts';
import { demonstration, model } from '../../../webview/app/surfaceFixtures.ts';

describe('the price of a million tokens', () => {
  it.each([
    ['0.000003', '$3'],
    ['0.00000025', '$0.25'],
    ['0.0000001', '$0.10'],
    ['0.0000022', '$2.20'],
    ['0.0000088', '$8.80'],
    ['0.0000000375', '$0.0375'],
    ['0.0000000416666666666667', '$0.04167'],
    ['0.000001125', '$1.125'],
    ['0.00015', '$150'],
    ['0.0015', '$1,500'],
    ['0', '$0'],
    ['2.5e-7', '$0.25'],
    ['-1', '$?'],
    ['', '$?'],
    [' ', '$?'],
    ['dear', '$?'],
    ['Infinity', '$?'],
    [null, '$?'],
  ])('%s USD per token is %s', (usd, expected) => {
    expect(perMillion(usd)).toBe(expected);
  });

  it('is never long, never zero for what is not, and off by a twentieth of a percent at most', () => {
    const prices = fc.tuple(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 9, max: 18 }));
    fc.assert(
      fc.property(prices, ([digits, exponent]) => {
        const usd = digits * 10 ** -exponent * 1e6;
        const shown = perMillion(`${digits}e-${exponent}`);
        const value = Number(shown.slice(1).replaceAll(',', ''));
        expect(shown).toMatch(/^\$\d{1,3}(,\d{3})*(\.\d{2,})?$/);
        expect(Math.abs(value - usd)).toBeLessThanOrEqual(usd * 0.000501);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

it.each([
  ['simulated', demonstration],
  ['free', model({ id: 'a', promptUsd: '0', completionUsd: '0.0' })],
  ['$3 / $15', model({ id: 'a' })],
  ['$0.04167 / $0.16', model({ id: 'a', promptUsd: '0.0000000416666666666667', completionUsd: '0.00000016' })],
  ['$? / $?', model({ id: 'a', promptUsd: null, completionUsd: null })],
])('%s', (expected, priced) => {
  expect(modelPrice(priced)).toBe(expected);
});
