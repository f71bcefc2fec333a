import {
  type OptionalTokenCount,
  optionalTokenCounts,
  pickUsage,
  type TokenUsage,
  type TokenUsageSource,
} from '../../shared/model/money.ts';
import type { SqlRow } from '../sqlite/sqlDatabase.ts';

/** Where the table `ledger` has each count. */
export const ledgerColumnOf = {
  cachedTokens: 'cached_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  reasoningTokens: 'reasoning_tokens',
} as const satisfies Readonly<Record<OptionalTokenCount, string>>;

/** The usage in a row of `messages` or `ledger`; null when the tokens are not known. */
export function usageOf(row: SqlRow, parts: Pick<TokenUsageSource, OptionalTokenCount>): TokenUsage | null {
  const [promptTokens, completionTokens] = [row['prompt_tokens'], row['completion_tokens']];
  if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return null;
  return pickUsage({ ...parts, promptTokens, completionTokens });
}

/** The usage in a row of `ledger`, where the parts have columns of their own. */
export function usageOfAttempt(row: SqlRow): TokenUsage | null {
  const parts: { [K in OptionalTokenCount]?: number | null } = {};
  for (const name of optionalTokenCounts) parts[name] = row[ledgerColumnOf[name]] as number | null;
  return usageOf(row, parts);
}
