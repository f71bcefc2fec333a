import type { Usd } from '../../src/shared/model/money.ts';
import type { AccountStatus } from '../../src/shared/model/costs.ts';

/** OpenRouter states the usage of a key with 8 decimals (one request moved it from 3.17561216 to 3.17561396); more would be made up. */
const decimals = 8;

const eightDecimals = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: decimals,
  signDisplay: 'negative',
});

/** `$0.01234500` */
export function accountUsd(usd: Usd): string {
  return eightDecimals.format(usd as `${number}`);
}

/** The difference between OpenRouter and the ledger, by its name. */
export function differenceSentence({ since, differenceUsd, unresolved }: AccountStatus): string {
  if (since === null) return 'First check of this key: its counter is noted now, and differences can be seen from here on.';
  const difference = accountUsd(differenceUsd);
  if (Number(differenceUsd) === 0 || difference === accountUsd('0')) return 'Ledger and OpenRouter agree to the last digit shown.';
  const requests = unresolved === 1 ? '1 request' : `${unresolved} requests`;
  if (!difference.startsWith('-'))
    return unresolved > 0
      ? `OpenRouter charged ${difference} more than the ledger has: ${requests} whose bill is not known, or other programs with this key.`
      : `OpenRouter charged ${difference} more than the ledger has: other programs use this key.`;
  return `The ledger has ${difference.slice(1)} more than OpenRouter charged to this key: its counter may be late, or another key paid. Compare again later.`;
}
