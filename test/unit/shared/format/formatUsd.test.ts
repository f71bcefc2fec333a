import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatUsd } from '../../../../src/shared/format/formatUsd.ts';

describe('formatUsd', () => {
  it.each([
    ['0', '$0.00'],
    ['-0', '$0.00'],
    ['0.00412', '$0.00412'],
    ['0.004', '$0.00400'],
    ['0.0000000000000001', '$0.000000000000000100'],
    ['1e-16', '$0.000000000000000100'],
    ['0.0000000416666666666667', '$0.0000000417'],
    ['0.31', '$0.3100'],
    ['4.69', '$4.69'],
    ['1.005', '$1.01'],
    ['12345.678', '$12,345.68'],
    ['-1230.78', '-$1,230.78'],
    ['1234567', '$1,234,567.00'],
  ])('%s is shown as %s', (usd, shown) => {
    expect(formatUsd(usd)).toBe(shown);
  });

  it.each([
    ['0.00999499', '$0.00999'],
    ['0.009995', '$0.0100'],
    ['0.009999', '$0.0100'],
    ['0.01', '$0.0100'],
    ['0.99994', '$0.9999'],
    ['0.99995', '$1.00'],
    ['0.999999', '$1.00'],
    ['1', '$1.00'],
  ])('just around a border, %s is shown as %s', (usd, shown) => {
    expect(formatUsd(usd)).toBe(shown);
  });

  it('puts the sign of a refund before the dollar', () => {
    expect([formatUsd('-0.00412'), formatUsd('-0.5'), formatUsd('-2')]).toEqual(['-$0.00412', '-$0.5000', '-$2.00']);
  });

  it.each([null, '', ' ', 'abc', 'NaN', 'Infinity', '0x10', '1,5', '$1'])('%j is unknown', (usd) => {
    expect(formatUsd(usd)).toBe('$?');
  });
});

/** Any decimal string between 10^-20 and 10^6, evenly over the magnitudes. */
const amounts = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: -3, max: 20 }))
  .map(([digits, decimals]) => (decimals <= 0 ? `${digits}` : decimalString(digits, decimals)));

function shownNumber(shown: string): number {
  return Number(shown.slice(1).replaceAll(',', ''));
}

function decimalString(digits: number, decimals: number): string {
  const padded = String(digits).padStart(decimals + 1, '0');
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

describe('formatUsd for any amount', () => {
  const check = (predicate: (usd: string, shown: string) => void) =>
    fc.assert(
      fc.property(amounts, (usd) => {
        predicate(usd, formatUsd(usd));
      }),
      { seed: 1, numRuns: 3000 },
    );

  it('never prints a non-zero sum as zero', () => {
    check((_, shown) => expect(shownNumber(shown)).toBeGreaterThan(0));
  });

  it('has the decimals that belong to what it shows', () => {
    check((_, shown) => {
      const value = shownNumber(shown);
      const form = value >= 1 ? /^\$\d{1,3}(,\d{3})*\.\d\d$/ : value >= 0.01 ? /^\$0\.\d{4}$/ : /^\$0\.00+[1-9]\d\d$/;
      expect(shown).toMatch(form);
    });
  });

  it('is off by half a last digit at most', () => {
    check((usd, shown) => {
      const decimals = shown.length - shown.indexOf('.') - 1;
      const error = Math.abs(shownNumber(shown) - Number(usd));
      expect(error).toBeLessThanOrEqual(0.5 * 10 ** -decimals + Number(usd) * 1e-12);
    });
  });

  it('mirrors negative sums', () => {
    check((usd, shown) => expect(formatUsd(`-${usd}`)).toBe(`-${shown}`));
  });
});
