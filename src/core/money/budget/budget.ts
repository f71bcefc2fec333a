import type { Budget } from '../../ports/budget.ts';
import type { BudgetStatus, BudgetScope } from '../../../shared/model/budget.ts';
import type { Usd } from '../../../shared/model/money.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';

/** What one limit is used for, in USD. */
export interface BudgetUsage {
  readonly scope: BudgetScope;
  readonly limitUsd: Decimal;
  /** Settled, and what running answers are estimated at. */
  readonly spentUsd: Decimal;
  /** A part of what was spent is estimated or unknown. */
  readonly approximate: boolean;
  /** Reserved beyond that at the worst case. */
  readonly reservedUsd: Decimal;
}

/** In the order of the settings. */
export function limitsOf(budget: Budget): readonly { readonly scope: BudgetScope; readonly limitUsd: Decimal }[] {
  const limits = [
    ['conversation', budget.conversationUsd],
    ['day', budget.dayUsd],
    ['month', budget.monthUsd],
  ] as const;
  return limits.flatMap(([scope, limit]) => {
    const limitUsd = parseUsd(limit);
    return limitUsd ? [{ scope, limitUsd }] : [];
  });
}

export const hasLimit = (budget: Budget): boolean => limitsOf(budget).length > 0;

/** What is left for new requests, in USD; negative when more was billed than was reserved. */
export function leftOf({ limitUsd, spentUsd, reservedUsd }: BudgetUsage): Decimal {
  return limitUsd.sub(spentUsd).sub(reservedUsd);
}

/** The one that leaves least. */
export function nearest(usages: readonly BudgetUsage[]): BudgetUsage | null {
  return usages.reduce<BudgetUsage | null>((least, usage) => (least === null || leftOf(usage).lt(leftOf(least)) ? usage : least), null);
}

export function statusOf({ scope, limitUsd, spentUsd, approximate, reservedUsd }: BudgetUsage, warnAtPercent: number): BudgetStatus {
  return {
    scope,
    limitUsd: toUsd(limitUsd),
    spentUsd: toUsd(spentUsd),
    approximate,
    reservedUsd: toUsd(reservedUsd),
    state: stateOf(spentUsd, limitUsd, warnAtPercent),
    warnAtPercent,
  };
}

function stateOf(spentUsd: Decimal, limitUsd: Decimal, warnAtPercent: number): BudgetStatus['state'] {
  if (spentUsd.gte(limitUsd)) return 'reached';
  if (spentUsd.mul(100).gte(limitUsd.mul(warnAtPercent))) return 'warn';
  return 'ok';
}

/** What a limit leaves. */
interface Left {
  readonly leftUsd: Usd | null;
  /** A part of what was spent of it is estimated or unknown. */
  readonly leftApproximate: boolean;
}

/** What the limit that leaves least leaves by what was spent, never below zero; null without limits. What is only reserved comes back. */
export function leftToSpend(usages: readonly BudgetUsage[]): Left {
  const left = usages.map(({ limitUsd, spentUsd, approximate }) => ({ usd: atLeastZero(limitUsd.sub(spentUsd)), approximate }));
  const leastUsd = left.reduce<Decimal | null>((least, { usd }) => (least === null || usd.lt(least) ? usd : least), null);
  if (!leastUsd) return { leftUsd: null, leftApproximate: false };
  return { leftUsd: toUsd(leastUsd), leftApproximate: left.some(({ usd, approximate }) => approximate && usd.eq(leastUsd)) };
}

function atLeastZero(usd: Decimal): Decimal {
  return usd.isNegative() ? zeroUsd() : usd;
}
