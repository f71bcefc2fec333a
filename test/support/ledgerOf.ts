import type { Ledger, LedgerEntry } from '../../src/core/ports.ts';

/** A ledger that holds what it is given and is only read. */
export function ledgerOf(entries: readonly LedgerEntry[]): Ledger {
  const readOnly = () => Promise.reject(new Error('this ledger is only read'));
  return {
    openAttempt: readOnly,
    noteGeneration: readOnly,
    dismiss: () => Promise.reject(new Error('Not written.')),
    noteAccount: () => Promise.reject(new Error('Not written.')),
    firstAccountNote: () => Promise.resolve(null),
    settle: readOnly,
    entries: (filter) =>
      Promise.resolve(
        entries.filter((entry) =>
          'conversationId' in filter ? entry.conversationId === filter.conversationId : entry.createdAt >= filter.since,
        ),
      ),
  };
}
