import { describe, expect, it } from 'vitest';
import { liveSpend } from '../../../../src/core/surface/liveSpend.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';

const limit = { scope: 'day', limitUsd: '1', spentUsd: '0.1', reservedUsd: '0', warnAtPercent: 80, state: 'ok' } as const;
const shown: Spend = {
  conversationUsd: '0.1',
  todayUsd: '0.1',
  monthUsd: '0.1',
  leftUsd: '0.9',
  approximate: false,
  monthApproximate: false,
  budgets: [limit],
  unresolved: 0,
  byModel: [{ modelId: 'm', usd: '0.1' }],
};
const spent: Spend = {
  ...shown,
  conversationUsd: '0.2',
  leftUsd: '0.8',
  budgets: [{ ...limit, spentUsd: '0.2' }],
  byModel: [{ modelId: 'm', usd: '0.2' }],
};

describe('the money of a running answer', () => {
  it('is all of it for a surface that shows none', () => {
    expect(liveSpend(spent, null)).toBe(spent);
  });

  it('is the sums alone while no limit changes its state', () => {
    expect(liveSpend(spent, shown)).toEqual({ ...shown, conversationUsd: '0.2' });
  });

  it('has the limits when one of them changes its state, is set to another sum, or comes or goes', () => {
    for (const budgets of [
      [{ ...limit, state: 'warn' as const }],
      [{ ...limit, limitUsd: '2' }],
      [{ ...limit, scope: 'month' as const }],
      [],
    ])
      expect(liveSpend({ ...spent, budgets }, shown)).toEqual({ ...shown, conversationUsd: '0.2', budgets, leftUsd: '0.8' });
  });
});
