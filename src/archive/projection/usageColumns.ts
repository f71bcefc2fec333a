import type { TokenUsage } from '../../shared/model/money.ts';
import { type SqlRow } from './sqlDatabase.ts';

/** Parts of the tokens, where they are known. */
type TokenParts = { readonly [K in 'cachedTokens' | 'cacheWriteTokens' | 'reasoningTokens']?: unknown };

/** The usage in a row of `messages` or `ledger`; null when the tokens are not known. */
export function usageOf(row: SqlRow, { cachedTokens, cacheWriteTokens, reasoningTokens }: TokenParts): TokenUsage | null {
  const [promptTokens, completionTokens] = [row['prompt_tokens'], row['completion_tokens']];
  if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return null;
  return {
    promptTokens,
    completionTokens,
    ...(typeof cachedTokens === 'number' && { cachedTokens }),
    ...(typeof cacheWriteTokens === 'number' && { cacheWriteTokens }),
    ...(typeof reasoningTokens === 'number' && { reasoningTokens }),
  };
}

/** The usage in a row of `ledger`, where the parts have columns of their own. */
export const usageOfAttempt = (row: SqlRow): TokenUsage | null =>
  usageOf(row, {
    cachedTokens: row['cached_tokens'],
    cacheWriteTokens: row['cache_write_tokens'],
    reasoningTokens: row['reasoning_tokens'],
  });
