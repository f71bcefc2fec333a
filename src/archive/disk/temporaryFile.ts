import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Clock } from '../../core/ports/platform.ts';
import { appendAll } from './appendAll.ts';
import { errorCode, type FilePort } from './files.ts';
import { filesBelow } from './walkFiles.ts';

/** Virus scanners and sync programs hold a file open for a moment; on Windows it cannot be renamed meanwhile. */
const renameRetriesMs = [50, 200, 500];
const heldOpen = new Set(['EPERM', 'EBUSY', 'EACCES']);
/** An older one was left by a window that was killed. */
const staleMs = 60 * 60 * 1000;
/** No reader of logs takes it for one. */
const temporaryName = /(^|\/)\.[^/]+\.(\d+)-[0-9a-f]{8}\.tmp$/;

export function temporaryPath(folder: string, name: string, now: number): string {
  return join(folder, `.${name}.${temporaryEnding(now)}`);
}

/** What every temporary name ends with: when it was made, so that a sweep knows its age, and what no other window makes. */
export function temporaryEnding(now: number): string {
  return `${now}-${randomBytes(4).toString('hex')}.tmp`;
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Writes a new file, for this user only, and resolves with its length when it is on the disk. Leaves nothing when it fails. */
export async function writeNewFile(files: FilePort, path: string, content: Chunks): Promise<number> {
  const file = await files.createLog(path);
  let length = 0;
  try {
    for await (const chunk of content) {
      await appendAll(file, chunk);
      length += chunk.length;
    }
    await file.sync();
    await file.close();
    return length;
  } catch (error) {
    await file.close().catch(() => undefined);
    await files.remove(path).catch(() => undefined);
    throw error;
  }
}

/** Gives a whole file its name, and replaces what has it. Removes the file when that is not possible. */
export async function renameFile(files: FilePort, clock: Pick<Clock, 'sleep'>, from: string, to: string): Promise<void> {
  try {
    for (const waitMs of renameRetriesMs) {
      try {
        await files.rename(from, to);
        return;
      } catch (error) {
        if (!heldOpen.has(errorCode(error) ?? '')) throw error;
        await clock.sleep(waitMs);
      }
    }
    await files.rename(from, to);
  } catch (error) {
    await files.remove(from).catch(() => undefined);
    throw error;
  }
}

interface FileReplacement {
  readonly files: FilePort;
  readonly clock: Pick<Clock, 'sleep'>;
  /** In the folder of `path`; nothing has this name. */
  readonly temporary: string;
  readonly path: string;
  readonly content: Chunks;
}

/** Writes a file as a whole, or replaces it: readers see the old one or the new one. Resolves with its length; leaves nothing when it fails. */
export async function replaceFile({ files, clock, temporary, path, content }: FileReplacement): Promise<number> {
  const length = await writeNewFile(files, temporary, content);
  await renameFile(files, clock, temporary, path);
  await files.syncFolder(dirname(path));
  return length;
}

/** Removes what killed windows left below a folder. */
export async function sweepTemporaries(files: FilePort, folder: string, now: number): Promise<void> {
  for await (const name of filesBelow(files, folder, () => undefined)) {
    const made = temporaryName.exec(name)?.[2];
    if (made !== undefined && now - Number(made) > staleMs) await files.remove(join(folder, name)).catch(() => undefined);
  }
}
