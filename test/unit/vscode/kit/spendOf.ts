import type { BudgetStatus } from '../../../../src/shared/model/budget.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';

/** Money figures of a window in which nothing was spent yet. */
export function spendOf(changes: Partial<Spend> = {}): Spend {
  return {
    conversationUsd: '0',
    conversationApproximate: false,
    todayUsd: '0',
    todayApproximate: false,
    monthUsd: '0',
    monthApproximate: false,
    leftUsd: null,
    leftApproximate: false,
    budgets: [],
    unresolved: 0,
    byModel: [],
    ...changes,
  };
}

export function budgetOf(changes: Partial<BudgetStatus> = {}): BudgetStatus {
  return {
    scope: 'conversation',
    limitUsd: '5',
    spentUsd: '1',
    approximate: false,
    reservedUsd: '0',
    warnAtPercent: 80,
    state: 'ok',
    ...changes,
  };
}
