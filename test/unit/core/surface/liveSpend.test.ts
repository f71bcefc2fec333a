import { describe, expect, it } from 'vitest';
import { liveSpend } from '../../../../src/core/surface/liveSpend.ts';
import type { Spend } from '../../../../src/shared/model/costs.ts';

const limit = {
  scope: 'day',
  limitUsd: '1',
  spentUsd: '0.1',
  approximate: false,
  reservedUsd: '0.5',
  warnAtPercent: 80,
  state: 'ok',
} as const;
const shown: Spend = {
  conversationUsd: '0.1',
  todayUsd: '0.1',
  monthUsd: '0.1',
  leftUsd: '0.9',
  conversationApproximate: false,
  todayApproximate: false,
  leftApproximate: false,
  monthApproximate: false,
  budgets: [limit],
  unresolved: 0,
  byModel: [{ modelId: 'm', usd: '0.1' }],
};
/** A part of what was reserved is spent, by an answer that still runs. */
const spent: Spend = {
  ...shown,
  conversationUsd: '0.2',
  todayUsd: '0.2',
  todayApproximate: true,
  monthUsd: '0.2',
  leftUsd: '0.8',
  leftApproximate: true,
  budgets: [{ ...limit, spentUsd: '0.2', approximate: true, reservedUsd: '0.4' }],
  byModel: [{ modelId: 'm', usd: '0.2' }],
};

describe('the money of a running answer', () => {
  it('is all of it for a surface that shows none', () => {
    expect(liveSpend(spent, null)).toBe(spent);
  });

  it('is the sums alone while the limits follow from them', () => {
    const { budgets, leftUsd, leftApproximate, byModel } = shown;
    expect(liveSpend(spent, shown)).toEqual({ ...spent, budgets, leftUsd, leftApproximate, byModel });
  });

  it('has the limits when one of them changes its state, is set to another sum, or comes or goes, or more was reserved', () => {
    const [moved] = spent.budgets;
    for (const budgets of [
      [{ ...moved!, state: 'warn' as const }],
      [{ ...moved!, limitUsd: '2' }],
      [{ ...moved!, scope: 'month' as const }],
      [{ ...moved!, reservedUsd: '0.9' }],
      [],
    ])
      expect(liveSpend({ ...spent, budgets }, shown)).toEqual({ ...spent, budgets, byModel: shown.byModel });
  });
});
