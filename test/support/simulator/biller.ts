import { Exact } from './exact.ts';
import type { CacheShare } from './promptCache.ts';
import type { Rates } from './pricing.ts';
import { tokenize } from './tokenize.ts';

/** What the biller sees: what was sent in both directions, and the prices of this request. */
export interface Delivery extends CacheShare {
  readonly promptTokens: number;
  readonly text: string;
  readonly reasoning: string;
  readonly rates: Rates;
  readonly byok: boolean;
}

export interface Charge {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Parts of the prompt's tokens and of the answer's. */
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** Charged to the OpenRouter account, exact; on the wire it is a JSON number and keeps what a double keeps. */
  readonly costUsd: string;
  /** The provider's own bill. */
  readonly upstreamUsd: string;
}

/** The exact bill. An answer of which nothing came is not charged ("zero completion insurance"); under BYOK OpenRouter takes 5 % of the provider's bill. */
export function charge({ promptTokens, cachedTokens, cacheWriteTokens, text, reasoning, rates, byok }: Delivery): Charge {
  const reasoningTokens = tokenize(reasoning).length;
  const textTokens = tokenize(text).length;
  const completionTokens = textTokens + reasoningTokens;
  const upstream =
    completionTokens === 0
      ? new Exact(0)
      : Exact.sum(
          rates.prompt.times(promptTokens - cachedTokens - cacheWriteTokens),
          rates.cacheRead.times(cachedTokens),
          rates.cacheWrite.times(cacheWriteTokens),
          rates.completion.times(textTokens),
          rates.reasoning.times(reasoningTokens),
          rates.request,
        );
  const cost = byok ? upstream.times('0.05') : upstream;
  return {
    promptTokens,
    completionTokens,
    cachedTokens,
    cacheWriteTokens,
    reasoningTokens,
    costUsd: cost.toFixed(),
    upstreamUsd: upstream.toFixed(),
  };
}
