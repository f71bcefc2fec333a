import type { CostSource } from '../../shared/model/money.ts';
import { isBilledSource } from '../../shared/model/isBilledSource.ts';
import { type Position, isLater } from './stampOrder.ts';

/** Where the cost of a settlement came from, and which operation brought it. */
interface SettlementRank {
  readonly source: CostSource;
  readonly stamp: Position;
}

/** Whether `settlement` counts instead of `last`: a bill is better than a guess, among equals the later one. */
export function beatsSettlement(settlement: SettlementRank, last: SettlementRank | undefined): boolean {
  if (last === undefined) return true;
  const isBilled = isBilledSource(settlement.source);
  return isBilled === isBilledSource(last.source) ? isLater(settlement.stamp, last.stamp) : isBilled;
}
