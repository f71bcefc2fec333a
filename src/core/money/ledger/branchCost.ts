import type { Message } from '../../../shared/model/message.ts';
import type { BranchCost } from '../../../shared/protocol/surfaceState.ts';
import { isBilledSource } from '../../../shared/model/isBilledSource.ts';
import { parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';

/** What the messages of a branch cost together; simulated money is left out. */
export function branchCost(branch: readonly Message[]): BranchCost {
  const costs = branch.flatMap(({ cost }) => (cost && cost.source !== 'simulated' ? [cost] : []));
  return {
    usd: toUsd(costs.reduce((sum, { usd }) => sum.add(parseUsd(usd) ?? zeroUsd()), zeroUsd())),
    approximate: costs.some(({ source }) => !isBilledSource(source)),
  };
}
