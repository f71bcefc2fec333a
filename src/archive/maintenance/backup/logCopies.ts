import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';

const chunkBytes = 256 * 1024;
const extension = '.ndjson';

/** A file that could not be read, as opposed to one that could not be written. `cause` says why. */
export class UnreadableFile extends Error {
  readonly code = 'UNREADABLE_FILE';

  static is(error: unknown): error is UnreadableFile {
    return error instanceof UnreadableFile;
  }
}

async function readOrSay(files: FilePort, path: string, from: number, length: number): Promise<Buffer> {
  try {
    return await files.read(path, from, length);
  } catch (error) {
    throw new UnreadableFile(path, { cause: error });
  }
}

export async function sizeOf(files: FilePort, path: string): Promise<number> {
  try {
    return (await files.size(path)) ?? 0;
  } catch (error) {
    throw new UnreadableFile(path, { cause: error });
  }
}

/** Names that a copy of a log can have, in the order in which they are tried. All of them count as logs. */
function* copyNames(file: string): Generator<string> {
  yield file;
  for (let number = 2; ; number += 1) yield `${file.slice(0, -extension.length)} (${number})${extension}`;
}

/** The bytes of a file, some at a time, as far as `end`. */
export async function* bytesOf(files: FilePort, path: string, from: number, end: number): AsyncGenerator<Buffer> {
  for (let at = from; at < end;) {
    const bytes = await readOrSay(files, path, at, Math.min(chunkBytes, end - at));
    if (bytes.length === 0) return;
    yield bytes;
    at += bytes.length;
  }
}

/** Whether two files are the same in their first `length` bytes. */
async function beginAlike(files: FilePort, a: string, b: string, length: number): Promise<boolean> {
  for (let at = 0; at < length; at += chunkBytes) {
    const want = Math.min(chunkBytes, length - at);
    const [inA, inB] = await Promise.all([readOrSay(files, a, at, want), readOrSay(files, b, at, want)]);
    if (inA.length < want || !inA.equals(inB)) return false;
  }
  return true;
}

/** How a file that is here relates to another one: it has all of it, it has only its beginning, or it is something else. */
async function relation(
  files: FilePort,
  { path, size }: { readonly path: string; readonly size: number },
  other: { readonly path: string; readonly size: number },
): Promise<'hasAll' | 'hasBeginning' | 'different'> {
  if (!(await beginAlike(files, path, other.path, Math.min(size, other.size)))) return 'different';
  return size >= other.size ? 'hasAll' : 'hasBeginning';
}

export interface LogSlot {
  /** Path inside the folder, with "/". */
  readonly name: string;
  /** What is there. */
  readonly here: { readonly path: string; readonly size: number } | null;
  readonly relation: 'absent' | 'hasAll' | 'hasBeginning';
}

/** The first name in a folder for a file that does not belong to something else; `mayGrow`: one that holds its beginning will do. */
export async function findSlot(
  files: FilePort,
  folder: string,
  file: string,
  source: { readonly path: string; readonly size: number },
  mayGrow: boolean,
): Promise<LogSlot> {
  for (const name of copyNames(file)) {
    const path = join(folder, name);
    const size = await files.size(path);
    if (size === undefined) return { name, here: null, relation: 'absent' };
    const here = { path, size };
    const found = await relation(files, here, source);
    if (found === 'hasAll' || (found === 'hasBeginning' && mayGrow)) return { name, here, relation: found };
  }
  throw new Error('There is always another name.');
}
