import type { Usd } from '../../../shared/model/money.ts';
import type { BudgetStatus } from '../../../shared/model/budget.ts';
import type { CostsReport, CostsRow, UnresolvedRequest } from '../../../shared/model/costs.ts';
import type { EstimateRecord } from '../../../shared/model/forecast.ts';
import { type Decimal, toUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { LedgerEntry } from '../../ports/ledger.ts';
import type { Reservation } from '../../ports/reservationStore.ts';
import { isUnresolved } from '../ledger/costTracker.ts';
import { localDay } from '../ledger/localDay.ts';
import { LedgerSnapshot } from '../ledger/ledgerSnapshot.ts';
import { amountOf } from '../ledger/ledgerSums.ts';
import { dayEnd } from '../ledger/localTimes.ts';

interface CostsReportParts {
  readonly entries: readonly LedgerEntry[];
  /** What is unresolved beyond those, and is in no sum of this report. */
  readonly older: readonly LedgerEntry[];
  readonly reservations: readonly Reservation[];
  readonly records: readonly EstimateRecord[];
  readonly budgets: readonly BudgetStatus[];
  readonly complete: boolean;
  /** Requests that run: they are not unresolved, they are not over. */
  readonly isRunning: (attemptId: string) => boolean;
}

/** What the ledger says, as the table that a person reads. */
export function costsReport({ entries, older, reservations, records, budgets, complete, isRunning }: CostsReportParts): CostsReport {
  const real = entries.filter(({ simulated }) => !simulated);
  const rows = rowsOf(real);
  const reserved = new Map(reservations.map(({ attemptId, worstUsd }) => [attemptId, worstUsd]));
  return {
    rows: rows.map(({ row }) => row),
    unresolved: [...older, ...real]
      .filter((entry) => isUnresolved(entry) && !isRunning(entry.id))
      .map((entry) => unresolvedOf(entry, reserved.get(entry.id) ?? null))
      .reverse(),
    records,
    budgets,
    complete,
    totalUsd: toUsd(rows.reduce((sum, { usd }) => sum.add(usd), zeroUsd())),
    approximate: rows.some(({ row }) => row.approximate),
    simulatedRequests: entries.length - real.length,
  };
}

interface SummedRow {
  readonly row: CostsRow;
  readonly usd: Decimal;
}

function rowsOf(entries: readonly LedgerEntry[]): readonly SummedRow[] {
  const rows = byDay(entries).flatMap(([day, ofDay]) =>
    [...Map.groupBy(ofDay, ({ modelId }) => modelId)].map(([modelId, group]) => rowOf(day, modelId, group)),
  );
  return rows.sort((a, b) =>
    a.row.day === b.row.day ? b.usd.cmp(a.usd) || a.row.modelId.localeCompare(b.row.modelId) : a.row.day < b.row.day ? 1 : -1,
  );
}

/** By local day. Entries come in order, so that a date has to be asked for only where the day ends. */
function byDay(entries: readonly LedgerEntry[]): readonly (readonly [day: string, entries: readonly LedgerEntry[]])[] {
  const days: [day: string, entries: LedgerEntry[]][] = [];
  let endsAt = -Infinity;
  for (const entry of entries) {
    if (entry.createdAt >= endsAt) {
      days.push([localDay(entry.createdAt), []]);
      endsAt = dayEnd(entry.createdAt);
    }
    days.at(-1)?.[1].push(entry);
  }
  return days;
}

function rowOf(day: string, modelId: string, entries: readonly LedgerEntry[]): SummedRow {
  const { usd, approximate } = new LedgerSnapshot(entries).sum([]);
  const tokens = (kind: 'promptTokens' | 'completionTokens') =>
    entries.reduce((sum, { settlement }) => sum + (settlement?.usage?.[kind] ?? settlement?.counted?.[kind] ?? 0), 0);
  const row = {
    day,
    modelId,
    requests: entries.length,
    usd: toUsd(usd),
    approximate,
    promptTokens: tokens('promptTokens'),
    completionTokens: tokens('completionTokens'),
  };
  return { row, usd };
}

function unresolvedOf(entry: LedgerEntry, reservedUsd: Usd | null): UnresolvedRequest {
  const { id, conversationId, modelId, createdAt, generationId } = entry;
  const estimate = amountOf(entry);
  return {
    attemptId: id,
    conversationId,
    modelId,
    createdAt,
    reservedUsd,
    estimateUsd: estimate && toUsd(estimate),
    canBeChecked: generationId !== null,
  };
}
