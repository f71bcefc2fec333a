import { describe, expect, it } from 'vitest';
import type { BudgetStatus } from '../../../../src/shared/model/budget.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { withMovedBudgets } from '../../../../src/shared/model/withMovedBudgets.ts';

const day: BudgetStatus = {
  scope: 'day',
  limitUsd: '2',
  spentUsd: '0.5',
  approximate: false,
  reservedUsd: '0.25',
  warnAtPercent: 80,
  state: 'ok',
};
const spend: Spend = {
  conversationUsd: '0.1',
  todayUsd: '0.5',
  monthUsd: '3',
  leftUsd: '1.5',
  conversationApproximate: false,
  todayApproximate: false,
  leftApproximate: false,
  monthApproximate: false,
  budgets: [day],
  unresolved: 0,
  byModel: [],
};

describe('money whose sums are newer than its limits', () => {
  it('has in the limits what an answer has added to a sum, and takes it from what is reserved', () => {
    const moved = withMovedBudgets({ ...spend, todayUsd: '0.6' });
    expect(moved.budgets).toEqual([{ ...day, spentUsd: '0.6', reservedUsd: '0.15' }]);
    expect(moved).toMatchObject({ todayUsd: '0.6', monthUsd: '3', leftUsd: '1.4' });
  });

  it('reserves nothing less than nothing', () => {
    expect(withMovedBudgets({ ...spend, todayUsd: '1' }).budgets[0]?.reservedUsd).toBe('0');
  });

  it('is as it was when a sum has come back, whatever it was in between', () => {
    const back = { ...spend, todayUsd: '0.5' };
    expect(withMovedBudgets(back)).toBe(back);
  });

  it('has what the limit with least left has left', () => {
    const month: BudgetStatus = { ...day, scope: 'month', limitUsd: '4', spentUsd: '3', reservedUsd: '0' };
    const both = { ...spend, budgets: [day, month], leftUsd: '1' };
    expect(withMovedBudgets({ ...both, todayUsd: '0.6' }).leftUsd).toBe('1');
    expect(withMovedBudgets({ ...both, todayUsd: '1.9', monthUsd: '3.000000000001' }).leftUsd).toBe('0.1');
    expect(withMovedBudgets({ ...both, monthUsd: '5' }).leftUsd).toBe('0');
  });

  it('has the sign at the limit, and at what is left, when its sum has', () => {
    expect(withMovedBudgets({ ...spend, todayUsd: '0.6', todayApproximate: true })).toMatchObject({
      budgets: [{ approximate: true }],
      leftApproximate: true,
    });
    expect(withMovedBudgets({ ...spend, conversationUsd: '0.6', conversationApproximate: true })).toMatchObject({
      budgets: [{ approximate: false }],
      leftApproximate: false,
    });
  });

  it('leaves limits alone whose sum has not moved', () => {
    expect(withMovedBudgets({ ...spend, conversationUsd: '0.2' }).budgets[0]).toBe(day);
  });
});
