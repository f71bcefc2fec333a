import type { ArchiveChange } from '../../core/ports/conversationRepository.ts';
import type { AccountNote, LedgerEntry } from '../../core/ports/ledger.ts';
import { LedgerFold } from './ledgerFold.ts';
import { firstMonthFor, isFromMonth, recentMonth } from '../disk/logName.ts';
import { LogReader, type LogBatch, type LogReaderOptions } from '../log/logReader.ts';
import { SingleFlight } from '../../shared/async/singleFlight.ts';

interface LedgerIndexOptions extends Omit<LogReaderOptions, 'apply' | 'covered'> {
  /** Something new in a log; never called for what was there when the listening began. */
  readonly onChange: (file: string, change: Omit<ArchiveChange, 'own'>) => void;
}

/** What was in the logs when the listening began. */
interface Heard {
  readonly fromMonth: string;
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * What the host itself reads in the logs, without any database: the ledger, of as many months as were asked for, and what is new,
 * so that changes of other windows are known whether the projection is open or not.
 */
export class LedgerIndex {
  readonly #now: LedgerIndexOptions['now'];
  readonly #limit: LedgerIndexOptions['limit'];
  readonly #onChange: LedgerIndexOptions['onChange'];
  readonly #fold = new LedgerFold();
  readonly #reader: LogReader;
  readonly #reading: SingleFlight;
  #wanted: string | null = null;
  /** First month that has been read; null before. */
  #read: string | null = null;
  #listening: Promise<void> | null = null;
  #heard: Heard | null = null;
  #isNotifying = false;

  constructor(options: LedgerIndexOptions) {
    this.#now = options.now;
    this.#limit = options.limit;
    this.#onChange = options.onChange;
    this.#reader = new LogReader({
      files: options.files,
      folder: options.folder,
      counter: options.counter,
      quarantine: options.quarantine,
      now: options.now,
      report: options.report,
      covered: new Map(),
      limit: (file) => this.#limitNow(file),
      apply: (batch) => this.#apply(batch),
    });
    this.#reading = new SingleFlight(() => this.#catchUp());
  }

  /** When this has resolved, nothing that comes into the logs of living windows goes unreported. It reads only the sizes of the files. */
  listen(): Promise<void> {
    this.#listening ??= this.#listen().catch((error: unknown) => {
      this.#listening = null;
      throw error;
    });
    return this.#listening;
  }

  async entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]> {
    await this.listen();
    this.#want('since' in filter ? firstMonthFor(filter.since) : '');
    await this.#reading.run();
    return this.#fold
      .entries()
      .filter((entry) => ('since' in filter ? entry.createdAt >= filter.since : entry.conversationId === filter.conversationId));
  }

  /** The first note on a key, in all logs. */
  async firstAccountNote(account: string): Promise<AccountNote | null> {
    await this.listen();
    this.#want('');
    await this.#reading.run();
    return this.#fold.firstAccountNote(account);
  }

  /** The conversation that pays for an attempt, as far as the ledger has been read. */
  conversationOf(attemptId: string): string | undefined {
    return this.#fold.conversationOf(attemptId);
  }

  /** Reads what is new, once `listen` or a question has been called. */
  async catchUp(): Promise<void> {
    if (!this.#heard) return;
    this.#want(this.#heard.fromMonth);
    await this.#reading.run();
  }

  /** Logs may have come in that are older than what was read. */
  readAgain(): void {
    this.#read = null;
  }

  #want(month: string): void {
    if (this.#wanted === null || month < this.#wanted) this.#wanted = month;
  }

  async #listen(): Promise<void> {
    const fromMonth = recentMonth(this.#now());
    this.#heard = { fromMonth, sizes: await this.#reader.sizes(fromMonth) };
  }

  async #catchUp(): Promise<void> {
    const from = this.#wanted ?? '';
    if (this.#read === null || from < this.#read) {
      await this.#reader.read(from);
      this.#read = from;
    }
    this.#isNotifying = true;
    try {
      await this.#reader.read(recentMonth(this.#now()));
    } finally {
      this.#isNotifying = false;
    }
  }

  /** What is read for the first time ends where the listening began; the rest is reported. */
  #limitNow(file: string): number | undefined {
    const limit = this.#limit(file);
    if (this.#isNotifying || !this.#heard || !isFromMonth(file, this.#heard.fromMonth)) return limit;
    return Math.min(limit ?? Infinity, this.#heard.sizes.get(file) ?? 0);
  }

  #apply(batch: LogBatch): void {
    for (const operation of batch.operations) this.#fold.apply(operation);
    if (this.#isNotifying) this.#notify(batch);
  }

  #notify({ file, operations }: LogBatch): void {
    const conversationIds = new Set<string>();
    let ledger = false;
    for (const { body } of operations) {
      ledger ||= 'attempt' in body || body.t === 'account.noted';
      const conversation =
        'conversation' in body ? body.conversation : 'attempt' in body ? this.#fold.conversationOf(body.attempt) : undefined;
      if (conversation !== undefined) conversationIds.add(conversation);
    }
    if (ledger || conversationIds.size > 0) this.#onChange(file, { conversationIds: [...conversationIds], ledger });
  }
}
