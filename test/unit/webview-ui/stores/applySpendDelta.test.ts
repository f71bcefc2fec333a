import { describe, expect, it } from 'vitest';
import type { BudgetReading } from '../../../../src/shared/model/budget.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { movedSpend } from '../../../../webview-ui/stores/applySpendDelta.ts';

const day: BudgetReading = { scope: 'day', limitUsd: '2', spentUsd: '0.5', heldUsd: '0.25', warnAtPercent: 80, state: 'ok' };
const before: Spend = {
  ...{ conversationUsd: '0.1', todayUsd: '0.5', monthUsd: '3', leftUsd: '1.5', approximate: true, monthApproximate: true },
  ...{ budgets: [day], unresolved: 0, byModel: [] },
};

describe('money of which some figures have moved', () => {
  it('takes what an answer adds to a sum from what its limit holds', () => {
    const after = movedSpend(before, { todayUsd: '0.6' });
    expect(after.budgets).toEqual([{ ...day, spentUsd: '0.6', heldUsd: '0.150000000000' }]);
    expect(after).toMatchObject({ todayUsd: '0.6', monthUsd: '3', leftUsd: '1.400000000000' });
  });

  it('holds nothing less than nothing', () => {
    expect(movedSpend(before, { todayUsd: '1' }).budgets[0]?.heldUsd).toBe('0.000000000000');
  });

  it('has the limits as they are sent, where they are', () => {
    const reached = { ...day, spentUsd: '2', heldUsd: '0', state: 'reached' } as const;
    expect(movedSpend(before, { todayUsd: '2', budgets: [reached] }).budgets).toEqual([reached]);
  });

  it('leaves limits alone whose sum has not moved', () => {
    expect(movedSpend(before, { conversationUsd: '0.2' }).budgets[0]).toBe(day);
  });
});
