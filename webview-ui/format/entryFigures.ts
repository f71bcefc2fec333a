import { t } from '../../src/shared/l10n/t.ts';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
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

/** `40 ms`, `0.6 s`; whole seconds from 100 s on. */
export function seconds(ms: number): string {
  if (ms < 99.5) return `${Math.round(ms)} ms`;
  return `${ms < 99_950 ? (ms / 1000).toFixed(1) : count(Math.round(ms / 1000))} s`;
}

/** True while an answer is expected of which nothing can be seen yet. */
export function isWaiting({ stream, text, reasoning }: Pick<Entry, 'stream' | 'text' | 'reasoning'>): boolean {
  return stream !== null && !/\S/.test(text) && !/\S/.test(reasoning);
}

/** Was the answer cut short? Then a bill may be for more than arrived. */
function isPart({ state }: Pick<Message, 'state'>): boolean {
  return state === 'stopped' || state === 'interrupted';
}

type TokenFigures = Pick<Message, 'state' | 'usage' | 'received' | 'reasoning'>;

/**
 * Tokens that came over the line: of a whole answer as reported, without reasoning that was not shown; of a part as counted here. Null when
 * not known, as of a part that version 0.1 kept.
 */
export function arrivedTokens({ state, usage, received, reasoning }: TokenFigures): number | null {
  if (isPart({ state }) || state === 'streaming') return received ? received.textTokens + received.reasoningTokens : null;
  if (!usage) return null;
  const { completionTokens, reasoningTokens = 0 } = usage;
  const shown = received?.reasoningTokens ?? (reasoning === '' ? 0 : reasoningTokens);
  return completionTokens - reasoningTokens + Math.min(shown, reasoningTokens);
}

/** Tokens of the text: what the answer takes of the context of the next one, which is not sent its reasoning. */
export function textTokens({ state, usage, received }: TokenFigures): number {
  if (received && (isPart({ state }) || state === 'streaming' || !usage)) return received.textTokens;
  return usage ? usage.completionTokens - (usage.reasoningTokens ?? 0) : 0;
}

/** The bill of a part, where it is for another number of tokens than arrived; else null. */
export function billedTokens(figures: TokenFigures): number | null {
  const arrived = arrivedTokens(figures);
  const { usage } = figures;
  return isPart(figures) && usage && arrived !== null && usage.completionTokens !== arrived ? usage.completionTokens : null;
}

/** ms of stream below which a speed says nothing: the answer came at once. */
const burstMs = 500;

/** Tokens per second from the first glyph on; `burst` for a whole answer that came at once; null while it cannot be known. */
export function velocity(figures: TokenFigures & Pick<Message, 'firstTokenMs' | 'latencyMs'>): number | 'burst' | null {
  const { firstTokenMs, latencyMs, state } = figures;
  const tokens = arrivedTokens(figures);
  if (!tokens || firstTokenMs === null || latencyMs === null) return null;
  const streamMs = latencyMs - firstTokenMs;
  if (streamMs < burstMs) return state === 'streaming' ? null : 'burst';
  return Math.floor((tokens * 1000) / streamMs);
}

/** `61`; `< 1` for less than a token in a second, which is slow, but not nothing. */
export function rateFigure(tokensPerSecond: number): string {
  return tokensPerSecond < 1 ? '< 1' : count(tokensPerSecond);
}

/** `14:02:11`, in the user's own time zone. */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}
