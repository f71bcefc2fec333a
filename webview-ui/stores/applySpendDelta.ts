import type { BudgetReading } from '../../src/shared/model/budget.ts';
import type { Spend } from '../../src/shared/model/costs.ts';

/** As many as an estimate has. */
const decimals = 12;

/** The money after some of its figures have moved. While an answer runs the limits are not sent: what it adds to the sums, it takes from what is held. */
export function movedSpend(before: Spend, moved: Partial<Spend>): Spend {
  const after = { ...before, ...moved };
  if (moved.budgets || after.budgets.length === 0) return after;
  const budgets = after.budgets.map((budget) => movedBudget(budget, after));
  const leftUsd = Math.min(...budgets.map(({ limitUsd, spentUsd }) => Number(limitUsd) - Number(spentUsd)));
  return { ...after, budgets, leftUsd: moved.leftUsd ?? Math.max(0, leftUsd).toFixed(decimals) };
}

function movedBudget(budget: BudgetReading, { conversationUsd, todayUsd, monthUsd }: Spend): BudgetReading {
  const spentUsd = { conversation: conversationUsd, day: todayUsd, month: monthUsd }[budget.scope];
  if (spentUsd === budget.spentUsd) return budget;
  const heldUsd = Math.max(0, Number(budget.heldUsd) - (Number(spentUsd) - Number(budget.spentUsd)));
  return { ...budget, spentUsd, heldUsd: heldUsd.toFixed(decimals) };
}
