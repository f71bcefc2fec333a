import type { Usd } from './money.ts';
import { sumUsd } from './sumUsd.ts';

/** What is left of `plus` when `minus` is taken away, exactly; '0' when that would be less than nothing. */
export function balanceUsd(plus: readonly Usd[], minus: readonly Usd[]): Usd {
  const balance = sumUsd([...plus, ...minus.map(negated)]);
  return balance.startsWith('-') ? '0' : balance;
}

function negated(usd: Usd): Usd {
  return usd.startsWith('-') ? usd.slice(1) : `-${usd}`;
}
