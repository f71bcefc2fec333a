import { isBill } from '../../shared/isBill.ts';
import type { Cost } from '../../shared/model.ts';
import { type Decimal, parseUsd, zeroUsd } from '../money.ts';
import type { LedgerEntry } from '../ports.ts';

/** What a request that runs in this window is estimated at. */
export interface RunningCost {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly modelId: string;
  readonly cost: Cost;
}

export interface Sum {
  readonly usd: Decimal;
  /** A part is estimated or unknown. */
  readonly approximate: boolean;
}

/** Whether the bill of an attempt is here, so that nothing of it is open any more. */
export function isBilled({ settlement }: Pick<LedgerEntry, 'settlement'>): boolean {
  return settlement !== null && isBill(settlement.cost.source);
}

/** What a request came to, as far as that is known: billed, else as it was estimated when it ended; null when nobody can tell. */
export function amountOf({ settlement }: Pick<LedgerEntry, 'settlement'>): Decimal | null {
  return parseUsd(settlement?.cost.usd ?? settlement?.counted?.usd);
}

/** Adds up what the ledger has and what runs; simulated money is left out. */
export function sumOf(entries: readonly LedgerEntry[], running: readonly RunningCost[]): Sum {
  const runs = new Map(running.map((request) => [request.attemptId, request.cost]));
  let usd = zeroUsd();
  let approximate = false;
  const add = (amount: Decimal | null, certain: boolean): void => {
    if (amount) usd = usd.add(amount);
    approximate ||= !certain;
  };
  for (const entry of entries) {
    // A request that goes on beyond the answer that was stopped is settled with an estimate already; the running one is newer.
    const run = isBilled(entry) ? undefined : runs.get(entry.id);
    if (entry.simulated || run?.source === 'simulated') runs.delete(entry.id);
    else if (!run) add(amountOf(entry), isBilled(entry));
    if (isBilled(entry)) runs.delete(entry.id);
  }
  for (const { source, usd: amount } of runs.values())
    if (source !== 'simulated') add(parseUsd(amount), source === 'usage' || source === 'generation');
  return { usd, approximate };
}
