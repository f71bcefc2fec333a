import { join } from 'node:path';
import type { Clock } from '../../../core/ports/platform.ts';
import type { FilePort } from '../../disk/files.ts';
import { noting, type FileFailure } from '../../disk/fileFailure.ts';
import type { PurgedIds } from '../../log/purgedIds.ts';
import { purgeCopies, type PurgedCopies } from './purgeCopies.ts';
import { PurgeMarks } from './purgeMarks.ts';
import { purgeRecords, type PurgedRecords } from './purgeRecords.ts';
import type { TextNeedle } from './textNeedles.ts';
import { filesBelow, type OnUnreadable } from '../../disk/walkFiles.ts';

export interface PurgeArchiveOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  readonly purged: PurgedIds;
}

export interface ArchivePurge extends PurgedRecords, PurgedCopies {
  /** Pieces of the texts that stood in what was overwritten; for `proveAbsence`, and never to be written anywhere. */
  readonly needles: readonly TextNeedle[];
}

/** Every file that can hold records, whatever it is called: copies, temporary files, and what sync programs made of them. */
export async function filesOfRecords(files: FilePort, folder: string, onUnreadable: OnUnreadable): Promise<string[]> {
  const found: string[] = [];
  for (const room of ['log', 'backup']) {
    const report: OnUnreadable = (path, error) => onUnreadable(`${room}/${path}`, error);
    for await (const name of filesBelow(files, join(folder, room), report)) found.push(`${room}/${name}`);
  }
  return found;
}

/**
 * Takes the content of conversations and messages out of all files of the archive. Before it, the record that says so must be in a log, so that
 * no window puts the content into a database again; after it, the database of this version must be saved anew. Safe to repeat.
 */
export async function purgeArchive({ files, clock, folder, purged }: PurgeArchiveOptions): Promise<ArchivePurge> {
  const failures: FileFailure[] = [];
  const logs = await filesOfRecords(files, folder, noting(failures));
  const marks = new PurgeMarks(purged);
  let before: PurgedCopies = { copies: 0, failures: [] };
  const records = await purgeRecords({
    files,
    clock,
    folder,
    logs,
    marks,
    onLearned: async () => {
      before = await purgeCopies(files, folder, marks);
    },
  });
  // Another window that read a line while it was overwritten has kept a copy of it.
  const after = await purgeCopies(files, folder, marks);
  return {
    ...records,
    copies: before.copies + after.copies,
    failures: [...failures, ...records.failures, ...after.failures],
    needles: marks.needles,
  };
}
