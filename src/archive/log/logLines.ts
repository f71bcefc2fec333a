import type { FilePort } from '../disk/files.ts';
import { longestLineBytes } from './logRecord.ts';

/** Large enough that the disk is read in long strokes, small enough that a worker answers others in between. */
const chunkBytes = 256 * 1024;
const lineFeed = 0x0a;

export interface LogLine {
  /** Offset in the file. */
  readonly at: number;
  /** Without the LF. */
  readonly bytes: Buffer;
  /** False for the last line of a file that does not end with LF: it may still be being written. */
  readonly ended: boolean;
}

export interface LogLinesOptions {
  readonly from?: number;
  /** Where to stop; as far as the file goes without it. */
  readonly end?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The lines of a file, many at a time; empty lines are left out, and one that is longer than any record comes in pieces. Rejects with what the file port says. */
export async function* logLines(files: FilePort, path: string, options: LogLinesOptions = {}): AsyncGenerator<readonly LogLine[]> {
  const { from = 0, end = Infinity, signal } = options;
  let at = from;
  let want = chunkBytes;
  while (at < end) {
    signal?.throwIfAborted();
    const length = Math.min(want, end - at);
    const bytes = await files.read(path, at, length);
    const atEnd = bytes.length < length || at + bytes.length === end;
    const whole = bytes.lastIndexOf(lineFeed) + 1;
    if (whole > 0) {
      yield linesIn(bytes.subarray(0, whole), at);
      at += whole;
      want = chunkBytes;
    } else if (!atEnd && want < longestLineBytes) {
      want *= 2;
      continue;
    } else if (bytes.length > 0) {
      yield [{ at, bytes, ended: false }];
      at += bytes.length;
    }
    if (atEnd && whole === 0) return;
  }
}

function linesIn(bytes: Buffer, offset: number): LogLine[] {
  const lines: LogLine[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end > start) lines.push({ at: offset + start, bytes: bytes.subarray(start, end), ended: true });
    start = end + 1;
  }
  return lines;
}
