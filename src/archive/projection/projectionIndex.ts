import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { ArchiveReport } from '../disk/archiveReport.ts';
import { Quarantine } from '../disk/quarantine.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import { LamportCounter } from '../log/lamportCounter.ts';
import { recentMonth } from '../disk/logName.ts';
import { LogReader, type LogBatch } from '../log/logReader.ts';
import { SingleFlight } from '../../shared/async/singleFlight.ts';
import { SerialQueue } from '../../shared/async/serialQueue.ts';
import { ProjectionFile } from './projectionFile.ts';
import { selectConversationOfMessage } from './projectionQueries.ts';
import type { SqlDatabase } from '../sqlite/sqlDatabase.ts';
import { SqlProjection } from './sqlProjection.ts';

/** Operations that may be missing in the saved database while the window is busy. Reading them again takes a fifth of a second. */
const operationsUntilSave = 5000;
/** The fold is faster with more operations at once, and nothing else runs on this thread. */
const chunkBytes = 1024 * 1024;

interface ProjectionIndexOptions {
  readonly files: FilePort;
  /** The folder of the archive. */
  readonly folder: string;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasmFile: string;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly logger: Logger;
  /** Bytes of a log that may be read; undefined = all of it. */
  readonly limit: (file: string) => number | undefined;
  readonly report: (report: ArchiveReport) => void;
}

interface OpenProjection {
  readonly projection: SqlProjection;
  readonly reader: LogReader;
  /** Made from the logs by this process, not from a file: whatever is wrong with it would be so again. */
  readonly isNew: boolean;
  /** All logs have been read once. */
  isRead: boolean;
}

/** The projection as its thread keeps it: it follows the logs, is saved into the cache, and is made again when it turns out to be damaged. */
export class ProjectionIndex {
  readonly #files: FilePort;
  readonly #logFolder: string;
  readonly #wasmFile: string;
  readonly #clock: ProjectionIndexOptions['clock'];
  readonly #logger: Logger;
  readonly #limit: ProjectionIndexOptions['limit'];
  readonly #reportToOwner: ProjectionIndexOptions['report'];
  readonly #counter = new LamportCounter();
  readonly #quarantine: Quarantine;
  readonly #file: ProjectionFile;
  readonly #reading = new SingleFlight(() => this.#use((open) => this.#read(open)));
  readonly #suspects = new Set<string>();
  #opening: Promise<OpenProjection> | null = null;
  /** False when the logs hold something that this version cannot put into the database. */
  #isUnderstood = true;
  #unsaved = 0;
  #applied = 0;
  readonly #saves = new SerialQueue();

