/** USD as a decimal string ("0.00412"): a double would lose digits between the bill and the screen. */
export type Usd = string;

/**
 * Where a cost came from. `simulated` money is the demonstration model's and enters no total. `local`: a server of the user's own, which
 * charges nothing: there is no figure, and none will come. `uncharged`: "0", because it was not sent, or was turned away before any work.
 */
export type CostSource = 'estimate' | 'usage' | 'generation' | 'simulated' | 'local' | 'uncharged' | 'unknown';

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

/**
 * Tokens of an answer that arrived, as counted here. A bill may be for more: of reasoning that is not shown, or of an answer that went on when
 * it was not waited for any more.
 */
export interface ReceivedTokens {
  readonly textTokens: number;
  readonly reasoningTokens: number;
}

/** The counts that not every provider reports. */
export type OptionalTokenCount = Exclude<keyof TokenUsage, 'promptTokens' | 'completionTokens'>;

/** Token counts among other fields, of a source that may say undefined or null for what it does not know. */
export type TokenUsageSource = Pick<TokenUsage, 'promptTokens' | 'completionTokens'> & {
  readonly [K in OptionalTokenCount]?: number | null | undefined;
};

/** Token counts of a source that may know only one of the two, or neither. */
export type PartialTokenUsage = Pick<TokenUsage, OptionalTokenCount> & {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
};

/** A record, so that the compiler asks for a new count here. */
const optionalCounts: Readonly<Record<OptionalTokenCount, true>> = { cachedTokens: true, cacheWriteTokens: true, reasoningTokens: true };
export const optionalTokenCounts = Object.keys(optionalCounts) as readonly OptionalTokenCount[];

/** The token figures of something that has more beside them; a figure that it lacks stays absent. */
export function pickUsage(source: TokenUsageSource): TokenUsage {
  const usage: { -readonly [K in keyof TokenUsage]: TokenUsage[K] } = {
    promptTokens: source.promptTokens,
    completionTokens: source.completionTokens,
  };
  for (const name of optionalTokenCounts) {
    const count = source[name];
    if (typeof count === 'number') usage[name] = count;
  }
  return usage;
}

/** The token figures of a source that may not know them; null unless it knows both counts. */
export function wholeUsage(source: PartialTokenUsage): TokenUsage | null {
  const { promptTokens, completionTokens } = source;
  return promptTokens === null || completionTokens === null ? null : pickUsage({ ...source, promptTokens, completionTokens });
}
