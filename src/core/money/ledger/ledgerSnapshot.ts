import { isBilledSource } from '../../../shared/model/isBilledSource.ts';
import { type Decimal, parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { LedgerEntry } from '../../ports/ledger.ts';
import { amountOf, isBilled, type RunningCost, type Sum } from './ledgerSums.ts';

/** Attempts of a piece. When the ledger moves, one piece is added up again, and not the whole month. */
const pieceLength = 1000;

interface Piece {
  readonly entries: readonly LedgerEntry[];
  readonly byId: ReadonlyMap<string, LedgerEntry>;
  /** What all of them come to, as far as that is known; simulated money is left out. */
  readonly usd: Decimal;
  /** Those without a bill. */
  readonly open: readonly LedgerEntry[];
}

/** Attempts with their sum. It is asked for once a second while an answer streams, so that it must cost nothing to ask. */
export class LedgerSnapshot {
  readonly entries: readonly LedgerEntry[];
  /** Those without a bill; simulated ones are left out. */
  readonly open: readonly LedgerEntry[];
  readonly #pieces: readonly Piece[];
  readonly #usd: Decimal;

  /** `before`: an earlier snapshot. What has not changed since (the same objects) is taken from it. */
  constructor(entries: readonly LedgerEntry[], before: LedgerSnapshot | null = null) {
    this.entries = entries;
    const earlier = before ? before.#pieces : [];
    const pieces: Piece[] = [];
    for (let from = 0; from < entries.length; from += pieceLength) {
      const own = entries.slice(from, from + pieceLength);
      const known = earlier[pieces.length];
      pieces.push(known && isSame(known.entries, own) ? known : pieceOf(own));
    }
    this.#pieces = pieces;
    this.#usd = pieces.reduce((sum, { usd }) => sum.add(usd), zeroUsd());
    this.open = pieces.flatMap(({ open }) => open);
  }

  find(attemptId: string): LedgerEntry | undefined {
    for (const { byId } of this.#pieces) {
      const entry = byId.get(attemptId);
      if (entry) return entry;
    }
    return undefined;
  }

  /** With what runs; simulated money is left out. */
  sum(running: readonly RunningCost[]): Sum {
    let usd = this.#usd;
    let open = this.open.length;
    for (const [attemptId, cost] of new Map(running.map((request) => [request.attemptId, request.cost]))) {
      const entry = this.find(attemptId);
      if (entry && (entry.simulated || isBilled(entry))) continue;
      if (entry) {
        // A request that goes on beyond the answer that was stopped is settled with an estimate already; the running one is newer.
        usd = usd.sub(amountOf(entry) ?? zeroUsd());
        open -= 1;
      }
      if (cost.source === 'simulated' || cost.source === 'local') continue;
      usd = usd.add(parseUsd(cost.usd) ?? zeroUsd());
      if (!isBilledSource(cost.source)) open += 1;
    }
    return { usd, approximate: open > 0 };
  }
}

function pieceOf(entries: readonly LedgerEntry[]): Piece {
  const real = entries.filter(({ simulated }) => !simulated);
  return {
    entries,
    byId: new Map(entries.map((entry) => [entry.id, entry])),
    usd: real.reduce((sum, entry) => sum.add(amountOf(entry) ?? zeroUsd()), zeroUsd()),
    open: real.filter((entry) => !isBilled(entry)),
  };
}

function isSame(some: readonly LedgerEntry[], others: readonly LedgerEntry[]): boolean {
  return some.length === others.length && some.every((entry, index) => entry === others[index]);
}
