import { join } from 'node:path';
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
import { purgedConversations } from '../purge/purgedConversations.ts';
import { PurgeMarks } from '../purge/purgeMarks.ts';
import { ProblemList, type VerifyReport } from './verifyReport.ts';

/** ms after which a log that seems not to be read is looked at again: its last record may just now have reached the disk. */
const secondLookMs = 1000;
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
  readonly #o: VerifyArchiveOptions;
  readonly #problems = new ProblemList();

  constructor(options: VerifyArchiveOptions) {
    this.#o = options;
  }

  async run(): Promise<VerifyReport> {
    const { files, clock, folder, live, catchUp, signal, sql } = this.#o;
    const problems = this.#problems;
    const startedAt = clock.now();
    const purged = new Set([
      ...selectPurged(live.database),
      ...(await purgedConversations(files, join(folder, 'log'))),
      ...(await purgedConversations(files, join(folder, 'backup/log'))),
    ]);
    const marks = new PurgeMarks(purged);
    const inspect = { files, folder, now: startedAt, marks, problems, signal };
    const { counts: log, whole } = await inspectLogs({ ...inspect, room: 'log' });
    const { counts: backup } = await inspectLogs({ ...inspect, room: 'backup/log' });
    await catchUp();
    await this.#checkCoverage(whole);
    await this.#checkDatabase();
    const index = await this.#compareWithFold();
    this.#checkAnswers();
    this.#checkSearch();
    await findPurgedLeftovers({ files, folder, sql, live: live.database, purged, marks, problems, signal });
    return {
      startedAt,
      endedAt: clock.now(),
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
    const { clock, catchUp } = this.#o;
    let missing = this.#notRead(whole);
    if (missing.some((file) => !isClosed(file, clock.now()))) {
      await clock.sleep(secondLookMs, this.#o.signal);
      await catchUp();
      missing = this.#notRead(whole);
    }
    for (const file of missing) {
      this.#problems.add({ kind: 'coverage', file: `log/${file}`, message: `The index has not read all of log/${file}.` });
    }
    for (const [file, bytes] of this.#o.live.covered()) {
      const size = (await this.#o.files.size(join(this.#o.folder, 'log', file))) ?? 0;
      if (size < bytes) {
        const message = `The index has read ${bytes} bytes of log/${file}, which has ${size}: the file was cut or removed.`;
        this.#problems.add({ kind: 'coverage', file: `log/${file}`, message });
      }
    }
  }

  #notRead(whole: WholeBytes): string[] {
    const covered = this.#o.live.covered();
    const writers = new Set([...covered.keys()].map(writerOf));
    // Of two files of one name in different months, the index remembers one.
    return [...whole].flatMap(([file, bytes]) => ((covered.get(file) ?? (writers.has(writerOf(file)) ? bytes : 0)) < bytes ? [file] : []));
  }

  async #checkDatabase(): Promise<void> {
    const { database } = this.#o.live;
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
    const { files, folder, sql, clock, live, signal } = this.#o;
    const fresh = new FreshFold({ files, folder, sql, now: () => clock.now(), live, signal });
    try {
      await fresh.follow();
      const { differences, ...counts } = await compareDatabases(live.database, fresh.projection.database, () => this.#pause());
      // Records that came meanwhile are no difference.
      await fresh.follow();
      this.#reportDifferences(stillDifferent(live.database, fresh.projection.database, differences));
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
    const rows = this.#o.live.database.rows(`SELECT id, conversation_id FROM messages WHERE metadata ->> '$.damaged' ORDER BY id`);
    for (const row of rows) {
      const message = `A part of the answer ${String(row['id'])} (conversation ${String(row['conversation_id'])}) is missing.`;
      this.#problems.add({ kind: 'damagedAnswer', message });
    }
  }

  /** FTS4 compares its index with the text that it was made from. */
  #checkSearch(): void {
    try {
      this.#o.live.database.run(`INSERT INTO search (search) VALUES ('integrity-check')`);
    } catch {
      this.#problems.add({ kind: 'searchIndex', message: 'The index of words does not fit the messages: a search may miss some.' });
    }
  }

  #count(table: 'conversations' | 'messages'): number {
    return Number(this.#o.live.database.rows(`SELECT count(*) AS count FROM ${table}`)[0]?.['count'] ?? 0);
  }

  /** Lets others have the thread. */
  async #pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#o.signal?.throwIfAborted();
  }
}
