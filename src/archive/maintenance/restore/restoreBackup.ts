import { dirname, join } from 'node:path';
import type { Clock } from '../../../core/ports/platform.ts';
import { ChatError } from '../../../core/errors/chatError.ts';
import type { FilePort } from '../../disk/files.ts';
import { fileError, type FileFailure } from '../../disk/fileFailure.ts';
import { openFolder, type IncomingLog, type SkippedFile } from './incomingBackup.ts';
import { openZip } from './incomingZip.ts';
import { listLogs } from '../../disk/walkFiles.ts';
import { findSlot } from '../backup/logCopies.ts';
import { purgeArchive } from '../purge/purgeArchive.ts';
import { findPurged } from '../purge/findPurged.ts';
import { PurgedIds, type PurgedIdLists } from '../../log/purgedIds.ts';
import { PurgeMarks } from '../purge/purgeMarks.ts';
import { purgeRecords } from '../purge/purgeRecords.ts';
import { eachRecord } from '../../log/eachRecord.ts';
import { RecordIds } from './recordIds.ts';
import { renameFile, sweepTemporaries, temporaryPath, writeNewFile } from '../../disk/temporaryFile.ts';

export interface RestoreBackupOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  /** Absolute path of a .zip, of an archive folder, or of its `log/`. */
  readonly source: string;
  readonly signal?: AbortSignal;
}

export interface RestoreResult {
  /** Files that were added. */
  readonly files: number;
  readonly bytes: number;
  /** Files of which everything was here already. */
  readonly present: number;
  /** Records that were not here, of all kinds; without those that stand for purged ones. */
  readonly records: number;
  readonly skipped: readonly SkippedFile[];
  /** Conversations and messages that the backup says are purged: their content was taken away here as well. */
  readonly purged: PurgedIds;
  readonly failures: readonly FileFailure[];
}

/** A file of the backup that lies in the archive under a name that no window reads. */
interface Staged {
  readonly log: IncomingLog;
  readonly path: string;
}

/**
 * Merges a backup into the archive: its logs are copied in beside those that are here. Nothing here is replaced, and a record that comes
 * twice counts once. Rejects with DISK_FULL, ARCHIVE_READONLY or ARCHIVE_DAMAGED; then only whole files came in, or none.
 * Afterwards all months must be read again: a reader of the archive passes over logs of old months.
 */
export async function restoreBackup(options: RestoreBackupOptions): Promise<RestoreResult> {
  const restoration = new Restoration(options);
  try {
    return await restoration.run();
  } catch (error) {
    options.signal?.throwIfAborted();
    throw fileError(error);
  } finally {
    await restoration.clear();
  }
}

class Restoration {
  readonly #files: RestoreBackupOptions['files'];
  readonly #clock: RestoreBackupOptions['clock'];
  readonly #folder: RestoreBackupOptions['folder'];
  readonly #signal: RestoreBackupOptions['signal'];
  readonly #source: RestoreBackupOptions['source'];
  readonly #log: string;
  readonly #staged: Staged[] = [];
  readonly #skipped: SkippedFile[] = [];

  constructor(options: RestoreBackupOptions) {
    this.#files = options.files;
    this.#clock = options.clock;
    this.#folder = options.folder;
    this.#signal = options.signal;
    this.#source = options.source;
    this.#log = join(options.folder, 'log');
  }

