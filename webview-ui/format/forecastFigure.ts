import { t } from '../../src/shared/l10n/t.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import type { Forecast } from '../../src/shared/model/forecast.ts';
import { count } from './entryFigures.ts';
import { recordSentence } from './estimateRecord.ts';

export interface ForecastFigure {
  /** `1,702 tok` */
  readonly tokens: string;
  /** True when the count is an approximation. */
  readonly aboutTokens: boolean;
  /** `$0.0051 – $0.0281`, `free`, `local`, or `$?` */
  readonly money: string;
  /** True when `money` is an amount: it is an estimate. */
  readonly aboutMoney: boolean;
  /** Everything exact, in sentences. */
  readonly description: string;
}

/** What stands below the composer while the user types. */
export function forecastFigure(forecast: Forecast): ForecastFigure {
  const { local, promptTokens, exact, maxTokens, leastUsd, mostUsd, record } = forecast;
  const unknown = leastUsd === null && mostUsd === null;
  const free = isZero(leastUsd) && isZero(mostUsd);
  const price = local
    ? t('A server of your own will answer: it charges nothing.')
    : unknown
      ? 'What this will cost is not known beforehand.'
      : free
        ? 'This model costs nothing.'
        : `${amount(leastUsd)} for the prompt alone, ${amount(mostUsd)} with the longest answer (${count(maxTokens)} tokens).`;
  const counted = exact
    ? `${count(promptTokens)} tokens in the prompt.`
    : t('About {0} tokens in the prompt, not counted with the model’s own tokenizer.', count(promptTokens));
  return {
    tokens: `${count(promptTokens)} tok`,
    aboutTokens: !exact,
    money: local ? t('local') : free ? 'free' : range(formatUsd(leastUsd), formatUsd(mostUsd)),
    aboutMoney: !free && !unknown,
    description: [counted, price, record && recordSentence(record)].filter(Boolean).join(' '),
  };
}

function range(least: string, most: string): string {
  return least === most ? least : `${least} – ${most}`;
}

function amount(usd: Usd | null): string {
  return usd === null ? 'an unknown sum' : `${usd} USD`;
}

function isZero(usd: Usd | null): boolean {
  return usd !== null && Number(usd) === 0;
}
