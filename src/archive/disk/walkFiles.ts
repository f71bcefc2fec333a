import { join } from 'node:path';
import type { FilePort } from './files.ts';
import { isLogFile, isMonthFolder } from './logName.ts';

/** The archive itself is four folders deep. A link that leads back up must not be followed for ever. */
const deepest = 8;

/** Notified of a file or folder below the one that is walked ("" = the folder itself), with "/". */
export type OnUnreadable = (path: string, error: unknown) => void;

/** Paths of all files below a folder, with "/", in order of their names. What cannot be read is reported and passed over. */
export async function* filesBelow(files: FilePort, folder: string, onUnreadable: OnUnreadable, depth = deepest): AsyncGenerator<string> {
  for (const name of await namesIn(files, folder, '', onUnreadable)) {
    const path = join(folder, name);
    let size: number | undefined;
    try {
      size = await files.size(path);
    } catch (error) {
      onUnreadable(name, error);
      continue;
    }
    if (size !== undefined) yield name;
    else if (depth > 1) {
      const report: OnUnreadable = (inner, error) => onUnreadable(inner === '' ? name : `${name}/${inner}`, error);
      for await (const inner of filesBelow(files, path, report, depth - 1)) yield `${name}/${inner}`;
    }
  }
}

/** Paths of all logs inside a log folder, with "/": what a reader of the archive reads, in the same order. */
export async function listLogs(files: FilePort, folder: string, onUnreadable: OnUnreadable): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(files, folder, '', onUnreadable)) {
    if (isLogFile(name)) found.push(name);
    if (!isMonthFolder(name)) continue;
    for (const log of await namesIn(files, join(folder, name), name, onUnreadable)) if (isLogFile(log)) found.push(`${name}/${log}`);
  }
  return found;
}

async function namesIn(files: FilePort, folder: string, path: string, onUnreadable: OnUnreadable): Promise<string[]> {
  try {
    return (await files.list(folder)).sort();
  } catch (error) {
    onUnreadable(path, error);
    return [];
  }
}
