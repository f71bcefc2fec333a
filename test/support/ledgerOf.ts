import type { Ledger, LedgerEntry } from '../../src/core/ports/ledger.ts';

/** A ledger that holds what it is given and is only read. */
export function ledgerOf(entries: readonly LedgerEntry[]): Ledger {
  const readOnly = () => Promise.reject(new Error('this ledger is only read'));
  return {
    openAttempt: readOnly,
    noteGeneration: readOnly,
    settle: readOnly,
    dismiss: readOnly,
    noteAccount: readOnly,
    firstAccountNote: () => Promise.resolve(null),
    entries: (filter) =>
      Promise.resolve(
        entries.filter((entry) =>
          'conversationId' in filter ? entry.conversationId === filter.conversationId : entry.createdAt >= filter.since,
        ),
      ),
  };
}
