import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SqlJsStatic } from 'sql.js';
import type { Clock } from '../../../core/ports/platform.ts';
import type { FilePort } from '../../disk/files.ts';
import { isClosed, writerOf } from '../../disk/logName.ts';
import { selectPurged } from '../../projection/projectionQueries.ts';
import type { SqlProjection } from '../../projection/sqlProjection.ts';
import { compareDatabases, stillDifferent, type DatabaseComparison, type RowDifference } from './compareDatabases.ts';
import { FreshFold } from './freshFold.ts';
import { inspectLogs, type WholeBytes } from './inspectLogs.ts';
import { findPurgedLeftovers } from './purgedLeftovers.ts';
import { findPurged } from '../purge/findPurged.ts';
import { PurgedIds } from '../../log/purgedIds.ts';
import { PurgeMarks } from '../purge/purgeMarks.ts';
import { ProblemList, type VerifyReport } from './verifyReport.ts';

/** ms after which a log that seems not to be read is checked again: its last record may just now have reached the disk. */
const secondCheckMs = 1000;
const listedDifferences = 20;

export interface VerifyArchiveOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  /** Where the second projection is made. An instance of its own gives its memory back afterwards. */
  readonly sql: SqlJsStatic;
  /** The projection in use. It must stay open meanwhile, and may go on reading the logs. */
  readonly live: SqlProjection;
  /** Resolves when everything that is on the disk is in `live`. */
  readonly catchUp: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** Reads everything, compares it with itself, and says what is true. Changes nothing. Rejects with the signal's reason. */
export function verifyArchive(options: VerifyArchiveOptions): Promise<VerifyReport> {
  return new Verification(options).run();
}

class Verification {
  readonly #files: VerifyArchiveOptions['files'];
  readonly #clock: VerifyArchiveOptions['clock'];
  readonly #folder: VerifyArchiveOptions['folder'];
  readonly #live: VerifyArchiveOptions['live'];
  readonly #catchUp: VerifyArchiveOptions['catchUp'];
  readonly #signal: VerifyArchiveOptions['signal'];
  readonly #sql: VerifyArchiveOptions['sql'];
  readonly #problems = new ProblemList();

  constructor(options: VerifyArchiveOptions) {
    this.#files = options.files;
    this.#clock = options.clock;
    this.#folder = options.folder;
    this.#live = options.live;
    this.#catchUp = options.catchUp;
    this.#signal = options.signal;
    this.#sql = options.sql;
  }

