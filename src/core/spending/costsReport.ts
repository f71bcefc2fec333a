import type { BudgetReading, CostsReport, CostsRow, EstimateRecord, UnresolvedRequest, Usd } from '../../shared/model.ts';
import { toUsd } from '../money.ts';
import type { LedgerEntry, Reservation } from '../ports.ts';
import { isUnresolved } from './costTracker.ts';
import { localDay } from './localDay.ts';
import { amountOf, sumOf } from './ledgerSums.ts';

export interface CostsReportParts {
  readonly entries: readonly LedgerEntry[];
  readonly reservations: readonly Reservation[];
  readonly records: readonly EstimateRecord[];
  readonly budgets: readonly BudgetReading[];
  readonly complete: boolean;
  /** Requests that run: they are not unresolved, they are not over. */
  readonly isRunning: (attemptId: string) => boolean;
}

/** What the ledger says, as the table that a person reads. */
export function costsReport({ entries, reservations, records, budgets, complete, isRunning }: CostsReportParts): CostsReport {
  const real = entries.filter(({ simulated }) => !simulated);
  const total = sumOf(real, []);
  const held = new Map(reservations.map(({ attemptId, worstUsd }) => [attemptId, worstUsd]));
  return {
    rows: rowsOf(real),
    unresolved: real
      .filter((entry) => isUnresolved(entry) && !isRunning(entry.id))
      .map((entry) => unresolvedOf(entry, held.get(entry.id) ?? null))
      .reverse(),
    ...{ records, budgets, complete },
    totalUsd: toUsd(total.usd),
    approximate: total.approximate,
    simulatedRequests: entries.length - real.length,
  };
}

function rowsOf(entries: readonly LedgerEntry[]): readonly CostsRow[] {
  const groups = Map.groupBy(entries, ({ createdAt, modelId }) => JSON.stringify([localDay(createdAt), modelId]));
  const rows = [...groups].map(([key, group]) => {
    const [day, modelId] = JSON.parse(key) as [string, string];
    return { row: rowOf(day, modelId, group), usd: sumOf(group, []).usd };
  });
  return rows
    .sort((a, b) =>
      a.row.day === b.row.day ? b.usd.cmp(a.usd) || a.row.modelId.localeCompare(b.row.modelId) : a.row.day < b.row.day ? 1 : -1,
    )
    .map(({ row }) => row);
}

function rowOf(day: string, modelId: string, entries: readonly LedgerEntry[]): CostsRow {
  const { usd, approximate } = sumOf(entries, []);
  const tokens = (kind: 'promptTokens' | 'completionTokens') =>
    entries.reduce((sum, { settlement }) => sum + (settlement?.usage?.[kind] ?? settlement?.counted?.[kind] ?? 0), 0);
  return {
    ...{ day, modelId, requests: entries.length, usd: toUsd(usd), approximate },
    promptTokens: tokens('promptTokens'),
    completionTokens: tokens('completionTokens'),
  };
}

function unresolvedOf(entry: LedgerEntry, heldUsd: Usd | null): UnresolvedRequest {
  const { id, conversationId, modelId, createdAt, generationId } = entry;
  const estimate = amountOf(entry);
  return {
    ...{ attemptId: id, conversationId, modelId, createdAt, heldUsd },
    estimateUsd: estimate && toUsd(estimate),
    canBeChecked: generationId !== null,
  };
}
