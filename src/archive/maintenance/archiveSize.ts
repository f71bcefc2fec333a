import { join } from 'node:path';
import type { FilePort } from '../disk/files.ts';
import { filesBelow } from '../disk/walkFiles.ts';

export interface ArchiveSize {
  readonly logBytes: number;
  /** With backup, index and quarantine. */
  readonly totalBytes: number;
  readonly files: number;
  /** "2026-01"; null when there is no log. */
  readonly oldestMonth: string | null;
}

/** What cannot be read does not count. */
export async function archiveSize(files: FilePort, folder: string): Promise<ArchiveSize> {
  let logBytes = 0;
  let totalBytes = 0;
  let count = 0;
  let oldestMonth: string | null = null;
  for await (const file of filesBelow(files, folder, () => undefined)) {
    const bytes = (await files.size(join(folder, file))) ?? 0;
    count += 1;
    totalBytes += bytes;
    if (!file.startsWith('log/')) continue;
    logBytes += bytes;
    const month = /^log\/(\d{4}-\d{2})\//.exec(file)?.[1];
    if (month !== undefined && (oldestMonth === null || month < oldestMonth)) oldestMonth = month;
  }
  return { logBytes, totalBytes, files: count, oldestMonth };
}
