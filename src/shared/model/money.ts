/** USD as a decimal string ("0.00412"): a double would lose digits between the bill and the screen. */
export type Usd = string;

/**
 * Where a cost came from. `simulated` money is the demonstration model's and enters no total. `local`: a server of the person's own, which
 * charges nothing: there is no figure, and none will come.
 */
export type CostSource = 'estimate' | 'usage' | 'generation' | 'simulated' | 'local' | 'unknown';

export interface Cost {
  readonly source: CostSource;
  /** All that the user pays; null for `local`, and while it is not known. Never "0" for unknown. */
  readonly usd: Usd | null;
  /** The parts under "bring your own key": OpenRouter's charge and the provider's own bill. */
  readonly parts?: { readonly chargeUsd: Usd; readonly upstreamUsd: Usd };
}

/** Tokens as reported by the provider (native tokenizer), or as counted here while an answer streams. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Parts of `promptTokens`: read from the provider's cache, and written to it. */
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Part of `completionTokens`. */
  readonly reasoningTokens?: number;
}

/** The token figures of something that has more beside them; a figure that it lacks stays absent. */
export function pickUsage(source: TokenUsage): TokenUsage {
  const usage: { -readonly [K in keyof TokenUsage]: TokenUsage[K] } = {
    promptTokens: source.promptTokens,
    completionTokens: source.completionTokens,
  };
  if (source.cachedTokens !== undefined) usage.cachedTokens = source.cachedTokens;
  if (source.cacheWriteTokens !== undefined) usage.cacheWriteTokens = source.cacheWriteTokens;
  if (source.reasoningTokens !== undefined) usage.reasoningTokens = source.reasoningTokens;
  return usage;
}
