import type { Message } from '../../shared/model.ts';
import type { BranchCost } from '../../shared/protocol.ts';
import { isBill } from '../../shared/isBill.ts';
import { parseUsd, toUsd, zeroUsd } from '../money.ts';

/** What the messages of a branch cost together; simulated money is left out. */
export function branchCost(branch: readonly Message[]): BranchCost {
  const costs = branch.flatMap(({ cost }) => (cost && cost.source !== 'simulated' ? [cost] : []));
  return {
    usd: toUsd(costs.reduce((sum, { usd }) => sum.add(parseUsd(usd) ?? zeroUsd()), zeroUsd())),
    approximate: costs.some(({ source }) => !isBill(source)),
  };
}