  async run(): Promise<VerifyReport> {
    const problems = this.#problems;
    const startedAt = this.#clock.now();
    const purged = new PurgedIds(selectPurged(this.#live.database))
      .with(await findPurged(this.#files, join(this.#folder, 'log')))
      .with(await findPurged(this.#files, join(this.#folder, 'backup/log')));
    const marks = new PurgeMarks(purged);
    const inspect = { files: this.#files, folder: this.#folder, now: startedAt, marks, problems, signal: this.#signal };
    const { counts: log, whole } = await inspectLogs({ ...inspect, room: 'log' });
    const { counts: backup } = await inspectLogs({ ...inspect, room: 'backup/log' });
    await this.#catchUp();
    await this.#checkCoverage(whole);
    await this.#checkDatabase();
    const index = await this.#compareWithFold();
    this.#checkAnswers();
    this.#checkSearch();
    await findPurgedLeftovers({
      files: this.#files,
      folder: this.#folder,
      sql: this.#sql,
      live: this.#live.database,
      purged,
      marks,
      problems,
      signal: this.#signal,
    });
    return {
      startedAt,
      endedAt: this.#clock.now(),
      log,
      backup,
      index: { conversations: this.#count('conversations'), messages: this.#count('messages'), ...index },
      purged: purged.size,
      problems: problems.listed,
      problemCount: problems.count,
    };
  }

  /** Every whole line must have been read, and nothing that is not there. */
  async #checkCoverage(whole: WholeBytes): Promise<void> {
    let missing = this.#notRead(whole);
    if (missing.some((file) => !isClosed(file, this.#clock.now()))) {
      await this.#clock.sleep(secondCheckMs, this.#signal);
      await this.#catchUp();
      missing = this.#notRead(whole);
    }
    for (const file of missing) {
      this.#problems.add({ kind: 'coverage', file: `log/${file}`, message: `The index has not read all of log/${file}.` });
    }
    for (const [file, bytes] of this.#live.covered()) {
      const size = (await this.#files.size(join(this.#folder, 'log', file))) ?? 0;
      if (size < bytes) {
        const message = `The index has read ${bytes} bytes of log/${file}, which has ${size}: the file was cut or removed.`;
        this.#problems.add({ kind: 'coverage', file: `log/${file}`, message });
      }
    }
  }

  #notRead(whole: WholeBytes): string[] {
    const covered = this.#live.covered();
    const writers = new Set([...covered.keys()].map(writerOf));
    // Of two files of one name in different months, the index remembers one.
    return [...whole].flatMap(([file, bytes]) => ((covered.get(file) ?? (writers.has(writerOf(file)) ? bytes : 0)) < bytes ? [file] : []));
  }

  async #checkDatabase(): Promise<void> {
    const { database } = this.#live;
    for (const row of database.rows('PRAGMA quick_check(20)')) {
      const said = String(row['quick_check']);
      // The index of words has a check of its own.
      if (said === 'ok' || /\bFTS\d\b/i.test(said)) continue;
      this.#problems.add({ kind: 'damagedIndex', message: `SQLite finds the index damaged: ${said}.` });
    }
    await this.#pause();
    const orphans = new Map<string, number>();
    for (const row of database.rows('PRAGMA foreign_key_check')) {
      orphans.set(String(row['table']), (orphans.get(String(row['table'])) ?? 0) + 1);
    }
    for (const [table, rows] of orphans) {
      this.#problems.add({ kind: 'damagedIndex', message: `The index has ${rows} rows in "${table}" that belong to nothing.` });
    }
    await this.#pause();
  }

  async #compareWithFold(): Promise<Omit<DatabaseComparison, 'differences'>> {
    const fresh = new FreshFold({
      files: this.#files,
      folder: this.#folder,
      sql: this.#sql,
      now: () => this.#clock.now(),
      live: this.#live,
      signal: this.#signal,
    });
    try {
      await fresh.follow();
      const { differences, ...counts } = await compareDatabases(this.#live.database, fresh.projection.database, () => this.#pause());
      // Records that came meanwhile are no difference.
      await fresh.follow();
      this.#reportDifferences(stillDifferent(this.#live.database, fresh.projection.database, differences));
      return counts;
    } finally {
      fresh.close();
    }
  }

  #reportDifferences(differences: readonly RowDifference[]): void {
    for (const { table, key, columns } of differences.slice(0, listedDifferences)) {
      const what = columns.length === 0 ? 'is only in one of them' : `differs in ${columns.join(', ')}`;
      const message = `The index is not what the logs say: the row ${key.join(' ')} of "${table}" ${what}.`;
      this.#problems.add({ kind: 'differentIndex', message });
    }
    const more = differences.length - listedDifferences;
    if (more > 0) this.#problems.add({ kind: 'differentIndex', message: `The index is not what the logs say in ${more} more rows.` });
  }

  /** Finished answers whose text does not fit their length and hash. */
  #checkAnswers(): void {
    const rows = this.#live.database.rows(`SELECT id, conversation_id FROM messages WHERE metadata ->> '$.damaged' ORDER BY id`);
    for (const row of rows) {
      const message = `A part of the answer ${String(row['id'])} (conversation ${String(row['conversation_id'])}) is missing.`;
      this.#problems.add({ kind: 'damagedAnswer', message });
    }
  }

  /** FTS4 compares its index with the text that it was made from. */
  #checkSearch(): void {
    try {
      this.#live.database.run(`INSERT INTO search (search) VALUES ('integrity-check')`);
    } catch {
      this.#problems.add({ kind: 'searchIndex', message: 'The index of words does not fit the messages: a search may miss some.' });
    }
  }

  #count(table: 'conversations' | 'messages'): number {
    return Number(this.#live.database.rows(`SELECT count(*) AS count FROM ${table}`)[0]?.['count'] ?? 0);
  }

  /** Lets others have the thread. */
  async #pause(): Promise<void> {
    await setImmediate();
    this.#signal?.throwIfAborted();
  }
}
