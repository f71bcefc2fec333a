import type { AccountNote, Ledger, LedgerEntry, Settlement } from '../../../../../src/core/ports/ledger.ts';
import { isBilledSource } from '../../../../../src/shared/model/isBilledSource.ts';

/** A ledger without files, with the rules of the port: a bill counts more than a guess whenever it came, among equals the last one does. */
export class MemoryLedger implements Ledger {
  readonly #entries = new Map<string, LedgerEntry>();
  readonly #notes: AccountNote[] = [];
  /** Everything that was settled, in order, also what did not count. */
  readonly settled: { readonly id: string; readonly settlement: Settlement }[] = [];
  /** How often it was read. */
  reads = 0;
  /** Set to make every reading fail. */
  failure: Error | null = null;

  constructor(entries: readonly LedgerEntry[] = []) {
    for (const entry of entries) this.put(entry);
  }

  put(entry: LedgerEntry): void {
    this.#entries.set(entry.id, entry);
  }

  find(id: string): LedgerEntry {
    const entry = this.#entries.get(id);
    if (!entry) throw new Error(`No attempt ${id}.`);
    return entry;
  }

  openAttempt: Ledger['openAttempt'] = (attempt) =>
    this.#written({ ...attempt, generationId: null, account: null, settlement: null, dismissed: false });

  noteGeneration: Ledger['noteGeneration'] = (id, generationId, account) => this.#written({ ...this.find(id), generationId, account });

  settle: Ledger['settle'] = (id, settlement) => {
    this.settled.push({ id, settlement });
    const entry = this.find(id);
    if (entry.settlement && isBilledSource(entry.settlement.cost.source) && !isBilledSource(settlement.cost.source))
      return Promise.resolve();
    const generationId = settlement.generationId ?? entry.generationId;
    return this.#written({ ...entry, settlement: { ...settlement, generationId }, generationId });
  };

  dismiss: Ledger['dismiss'] = (id) => this.#written({ ...this.find(id), dismissed: true });

  noteAccount: Ledger['noteAccount'] = (note) => Promise.resolve(void this.#notes.push(note));

  firstAccountNote: Ledger['firstAccountNote'] = (account) => Promise.resolve(this.#notes.find((note) => note.account === account) ?? null);

  entries: Ledger['entries'] = (filter) => {
    this.reads++;
    if (this.failure) return Promise.reject(this.failure);
    const entries = [...this.#entries.values()]
      .filter((entry) => ('since' in filter ? entry.createdAt >= filter.since : entry.conversationId === filter.conversationId))
      .sort((a, b) => a.createdAt - b.createdAt);
    return Promise.resolve(entries);
  };

  #written(entry: LedgerEntry): Promise<void> {
    return Promise.resolve(this.put(entry));
  }
}
