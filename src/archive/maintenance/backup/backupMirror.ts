import { dirname, join } from 'node:path';
import type { Clock } from '../../../core/ports/platform.ts';
import type { FilePort } from '../../disk/files.ts';
import { fileError, noting, readFailure, type FileFailure } from '../../disk/fileFailure.ts';
import { listLogs } from '../../disk/walkFiles.ts';
import { bytesOf, findSlot, sizeOf, UnreadableFile } from './logCopies.ts';
import { filesOfRecords } from '../purge/purgeArchive.ts';
import { findPurged } from '../purge/findPurged.ts';
import type { PurgedIds } from '../../log/purgedIds.ts';
import { PurgeMarks } from '../purge/purgeMarks.ts';
import { purgeRecords } from '../purge/purgeRecords.ts';
import { replaceFile, sweepTemporaries, temporaryPath } from '../../disk/temporaryFile.ts';

export interface BackupMirrorOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

export interface MirrorResult {
  /** Logs that were copied, and those of which the rest was added. */
  readonly copied: number;
  readonly extended: number;
  readonly bytes: number;
  /** Logs that are not what was copied before: both are kept, the new one under this name in `backup/log/`. */
  readonly keptApart: readonly string[];
  /** Logs that could not be read; the others were copied. */
  readonly failures: readonly FileFailure[];
}

/**
 * Brings `backup/log/` up to date with `log/`. Nothing in it is ever replaced or deleted, but purges reach it.
 * Rejects with DISK_FULL, ARCHIVE_READONLY or ARCHIVE_DAMAGED; what was copied before stays, and the next run goes on from there.
 */
export async function backupMirror({ files, clock, folder, signal }: BackupMirrorOptions): Promise<MirrorResult> {
  const [log, backup] = [join(folder, 'log'), join(folder, 'backup/log')];
  const result = { copied: 0, extended: 0, bytes: 0, keptApart: [] as string[], failures: [] as FileFailure[] };
  try {
    await sweepTemporaries(files, backup, clock.now());
    const purged = await findPurged(files, log);
    // A purge that was interrupted between the two would look like damage here.
    await purge(files, clock, folder, purged);
    for (const file of await listLogs(files, log, noting(result.failures, 'log'))) {
      signal?.throwIfAborted();
      try {
        await mirrorFile(file);
      } catch (error) {
        if (!UnreadableFile.is(error)) throw error;
        result.failures.push(readFailure(`log/${file}`, error.cause));
      }
    }
    // One that began meanwhile may have missed what was copied after it read them.
    const all = await findPurged(files, log);
    await purge(files, clock, folder, all.without(purged));
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error);
  }
  return result;

  async function mirrorFile(file: string): Promise<void> {
    const source = { path: join(log, file), size: await sizeOf(files, join(log, file)) };
    const { name, here, relation } = await findSlot(files, backup, file, source, true);
    if (relation === 'hasAll') return;
    const target = join(backup, name);
    if (here) {
      let at = here.size;
      for await (const bytes of bytesOf(files, source.path, at, source.size)) {
        await files.overwrite(target, [{ at, bytes }]);
        at += bytes.length;
      }
      result.extended += 1;
      result.bytes += at - here.size;
      return;
    }
    await files.makeFolder(dirname(target));
    const temporary = temporaryPath(dirname(target), 'copy', clock.now());
    result.bytes += await replaceFile({
      files,
      clock,
      temporary,
      path: target,
      content: bytesOf(files, source.path, 0, source.size),
    });
    result.copied += 1;
    if (name !== file) result.keptApart.push(name);
  }
}

async function purge(files: FilePort, clock: Clock, folder: string, purged: PurgedIds): Promise<void> {
  if (purged.size === 0) return;
  await purgeRecords({ files, clock, folder, logs: await filesOfRecords(files, folder, () => undefined), marks: new PurgeMarks(purged) });
}
