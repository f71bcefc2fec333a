import type { ModelReference } from './modelReference.ts';
import type { Usd } from './money.ts';

/** What a message will cost, as far as that can be known before it is sent. */
export interface Forecast {
  readonly modelId: string;
  /** A server of the person's own will answer: it charges nothing, and there is no figure. */
  readonly local: boolean;
  readonly promptTokens: number;
  /** False where it was not counted with the model's own tokenizer: the count is an approximation, corrected by what was reported before. */
  readonly exact: boolean;
  /** `max_tokens` of the request. */
  readonly maxTokens: number;
  /** The prompt alone, and the prompt with the longest answer; null when no price is known beforehand. */
  readonly leastUsd: Usd | null;
  readonly mostUsd: Usd | null;
  /** How its last bills compared with what was expected; null before the first. */
  readonly record: EstimateRecord | null;
  /** True when the longest answer would cost more than the alert for one message. */
  readonly alerts: boolean;
  readonly contextTokens: number | null;
}

/** How the last requests of a model at one server compared with what was expected of them. Each figure is a median: one odd bill moves none. */
export interface EstimateRecord extends ModelReference {
  readonly bills: number;
  /** Bills by what their reported tokens cost at the listed prices: 1.04 = bills were 4 % dearer. */
  readonly costRatio: number;
  /** Reported by counted prompt tokens. */
  readonly tokenRatio: number;
  /** Tokens of an answer that are reported and billed, and never arrive: reasoning that the provider keeps to itself. */
  readonly hiddenTokens: number;
}
