import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { isLogFile, isMonthFolder, logPath, writerOf } from '../../disk/logName.ts';
import { bytesOf, sizeOf } from '../backup/logCopies.ts';
import { filesBelow, listLogs } from '../../disk/walkFiles.ts';

/** A log that a backup holds. */
export interface IncomingLog {
  /** Where it belongs inside `log/`, with "/". */
  readonly file: string;
  /** Its name in the backup, for a person. */
  readonly source: string;
  /** Its bytes. Rejects when they are not what the backup says they are. */
  readonly read: () => AsyncIterable<Buffer>;
}

/** A file of a backup that is left out. */
export interface SkippedFile {
  readonly file: string;
  /** The reason, as the rest of a sentence: "is encrypted". */
  readonly reason: string;
}

export interface IncomingBackup {
  readonly logs: readonly IncomingLog[];
  readonly skipped: readonly SkippedFile[];
  readonly close: () => void;
}

export const notALog = 'is no log of Neural Terminal';

const ownName = /^\d{8}-[0-9a-f]{20}\.ndjson$/;
/** No system and no program takes a name without these for anything but a file. */
const safeName = /^[^\p{Cc}<>:"|?*\\/]{1,200}$/u;

/** Where a log with this path inside `log/` belongs; undefined when that is no name for a log. */
export function pathOfLog(path: string): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (!isLogFile(name) || !safeName.test(name) || parts.length > 2) return undefined;
  if (parts.length === 2) return isMonthFolder(parts[0] ?? '') ? path : undefined;
  return ownName.test(name) ? logPath(writerOf(name)) : name;
}

/** A backup that is a folder: an archive, its `log/`, or a month of it. */
export async function openFolder(files: FilePort, folder: string): Promise<IncomingBackup> {
  const inside = join(folder, 'log');
  const root = (await files.list(inside)).length > 0 ? inside : folder;
  const found = await listLogs(files, root, () => undefined);
  const logs: IncomingLog[] = [];
  const skipped: SkippedFile[] = [];
  for await (const source of filesBelow(files, root, (file) => void skipped.push({ file, reason: 'cannot be read' }))) {
    const file = found.includes(source) ? pathOfLog(source) : undefined;
    if (file === undefined) {
      skipped.push({ file: source, reason: notALog });
      continue;
    }
    const path = join(root, source);
    logs.push({ file, source, read: () => wholeFile(files, path) });
  }
  return { logs, skipped, close: () => undefined };
}

async function* wholeFile(files: FilePort, path: string): AsyncGenerator<Buffer> {
  yield* bytesOf(files, path, 0, await sizeOf(files, path));
}
