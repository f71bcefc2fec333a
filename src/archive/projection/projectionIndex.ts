import { join } from 'node:path';
import type { Clock, Disposable, Logger } from '../../core/ports.ts';
import type { ArchiveReport } from '../care/archiveReport.ts';
import type { FilePort } from '../disk/files.ts';
import type { LamportCounter } from '../log/lamportCounter.ts';
import { recentMonth } from '../log/logName.ts';
import { LogReader, type LogBatch } from '../log/logReader.ts';
import { ProjectionFile } from './projectionFile.ts';
import { selectConversationOfMessage } from './projectionQueries.ts';
import type { Quarantine } from '../care/quarantine.ts';
import { Repeatable } from '../repeatable.ts';
import type { SqlDatabase } from './sqlDatabase.ts';
import { SqlProjection, type ProjectionChange } from './sqlProjection.ts';

/** ms without a write of this window after which the database is saved. */
const idleMs = 4000;
/** Operations that may be missing in the saved database while the window is busy. Reading them again takes a fifth of a second. */
const operationsUntilSave = 5000;

interface ProjectionIndexOptions {
  readonly files: FilePort;
  /** The folder of the archive. */
  readonly folder: string;
  readonly wasm: () => Promise<Uint8Array>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counter: LamportCounter;
  readonly quarantine: Quarantine;
  readonly limit: (file: string) => number | undefined;
  readonly report: (report: ArchiveReport) => void;
  /** Something in the logs that was not in the database before; never called for what is read at opening. */
  readonly onApplied: (file: string, change: ProjectionChange) => void;
  /** False when the logs hold something that this version cannot put into the database. */
  readonly maySave: () => boolean;
}

/** The open projection: it follows the logs, and is saved into the cache when this window rests. */
export class ProjectionIndex {
  readonly #o: ProjectionIndexOptions;
  readonly #projection: SqlProjection;
  readonly #file: ProjectionFile;
  readonly #reader: LogReader;
  readonly #reading: Repeatable;
  readonly #suspects = new Set<string>();
  #opened = false;
  #unsaved = 0;
  #idle: Disposable | null = null;
  #saving: Promise<void> = Promise.resolve();

  private constructor(options: ProjectionIndexOptions, projection: SqlProjection, file: ProjectionFile) {
    const { files, folder, counter, quarantine, clock, limit, report } = options;
    this.#o = options;
    this.#projection = projection;
    this.#file = file;
    counter.observe(projection.counter);
    this.#reader = new LogReader({
      files,
      folder: join(folder, 'log'),
      counter,
      quarantine,
      now: () => clock.now(),
      limit,
      covered: projection.covered(),
      apply: (batch) => this.#apply(batch),
      report,
    });
    this.#reading = new Repeatable(() => this.#read());
  }

  /** Loads sql.js and the saved database, and reads what the logs have beyond it. */
  static async open(options: ProjectionIndexOptions): Promise<ProjectionIndex> {
    const { files, folder, clock, logger, quarantine, report } = options;
    const { default: initSqlJs } = await import('sql.js');
    const wasm = await options.wasm();
    const sql = await initSqlJs({ wasmBinary: wasm.slice().buffer });
    const file = new ProjectionFile({
      files,
      folder: join(folder, 'cache'),
      logFolder: join(folder, 'log'),
      quarantine,
      clock,
      logger,
      onSetAside: (reason, keptAs) => {
        const message = `The archive's index was wrong (${reason}) and has been made again from the logs. Nothing is lost.`;
        report({ kind: 'indexSetAside', reason, keptAs, message });
      },
    });
    const index = new ProjectionIndex(options, (await file.load(sql)) ?? SqlProjection.create(sql), file);
    await index.catchUp();
    index.#opened = true;
    return index;
  }

  get database(): SqlDatabase {
    return this.#projection.database;
  }

  /** Resolves when everything that was on the disk at the call is in the database. */
  catchUp(): Promise<void> {
    return this.#reading.run();
  }

  /** This window wrote: the database is saved when it rests. */
  noteWrite(): void {
    this.#idle?.dispose();
    this.#idle = this.#o.clock.timeout(idleMs, () => void this.#saveSafely());
  }

  async close(): Promise<void> {
    this.#idle?.dispose();
    await this.#saveSafely();
    this.#projection.database.close();
  }

  async #read(): Promise<void> {
    // At opening all months; later only those in which a living window can write.
    await this.#reader.read(this.#opened ? recentMonth(this.#o.clock.now()) : '');
    this.#reportDamagedMessages();
    if (this.#unsaved >= operationsUntilSave) this.#save();
  }

  #apply(batch: LogBatch): void {
    const change = this.#projection.apply(batch, this.#o.counter.value);
    this.#unsaved += Math.max(1, batch.operations.length);
    for (const id of change.damagedMessageIds) this.#suspects.add(id);
    for (const { writer, seq, body } of change.refused) {
      const message = `An entry of the archive could not be put into the index (${body.t} ${writer}:${seq}). It stays in its log.`;
      this.#o.report({ kind: 'refusedOperation', file: batch.file, id: `${writer}:${seq}`, message });
    }
    if (this.#opened) this.#o.onApplied(batch.file, change);
  }

  /** Only now: a piece may have come from another file after the end of its message. */
  #reportDamagedMessages(): void {
    for (const messageId of this.#suspects) {
      const [row] = this.database.rows(`SELECT 1 FROM messages WHERE id = ? AND metadata ->> '$.damaged'`, [messageId]);
      const conversationId = row && selectConversationOfMessage(this.database, messageId);
      if (conversationId === undefined) continue;
      const message = 'A part of an answer is missing in the archive, because its line is damaged. The rest of the answer is kept.';
      this.#o.report({ kind: 'damagedMessage', conversationId, messageId, message });
    }
    this.#suspects.clear();
  }

  async #saveSafely(): Promise<void> {
    try {
      await this.catchUp();
      this.#save();
      await this.#saving;
    } catch (error) {
      this.#o.logger.warn('archive.indexNotSaved', { error: String(error) });
    }
  }

  #save(): void {
    if (this.#unsaved === 0 || !this.#o.maySave()) return;
    this.#unsaved = 0;
    const bytes = this.#projection.database.export();
    this.#saving = this.#saving.then(() => this.#file.save(bytes));
  }
}
