import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { balanceUsd } from '../../../../src/shared/model/balanceUsd.ts';

const usd = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 16 }))
  .map(([digits, decimals]) => new Decimal(String(digits)).div(new Decimal(10).pow(decimals)).toFixed());

it('is exact, and never less than nothing', () => {
  const Money = Decimal.clone({ precision: 60 });
  const sum = (amounts: readonly string[]) => amounts.reduce((total, amount) => total.add(amount), new Money(0));
  fc.assert(
    fc.property(fc.array(usd), fc.array(usd), (plus, minus) => {
      const expected = Money.max(0, sum(plus).sub(sum(minus)));
      expect(balanceUsd(plus, minus)).toBe(expected.isZero() ? '0' : expected.toFixed());
    }),
    { seed: 11, numRuns: 1000 },
  );
});

it('keeps no digits that a double would make up', () => {
  expect(balanceUsd(['0.3'], ['0.1'])).toBe('0.2');
  expect(balanceUsd(['0.5', '0.1'], ['0.6'])).toBe('0');
});
