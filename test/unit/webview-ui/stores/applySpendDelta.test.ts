import { describe, expect, it } from 'vitest';
import type { BudgetStatus } from '../../../../src/shared/model/budget.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { applySpendDelta } from '../../../../webview-ui/stores/applySpendDelta.ts';

const day: BudgetStatus = { scope: 'day', limitUsd: '2', spentUsd: '0.5', reservedUsd: '0.25', warnAtPercent: 80, state: 'ok' };
const before: Spend = {
  conversationUsd: '0.1',
  todayUsd: '0.5',
  monthUsd: '3',
  leftUsd: '1.5',
  approximate: true,
  monthApproximate: true,
  budgets: [day],
  unresolved: 0,
  byModel: [],
};

describe('money of which some figures have moved', () => {
  it('takes what an answer adds to a sum from what is reserved of its limit', () => {
    const after = applySpendDelta(before, { todayUsd: '0.6' });
    expect(after.budgets).toEqual([{ ...day, spentUsd: '0.6', reservedUsd: '0.15' }]);
    expect(after).toMatchObject({ todayUsd: '0.6', monthUsd: '3', leftUsd: '1.4' });
  });

  it('reserves nothing less than nothing', () => {
    expect(applySpendDelta(before, { todayUsd: '1' }).budgets[0]?.reservedUsd).toBe('0');
  });

  it('has the limits as they are sent, where they are', () => {
    const reached = { ...day, spentUsd: '2', reservedUsd: '0', state: 'reached' } as const;
    expect(applySpendDelta(before, { todayUsd: '2', budgets: [reached] }).budgets).toEqual([reached]);
  });

  it('has what the budget with least left has left', () => {
    const month: BudgetStatus = { scope: 'month', limitUsd: '4', spentUsd: '3', reservedUsd: '0', warnAtPercent: 80, state: 'ok' };
    const both = { ...before, budgets: [day, month], leftUsd: '1' };
    expect(applySpendDelta(both, { todayUsd: '0.6' }).leftUsd).toBe('1');
    expect(applySpendDelta(both, { todayUsd: '1.9', monthUsd: '3.000000000001' }).leftUsd).toBe('0.1');
    expect(applySpendDelta(both, { monthUsd: '5' }).leftUsd).toBe('0');
  });

  it('leaves limits alone whose sum has not moved', () => {
    expect(applySpendDelta(before, { conversationUsd: '0.2' }).budgets[0]).toBe(day);
  });
});
