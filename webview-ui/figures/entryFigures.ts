import { formatUsd } from '../../src/shared/formatUsd.ts';
import type { Cost, CostSource, Message } from '../../src/shared/model.ts';

const sourceWords: Record<CostSource, string> = {
  estimate: 'estimate',
  usage: 'billed',
  generation: 'verified',
  simulated: 'simulated',
  unknown: 'unknown',
};

export interface CostFigure {
  readonly approximate: boolean;
  readonly text: string;
  readonly word: string;
  /** Full precision, for the tooltip. */
  readonly exact: string;
}

export function costFigure(cost: Cost): CostFigure {
  const parts = cost.parts && ` = ${cost.parts.chargeUsd} charged by OpenRouter + ${cost.parts.upstreamUsd} billed by the provider`;
  return {
    approximate: cost.source === 'estimate' && cost.usd !== null,
    text: formatUsd(cost.usd),
    word: sourceWords[cost.usd === null ? 'unknown' : cost.source],
    exact: cost.usd === null ? 'The cost of this answer is not known yet' : `${cost.usd} USD${parts ?? ''}`,
  };
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

/** `0.6 s`; whole seconds from 100 s on. */
export function seconds(ms: number): string {
  return `${ms < 99_950 ? (ms / 1000).toFixed(1) : count(Math.round(ms / 1000))} s`;
}

/** Tokens per second from the first token on; null while that cannot be told. */
export function velocity({ usage, firstTokenMs, latencyMs }: Pick<Message, 'usage' | 'firstTokenMs' | 'latencyMs'>): number | null {
  if (!usage || firstTokenMs === null || latencyMs === null || latencyMs <= firstTokenMs || usage.completionTokens === 0) return null;
  return Math.floor((usage.completionTokens * 1000) / (latencyMs - firstTokenMs));
}

/** `14:02:11`, in the person's own time zone. */
export function clockTime(at: number): string {
  return timeOfDay.format(at);
}
