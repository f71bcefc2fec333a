import type { Cost } from '../../src/shared/model/money.ts';
import type { BranchCost } from '../../src/shared/protocol/surfaceState.ts';

/** As many as an estimate has. */
const decimals = 12;

/** What a branch costs when the cost of one of its entries has moved. Simulated money is no part of it. */
export function movedBranch(branch: BranchCost, before: Cost | null, after: Cost | null): BranchCost {
  const difference = amount(after) - amount(before);
  return difference === 0 ? branch : { ...branch, usd: Math.max(0, Number(branch.usd) + difference).toFixed(decimals) };
}

const amount = (cost: Cost | null): number => (cost === null || cost.source === 'simulated' ? 0 : Number(cost.usd ?? 0));
