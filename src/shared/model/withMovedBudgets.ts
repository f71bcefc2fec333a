import type { BudgetScope, BudgetStatus } from './budget.ts';
import { balanceUsd } from './balanceUsd.ts';
import type { Spend } from './costs.ts';
import type { Usd } from './money.ts';

/**
 * Money whose sums may be newer than its limits: while an answer runs, what it adds to a sum it takes from what is reserved, so that the limits
 * need not be sent with it. Depends on nothing but the limits and sums at hand, so that it makes no difference which ones came in between.
 * The same object where no sum has moved.
 */
export function withMovedBudgets(spend: Spend): Spend {
  const budgets = spend.budgets.map((budget) => moved(budget, sumsOf(spend)[budget.scope]));
  if (budgets.every((budget, index) => budget === spend.budgets[index])) return spend;
  const left = budgets.map(({ limitUsd, spentUsd, approximate }) => ({ usd: balanceUsd([limitUsd], [spentUsd]), approximate }));
  const leftUsd = left.map(({ usd }) => usd).reduce((least, usd) => (balanceUsd([least], [usd]) === '0' ? least : usd));
  const leftApproximate = left.some(({ usd, approximate }) => usd === leftUsd && approximate);
  return { ...spend, budgets, leftUsd, leftApproximate };
}

/** A sum, and whether a part of it is an estimate or unknown. */
export interface ApproximateSum {
  readonly usd: Usd;
  readonly approximate: boolean;
}

/** What the limit of each extent is about. */
export function sumsOf(spend: Spend): Readonly<Record<BudgetScope, ApproximateSum>> {
  return {
    conversation: { usd: spend.conversationUsd, approximate: spend.conversationApproximate },
    day: { usd: spend.todayUsd, approximate: spend.todayApproximate },
    month: { usd: spend.monthUsd, approximate: spend.monthApproximate },
  };
}

function moved(budget: BudgetStatus, { usd: spentUsd, approximate }: ApproximateSum): BudgetStatus {
  if (spentUsd === budget.spentUsd && approximate === budget.approximate) return budget;
  return { ...budget, spentUsd, approximate, reservedUsd: balanceUsd([budget.reservedUsd, budget.spentUsd], [spentUsd]) };
}
