import { t } from '../l10n/t.ts';
import type { CatalogueModel } from '../model/catalogue.ts';
import type { Usd } from '../model/money.ts';

/** Four digits tell prices apart; what lies behind them in a catalogue is the remainder of a division. */
const significantDigits = 4;

const dollars = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  trailingZeroDisplay: 'stripIfInteger',
  maximumFractionDigits: 20,
});

/** What a million tokens cost, for people: `$3`, `$0.25`, `$0.04167`; `$?` when that is not known. Never zero for what is not. */
export function perMillion(usdPerToken: Usd | null): string {
  const usd = usdPerToken === null || usdPerToken.trim() === '' ? NaN : Number(usdPerToken) * 1e6;
  return usd >= 0 && usd < Infinity ? dollars.format(Number(usd.toPrecision(significantDigits))) : '$?';
}

/** Prompt and completion for a million tokens: `$3 / $15`, `free`, `local`, `simulated`. */
export function modelPrice({ promptUsd, completionUsd, local, simulated }: CatalogueModel): string {
  if (simulated) return 'simulated';
  if (local && promptUsd === null && completionUsd === null) return t('local');
  if (promptUsd !== null && completionUsd !== null && Number(promptUsd) === 0 && Number(completionUsd) === 0) return 'free';
  return `${perMillion(promptUsd)} / ${perMillion(completionUsd)}`;
}