  async run(): Promise<RestoreResult> {
    const purgedHere = await findPurged(this.#files, this.#log);
    const purgedThere = await this.#stageAll();
    await this.#purgeStaged(purgedHere.with(purgedThere));
    const before = await listLogs(this.#files, this.#log, () => undefined);
    const ids = new RecordIds();
    const added: string[] = [];
    let bytes = 0;
    let present = 0;
    for (const { log, path } of this.#staged) {
      this.#signal?.throwIfAborted();
      const size = (await this.#files.size(path)) ?? 0;
      const slot = await findSlot(this.#files, this.#log, log.file, { path, size }, false);
      if (slot.relation === 'hasAll') {
        present += 1;
        continue;
      }
      await eachRecord(this.#files, path, ({ writer, seq, isStandIn }) => {
        if (!isStandIn) ids.add(writer, seq);
      });
      const target = join(this.#log, slot.name);
      await this.#files.makeFolder(dirname(target));
      await renameFile(this.#files, this.#clock, path, target);
      await this.#files.syncFolder(dirname(target));
      added.push(slot.name);
      bytes += size;
    }
    const purged = purgedThere.without(purgedHere);
    const failures =
      purged.size > 0 ? (await purgeArchive({ files: this.#files, clock: this.#clock, folder: this.#folder, purged })).failures : [];
    if (ids.size > 0) for (const file of before) await this.#dropKnown(file, ids);
    return { files: added.length, bytes, present, records: ids.size, skipped: this.#skipped, purged, failures };
  }

  /** A log of the archive that cannot be read makes more records count as new, and nothing else. */
  async #dropKnown(file: string, ids: RecordIds): Promise<void> {
    await eachRecord(this.#files, join(this.#log, file), ({ writer, seq }) => ids.delete(writer, seq)).catch(() => undefined);
  }

  /** Removes what was staged and not added. */
  async clear(): Promise<void> {
    for (const { path } of this.#staged) await this.#files.remove(path).catch(() => undefined);
  }

  /** Unpacks everything beside the logs, so that nothing has come in when the disk is full. Returns what it says is purged. */
  async #stageAll(): Promise<PurgedIds> {
    const backup =
      (await this.#files.size(this.#source)) === undefined ? await openFolder(this.#files, this.#source) : await openZip(this.#source);
    try {
      if (backup.logs.length === 0) throw noLogs();
      this.#skipped.push(...backup.skipped);
      await this.#files.makeFolder(this.#log);
      await sweepTemporaries(this.#files, this.#log, this.#clock.now());
      let purged = new PurgedIds();
      for (const [index, log] of backup.logs.entries()) {
        this.#signal?.throwIfAborted();
        const path = temporaryPath(this.#log, `restore-${index}`, this.#clock.now());
        const reason = await this.#stage(log, path, (ids) => (purged = purged.with(ids)));
        if (reason !== undefined) this.#skipped.push({ file: log.source, reason });
      }
      return purged;
    } finally {
      backup.close();
    }
  }

  /** Why the file is left out; undefined when it is staged. */
  async #stage(log: IncomingLog, path: string, onPurged: (ids: PurgedIdLists) => void): Promise<string | undefined> {
    try {
      await writeNewFile(this.#files, path, sayingWhy(log));
    } catch (error) {
      if (DamagedSource.is(error)) return error.message;
      throw error;
    }
    this.#staged.push({ log, path });
    let records = 0;
    await eachRecord(this.#files, path, ({ purges }) => {
      records += 1;
      if (purges) onPurged(purges);
    });
    if (records > 0) return undefined;
    this.#staged.pop();
    await this.#files.remove(path);
    return 'holds no record';
  }

  async #purgeStaged(purged: PurgedIds): Promise<void> {
    if (purged.size === 0) return;
    const logs = this.#staged.map(({ path }) => path.slice(this.#log.length + 1));
    const { failures } = await purgeRecords({
      files: this.#files,
      clock: this.#clock,
      folder: this.#log,
      logs,
      marks: new PurgeMarks(purged),
    });
    const [failure] = failures;
    if (failure) throw new ChatError('ARCHIVE_DAMAGED', `The backup was not restored: ${failure.message}`);
  }
}

/** A file that the backup itself does not give whole. */
class DamagedSource extends Error {
  readonly code = 'DAMAGED_SOURCE';

  static is(error: unknown): error is DamagedSource {
    return error instanceof DamagedSource;
  }
}

async function* sayingWhy(log: IncomingLog): AsyncGenerator<Buffer> {
  try {
    yield* log.read();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new DamagedSource(`is damaged or cannot be read (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

const noLogs = (): ChatError =>
  new ChatError(
    'ARCHIVE_DAMAGED',
    'This holds no logs of Neural Terminal. Nothing was changed. Choose a backup .zip, or an archive folder.',
  );
