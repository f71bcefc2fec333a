import { describe, expect, it } from 'vitest';
import { branchCost } from '../../../../../src/core/money/ledger/branchCost.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { message } from '../../../../support/messages.ts';
import { bill, guess, unknown } from '../kit/ledgerEntry.ts';

const cost = (...costs: readonly (Cost | null)[]) => branchCost(costs.map((each, index) => message({ id: String(index), cost: each })));

describe('the cost of a branch', () => {
  it('is the decimal sum of its messages', () => {
    expect(cost(null, bill('0.1'), null, { source: 'generation', usd: '0.2' })).toEqual({ usd: '0.3', approximate: false });
  });

  it('is approximate with an estimate, and with an unknown one', () => {
    expect(cost(bill('1'), guess('2'))).toEqual({ usd: '3', approximate: true });
    expect(cost(bill('1'), unknown)).toEqual({ usd: '1', approximate: true });
  });

  it('of the demonstration is nothing', () => {
    expect(cost({ source: 'simulated', usd: '5' })).toEqual({ usd: '0', approximate: false });
  });
});