  constructor(options: ProjectionIndexOptions) {
    const { files, folder, clock, logger, report } = options;
    this.#files = files;
    this.#logFolder = join(folder, 'log');
    this.#wasmFile = options.wasmFile;
    this.#clock = clock;
    this.#logger = logger;
    this.#limit = options.limit;
    this.#reportToOwner = report;
    this.#quarantine = new Quarantine(files, join(folder, 'quarantine'));
    this.#file = new ProjectionFile({
      files,
      clock,
      logger,
      folder: join(folder, 'cache'),
      logFolder: this.#logFolder,
      quarantine: this.#quarantine,
      onSetAside: (reason, keptAs) => {
        const message = `The archive's index was wrong (${reason}) and has been made again from the logs. Nothing is lost.`;
        report({ kind: 'indexSetAside', reason, keptAs, message });
      },
    });
  }

  /** Highest Lamport counter seen. */
  get counter(): number {
    return this.#counter.value;
  }

  /** Resolves when everything that was on the disk at the call is in the database. Opens the database if it is not open. */
  catchUp(): Promise<void> {
    return this.#reading.run();
  }

  /** Asks the database. An error of SQLite means that it is damaged: then it is made again from the logs, and asked again. */
  query<T>(select: (database: SqlDatabase) => T): Promise<T> {
    return this.#use(({ projection }) => select(projection.database));
  }

  /** Resolves when the database is in its file, or could not be put there. `anew`: whatever the file holds, and whichever window wrote it. */
  save({ anew = false } = {}): Promise<void> {
    return this.#use(({ projection }) => {
      this.#save(projection, anew);
      return this.#saves.drained();
    });
  }

  /** For work that takes longer than one question. Not repeated on errors. */
  async with<T>(work: (projection: SqlProjection) => Promise<T>): Promise<T> {
    await this.catchUp();
    const { projection } = await (this.#opening ??= this.#load());
    return work(projection);
  }

  /**
   * Makes the database again from the logs, beside the one in use, and saves it. Resolves with the number of operations. Aborted, it rejects with
   * the signal's reason, and the one in use stays.
   */
  async rebuild(signal: AbortSignal): Promise<number> {
    const before = await this.#opening?.catch(() => null);
    const open = this.#follow(SqlProjection.create(await this.newSql()), true, signal);
    const applied = this.#applied;
    try {
      await this.#read(open);
      signal.throwIfAborted();
    } catch (error) {
      open.projection.database.close();
      throw error;
    }
    const operations = this.#applied - applied;
    this.#opening = Promise.resolve(open);
    before?.projection.database.close();
    await this.save();
    return operations;
  }

  /** Also the months in which no window writes any more. */
  async readAllMonths(): Promise<void> {
    const open = await this.#opening;
    if (open) open.isRead = false;
    await this.catchUp();
  }

  /** A new SQLite, with a memory of its own. */
  async newSql(): Promise<SqlJsStatic> {
    const wasm = await this.#files.readAll(this.#wasmFile);
    return initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
  }

  async #use<T>(work: (open: OpenProjection) => T | Promise<T>): Promise<T> {
    const opening = (this.#opening ??= this.#load());
    const open = await opening.catch((error: unknown) => {
      if (this.#opening === opening) this.#opening = null;
      throw error;
    });
    try {
      return await work(open);
    } catch (error) {
      const isOfDisk = errorCode(error) !== undefined;
      // Unless it was made again meanwhile.
      if (this.#opening === opening) {
        if (open.isNew || isOfDisk) throw error;
        this.#opening = this.#remake(open, error);
      }
      return await work(await this.#opening);
    }
  }

  async #load(): Promise<OpenProjection> {
    const sql = await this.newSql();
    const saved = await this.#file.load(sql);
    return this.#follow(saved ?? SqlProjection.create(sql), saved === null);
  }

  async #remake({ projection }: OpenProjection, error: unknown): Promise<OpenProjection> {
    projection.database.close();
    await this.#file.setAside(error instanceof Error ? error.message : String(error));
    const open = this.#follow(SqlProjection.create(await this.newSql()), true);
    await this.#read(open);
    return open;
  }

  #follow(projection: SqlProjection, isNew: boolean, signal?: AbortSignal): OpenProjection {
    this.#counter.observe(projection.counter);
    const reader = new LogReader({
      files: this.#files,
      limit: this.#limit,
      chunkBytes,
      folder: this.#logFolder,
      counter: this.#counter,
      quarantine: this.#quarantine,
      now: () => this.#clock.now(),
      covered: projection.covered(),
      apply: (batch) => {
        signal?.throwIfAborted();
        this.#apply(projection, batch);
      },
      report: (report) => this.#report(report),
    });
    return { projection, reader, isNew, isRead: false };
  }

  async #read(open: OpenProjection): Promise<void> {
    const { projection, reader } = open;
    // At first all months; later only those in which a living window can write.
    await reader.read(open.isRead ? recentMonth(this.#clock.now()) : '');
    this.#reportDamagedMessages(projection.database);
    if (this.#unsaved >= operationsUntilSave) this.#save(projection);
    if (!open.isRead) void this.#finishSearchIndex(projection);
    open.isRead = true;
  }

  #apply(projection: SqlProjection, batch: LogBatch): void {
    const change = projection.apply(batch, this.#counter.value);
    this.#unsaved += Math.max(1, batch.operations.length);
    this.#applied += batch.operations.length;
    for (const id of change.damagedMessageIds) this.#suspects.add(id);
    for (const { writer, seq, body } of change.refused) {
      const message = `An entry of the archive could not be put into the index (${body.t} ${writer}:${seq}). It stays in its log.`;
      this.#report({ kind: 'refusedOperation', file: batch.file, id: `${writer}:${seq}`, message });
    }
  }

  /** Only now: a piece may have come from another file after the end of its message. */
  #reportDamagedMessages(database: SqlDatabase): void {
    for (const messageId of this.#suspects) {
      const [row] = database.rows(`SELECT 1 FROM messages WHERE id = ? AND metadata ->> '$.damaged'`, [messageId]);
      const conversationId = row && selectConversationOfMessage(database, messageId);
      if (conversationId === undefined) continue;
      const message = 'A part of an answer is missing in the archive, because its line is damaged. The rest of the answer is kept.';
      this.#report({ kind: 'damagedMessage', conversationId, messageId, message });
    }
    this.#suspects.clear();
  }

  #report(report: ArchiveReport): void {
    if (report.kind === 'newerVersion') this.#isUnderstood = false;
    this.#reportToOwner(report);
  }

  /** After a rebuild, and by portions: another question need not wait for the whole index. */
  async #finishSearchIndex(projection: SqlProjection): Promise<void> {
    try {
      for (;;) {
        await setImmediate();
        if (!projection.indexMore()) return;
        this.#unsaved += 1;
      }
    } catch (error) {
      // A damaged database: the next question finds it out and makes it again.
      this.#logger.warn('archive.searchIndexNotFinished', { error: String(error) });
    }
  }

  #save(projection: SqlProjection, anew = false): void {
    if ((this.#unsaved === 0 && !anew) || !this.#isUnderstood) return;
    const unsaved = Math.max(1, this.#unsaved);
    this.#unsaved = 0;
    const bytes = projection.database.export();
    // The file never rejects: what it cannot save is logged, and saved another time.
    void this.#saves.enqueue(async () => {
      if (!(await this.#file.save(bytes))) this.#unsaved += unsaved;
    });
  }
}
