import type { LedgerEntry } from '../../core/ports.ts';
import { LedgerFold } from './ledgerFold.ts';
import { firstMonthFor, recentMonth } from '../log/logName.ts';
import { LogReader, type LogReaderOptions } from '../log/logReader.ts';
import { Repeatable } from '../repeatable.ts';

interface LedgerIndexOptions extends Omit<LogReaderOptions, 'apply' | 'covered'> {
  /** New in the logs since the last look; never called for what a query reads for the first time. */
  readonly onApplied: (file: string, conversationIds: readonly string[]) => void;
}

/** The ledger read from the logs: only as many months as somebody asked for, and from then on what is new in them. */
export class LedgerIndex {
  readonly #fold = new LedgerFold();
  readonly #reader: LogReader;
  readonly #reading: Repeatable;
  #wanted: string | null = null;
  /** First month that has been read; null before. */
  #read: string | null = null;
  #news = false;
  readonly #now: () => number;

  constructor(options: LedgerIndexOptions) {
    this.#now = options.now;
    this.#reader = new LogReader({
      ...options,
      covered: new Map(),
      apply: (batch) => {
        for (const operation of batch.operations) this.#fold.apply(operation);
        const attempts = batch.operations.flatMap(({ body }) => ('attempt' in body ? [this.#fold.conversationOf(body.attempt)] : []));
        if (this.#news && attempts.length > 0)
          options.onApplied(
            batch.file,
            [...new Set(attempts)].filter((id) => id !== undefined),
          );
      },
    });
    this.#reading = new Repeatable(() => this.#catchUp());
  }

  async entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]> {
    const month = 'since' in filter ? firstMonthFor(filter.since) : '';
    if (this.#wanted === null || month < this.#wanted) this.#wanted = month;
    await this.#reading.run();
    return this.#fold
      .entries()
      .filter((entry) => ('since' in filter ? entry.createdAt >= filter.since : entry.conversationId === filter.conversationId));
  }

  /** The conversation that pays for an attempt, as far as the ledger has been read. */
  conversationOf(attemptId: string): string | undefined {
    return this.#fold.conversationOf(attemptId);
  }

  /** Reads what is new, if anybody has ever asked. */
  async catchUp(): Promise<void> {
    if (this.#wanted !== null) await this.#reading.run();
  }

  async #catchUp(): Promise<void> {
    const from = this.#wanted ?? '';
    const known = this.#read !== null && this.#read <= from;
    this.#news = known;
    await this.#reader.read(known ? recentMonth(this.#now()) : from);
    if (!known) this.#read = from;
  }
}
