import { isBilledSource } from '../../../shared/model/isBilledSource.ts';
import type { Cost } from '../../../shared/model/money.ts';
import { type Decimal, parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { LedgerEntry } from '../../ports/ledger.ts';

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
  return settlement !== null && isBilledSource(settlement.cost.source);
}

/** What a request came to, as far as that is known: billed, else as it was estimated when it ended; null when that cannot be known. */
export function amountOf({ settlement }: Pick<LedgerEntry, 'settlement'>): Decimal | null {
  if (settlement?.cost.source === 'local') return zeroUsd();
  return parseUsd(settlement?.cost.usd ?? settlement?.counted?.usd);
}
