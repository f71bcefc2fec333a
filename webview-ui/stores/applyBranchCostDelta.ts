import type { Cost, Usd } from '../../src/shared/model/money.ts';
import type { BranchCost } from '../../src/shared/protocol/surfaceState.ts';
import { balanceUsd } from '../../src/shared/model/balanceUsd.ts';

/** What a branch costs when the cost of one of its entries has changed. Simulated money is no part of it. */
export function applyBranchCostDelta(branch: BranchCost, before: Cost | null, after: Cost | null): BranchCost {
  const [beforeUsd, afterUsd] = [paidUsd(before), paidUsd(after)];
  return beforeUsd === afterUsd ? branch : { ...branch, usd: balanceUsd([branch.usd, afterUsd], [beforeUsd]) };
}

function paidUsd(cost: Cost | null): Usd {
  return cost === null || cost.usd === null || cost.source === 'simulated' ? '0' : cost.usd;
}
