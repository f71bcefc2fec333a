import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { decodeRecord } from '../../../../src/archive/log/logRecord.ts';
import { projectRoot } from '../../../support/projectRoot.ts';

/** The sources of the worker instead of its bundle, which may be an old one: Node runs TypeScript in worker threads. */
export const workerSource = join(projectRoot, 'src/archive/worker/projectionWorker.ts');

/** Paths of all files below a folder, with "/". */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    );
}

export type LogRecord = Readonly<Record<string, unknown>> & { readonly t: string };

/** The records of all logs in an archive folder. */
export async function recordsIn(folder: string): Promise<readonly LogRecord[]> {
  const log = join(folder, 'log');
  const files = await Promise.all((await filesIn(log)).map((file) => nodeFiles.readAll(join(log, file))));
  return files
    .flatMap((bytes) => bytes.toString('latin1').split('\n'))
    .map((line) => decodeRecord(Buffer.from(line, 'latin1')))
    .filter((record) => record !== undefined) as LogRecord[];
}
