import { formatUsd } from '../../shared/formatUsd.ts';
import type { Spend, Usd } from '../../shared/model.ts';
import { ChatError } from '../errors.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../money.ts';

/** Limits in USD; null = no limit. */
export interface Budget {
  readonly conversationUsd: number | null;
  readonly dayUsd: number | null;
  readonly monthUsd: number | null;
}

/** What was spent in each scope of a budget, in USD. */
type Spent = Pick<Spend, 'conversationUsd' | 'todayUsd' | 'monthUsd'>;

const scopes = [
  { name: 'conversation', limit: 'conversationUsd', spent: 'conversationUsd' },
  { name: 'day', limit: 'dayUsd', spent: 'todayUsd' },
  { name: 'month', limit: 'monthUsd', spent: 'monthUsd' },
] as const;

interface Limit {
  readonly name: (typeof scopes)[number]['name'];
  readonly limitUsd: Usd;
  readonly spentUsd: Usd;
  readonly left: Decimal;
}

/** What is left until the nearest limit, in USD, never below zero; null without limits. */
export function leftOfNearest(budget: Budget, spent: Spent): Usd | null {
  const left = nearest(budget, spent)?.left;
  if (!left) return null;
  return toUsd(left.isNegative() ? zeroUsd() : left);
}

/** The limit that is reached, if one is. */
export function reachedLimit(budget: Budget, spent: Spent): Limit | null {
  const limit = nearest(budget, spent);
  return limit?.left.lte(0) ? limit : null;
}

/** Why a new message is refused once a limit is reached. */
export function budgetExceeded({ name, limitUsd }: Limit): ChatError {
  return new ChatError(
    'BUDGET_EXCEEDED',
    `Suspended: the budget of this ${name} (${formatUsd(limitUsd)}) is used up. Nothing was sent. Raise the limit to go on.`,
    { actions: ['raiseLimit', 'useDemo'] },
  );
}

function nearest(budget: Budget, spent: Spent): Limit | null {
  const limits = scopes.flatMap((scope): Limit[] => {
    const limit = parseUsd(budget[scope.limit]);
    const spentUsd = spent[scope.spent];
    return limit ? [{ name: scope.name, limitUsd: toUsd(limit), spentUsd, left: limit.sub(parseUsd(spentUsd) ?? 0) }] : [];
  });
  return limits.reduce<Limit | null>((least, limit) => (least === null || limit.left.lt(least.left) ? limit : least), null);
}
