import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { projectionVersion } from '../../projection/schema.ts';
import { noting, readFailure, writeFailure, type FileFailure } from '../../disk/fileFailure.ts';
import { logLines } from '../../log/logLines.ts';
import type { PurgeMarks } from './purgeMarks.ts';
import { filesBelow } from '../../disk/walkFiles.ts';

/** Databases, what SQLite tools leave beside them, and files of a save that did not end. */
const projectionFile = /(^|-)projection-v\d+\./;
const currentProjection = `projection-v${projectionVersion}.sqlite`;

export interface PurgedCopies {
  /** Files that were deleted. */
  readonly copies: number;
  readonly failures: readonly FileFailure[];
}

/**
 * Deletes what can be made again and may hold content of the conversations: copies of damaged lines about them, and all databases
 * but the one of this version, which the caller saves anew.
 */
export async function purgeCopies(files: FilePort, folder: string, marks: PurgeMarks): Promise<PurgedCopies> {
  const failures: FileFailure[] = [];
  let copies = 0;
  for (const room of ['quarantine', 'cache']) {
    for await (const name of filesBelow(files, join(folder, room), noting(failures, room))) {
      const file = `${room}/${name}`;
      const isDatabase = projectionFile.test(name);
      if (isDatabase ? file === `cache/${currentProjection}` : room === 'cache') continue;
      try {
        if (!isDatabase && !(await mentions(files, join(folder, file), marks))) continue;
      } catch (error) {
        failures.push(readFailure(file, error));
        continue;
      }
      try {
        await files.remove(join(folder, file));
        copies += 1;
      } catch (error) {
        failures.push(writeFailure(file, error));
      }
    }
  }
  return { copies, failures };
}

async function mentions(files: FilePort, path: string, marks: PurgeMarks): Promise<boolean> {
  for await (const lines of logLines(files, path)) if (lines.some(({ bytes }) => marks.spansIn(bytes).length > 0)) return true;
  return false;
}
