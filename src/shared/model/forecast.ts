import type { Usd } from './money.ts';

/** What a message will cost, as far as that can be known before it is sent. */
export interface Forecast {
  readonly modelId: string;
  readonly promptTokens: number;
  /** False for families whose tokenizer is not public: their count is an approximation, corrected by what was reported before. */
  readonly exact: boolean;
  /** `max_tokens` of the request. */
  readonly maxTokens: number;
  /** The prompt alone, and the prompt with the longest answer; null when no price is known beforehand. */
  readonly leastUsd: Usd | null;
  readonly mostUsd: Usd | null;
  /** Bills of this model divided by what had been estimated, over the last of them; null before the first. */
  readonly record: EstimateRecord | null;
  /** True when the longest answer would cost more than the alert for one message. */
  readonly alerts: boolean;
  readonly contextTokens: number | null;
}

/** How estimates for a model compared with its bills: 1.04 = bills were 4 % dearer. */
export interface EstimateRecord {
  readonly modelId: string;
  readonly bills: number;
  readonly costRatio: number;
  /** Reported by counted prompt tokens. */
  readonly tokenRatio: number;
}
