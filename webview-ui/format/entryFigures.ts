import { t } from '../../src/shared/l10n/t.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Message } from '../../src/shared/model/message.ts';
import type { Cost, CostSource, TokenUsage } from '../../src/shared/model/money.ts';

const sourceWords: Record<CostSource, string> = {
  estimate: 'estimate',
  usage: 'billed',
  generation: 'billed',
  simulated: 'simulated',
  local: 'local',
  uncharged: t('not charged'),
  unknown: 'unknown',
};

export interface CostFigure {
  readonly approximate: boolean;
  readonly text: string;
  readonly word: string;
  /** Full precision, for the tooltip. */
  readonly exact: string;
}

/** What an answer cost; of an unknown cost at least what else is known. */
export function costFigure(cost: Cost, usage: TokenUsage | null = null): CostFigure {
  const { source, usd, parts } = cost;
  if (source === 'local')
    return { approximate: false, text: '', word: sourceWords.local, exact: t('A server of your own: it charges nothing.') };
  if (source === 'uncharged')
    return {
      approximate: false,
      text: '',
      word: sourceWords.uncharged,
      exact: t('Nothing was charged: it was not sent, or it was turned away before any work was done.'),
    };
  if (usd === null || source === 'unknown') return { approximate: false, text: '$?', word: 'unknown', exact: unknownCost(usd, usage) };
  const added = parts && ` = ${parts.chargeUsd} charged by OpenRouter + ${parts.upstreamUsd} billed by the provider`;
  return { approximate: source === 'estimate', text: formatUsd(usd), word: sourceWords[source], exact: `${usd} USD${added ?? ''}` };
}

function unknownCost(estimateUsd: string | null, usage: TokenUsage | null): string {
  const known = [
    usage && `${count(usage.promptTokens)} tokens in, ${count(usage.completionTokens)} out`,
    estimateUsd !== null && `estimated at ${estimateUsd} USD`,
  ].filter(Boolean);
  return `The cost of this answer is not known. ${known.length > 0 ? `Known of it: ${known.join('; ')}. ` : ''}The costs view can ask for the bill.`;
}

// Kept, because they are used for every frame of a stream: asking the date or the number itself makes a formatter each time (0.3 ms).
const wholeNumber = new Intl.NumberFormat('en');
const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** `1,204` */
export function count(tokens: number): string {
  return wholeNumber.format(tokens);
}

/** `0012` */
export function entryNumber(number: number): string {
  return String(number).padStart(4, '0');
}

/** `1 entry`, `12 entries` */
export function entryCountText(entries: number): string {
  return entries === 1 ? t('1 entry') : t('{0} entries', count(entries));
}

/** `0.6 s`; whole seconds from 100 s on. */
export function seconds(ms: number): string {
  return `${ms < 99_950 ? (ms / 1000).toFixed(1) : count(Math.round(ms / 1000))} s`;
}

/** Tokens per second from the first token on; null while that cannot be known. */
export function velocity({ usage, firstTokenMs, latencyMs }: Pick<Message, 'usage' | 'firstTokenMs' | 'latencyMs'>): number | null {
  if (!usage || firstTokenMs === null || latencyMs === null || latencyMs <= firstTokenMs || usage.completionTokens === 0) return null;
  return Math.floor((usage.completionTokens * 1000) / (latencyMs - firstTokenMs));
}

/** `14:02:11`, in the user's own time zone. */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}
