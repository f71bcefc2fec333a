// From what was counted here to what a provider is likely to report and bill, by how its last bills compared with what was expected.
import type { EstimateRecord } from '../../../shared/model/forecast.ts';
import type { TokenUsage } from '../../../shared/model/money.ts';
import type { Decimal } from '../../../shared/model/usd.ts';

/** Decimals of a corrected estimate in USD: more would only repeat how a ratio is written. */
const estimateDecimals = 12;

/** Tokens of a request, as they were counted here. */
interface CountedTokens {
  readonly promptTokens: number;
  /** Of what has arrived: answer and reasoning. */
  readonly completionTokens: number;
  /** Part of `completionTokens`: reasoning may have a price of its own. */
  readonly reasoningTokens?: number;
}

interface CountedBy {
  /** The model's own tokenizer counted: its figure needs no correction. */
  readonly exact: boolean;
  /** `max_tokens` of the request, which the hidden part of an answer counts against, too. */
  readonly maxTokens: number;
}

/** What a prompt that was counted as so many tokens is likely to be reported as. */
export function likelyPromptTokens(countedTokens: number, record: EstimateRecord | null, exact: boolean): number {
  return exact ? countedTokens : Math.round(countedTokens * (record?.tokenRatio ?? 1));
}

/**
 * What a request is likely to be reported as so far. Reasoning that is kept hidden makes an answer longer by so many tokens, not each token
 * dearer; before anything has arrived nothing of it is taken for granted.
 */
export function likelyTokens(counted: CountedTokens, record: EstimateRecord | null, { exact, maxTokens }: CountedBy): TokenUsage {
  const promptTokens = likelyPromptTokens(counted.promptTokens, record, exact);
  const arrived = likelyPromptTokens(counted.completionTokens, record, exact);
  const hidden = arrived > 0 ? (record?.hiddenTokens ?? 0) : 0;
  const completionTokens = Math.max(arrived, Math.min(arrived + hidden, maxTokens));
  if (!counted.reasoningTokens) return { promptTokens, completionTokens };
  return { promptTokens, completionTokens, reasoningTokens: likelyPromptTokens(counted.reasoningTokens, record, exact) };
}

/** What a bill is likely to be where the catalogue's prices give `listUsd`. */
export function likelyUsd(listUsd: Decimal, record: EstimateRecord | null): Decimal {
  return record ? listUsd.mul(record.costRatio).toDecimalPlaces(estimateDecimals) : listUsd;
}
