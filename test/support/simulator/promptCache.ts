import type { Pricing } from './pricing.ts';
import { promptTokensOf, type PromptMessage } from './tokenize.ts';

/** Tokens of a prompt that a provider read from its cache, and that it wrote to it. */
export interface CacheShare {
  readonly cachedTokens: number;
  readonly cacheWriteTokens: number;
}

/** A shorter beginning is not worth an entry (the real ones start at about a thousand tokens). */
const leastCachedTokens = 16;

/**
 * The providers' prompt caches: the longest beginning that a prompt shares with an earlier one of the same model is read, and where writing has
 * a price the rest is written. The last token is always plain, as in the recorded bills.
 */
export class PromptCache {
  readonly #prompts = new Map<string, (readonly string[])[]>();

  /** Looks a prompt up and remembers it. */
  pass(modelId: string, pricing: Pricing, messages: readonly PromptMessage[]): CacheShare {
    if (pricing.input_cache_read === undefined && pricing.input_cache_write === undefined) return { cachedTokens: 0, cacheWriteTokens: 0 };
    const tokens = promptTokensOf(messages);
    const earlier = this.#prompts.get(modelId) ?? [];
    this.#prompts.set(modelId, [...earlier, tokens]);
    const cacheable = Math.max(0, tokens.length - 1);
    const shared = Math.min(cacheable, Math.max(0, ...earlier.map((prompt) => sharedBeginning(prompt, tokens))));
    const cachedTokens = shared >= leastCachedTokens ? shared : 0;
    const writes = pricing.input_cache_write !== undefined && cacheable >= leastCachedTokens;
    return { cachedTokens, cacheWriteTokens: writes ? cacheable - cachedTokens : 0 };
  }
}

function sharedBeginning(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((token, index) => token !== other[index]);
  return end === -1 ? one.length : end;
}
