import type { BudgetStatus } from '../../src/shared/model/budget.ts';
import type { Spend } from '../../src/shared/model/costs.ts';
import { balanceUsd } from '../format/balanceUsd.ts';

/** The money after some of its figures have changed. While an answer runs the limits are not sent: what it adds to the sums, it takes from what is reserved. */
export function applySpendDelta(before: Spend, changed: Partial<Spend>): Spend {
  const after = { ...before, ...changed };
  if (changed.budgets || after.budgets.length === 0) return after;
  const budgets = after.budgets.map((budget) => applyToBudget(budget, after));
  const leftUsd = budgets
    .map(({ limitUsd, spentUsd }) => balanceUsd([limitUsd], [spentUsd]))
    .reduce((least, usd) => (balanceUsd([least], [usd]) === '0' ? least : usd));
  return { ...after, budgets, leftUsd: changed.leftUsd ?? leftUsd };
}

function applyToBudget(budget: BudgetStatus, { conversationUsd, todayUsd, monthUsd }: Spend): BudgetStatus {
  const spentUsd = { conversation: conversationUsd, day: todayUsd, month: monthUsd }[budget.scope];
  if (spentUsd === budget.spentUsd) return budget;
  return { ...budget, spentUsd, reservedUsd: balanceUsd([budget.reservedUsd, budget.spentUsd], [spentUsd]) };
}
