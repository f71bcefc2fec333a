import { dirname, join, basename } from 'node:path';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Clock } from '../../../core/ports/platform.ts';
import type { FilePort } from '../../disk/files.ts';
import { isClosed } from '../../disk/logName.ts';
import { fileError, noting, readFailure, type FileFailure } from '../../disk/fileFailure.ts';
import { listLogs } from '../../disk/walkFiles.ts';
import { bytesOf, sizeOf, UnreadableFile } from './logCopies.ts';
import { readmeText } from '../../disk/readmeText.ts';
import { replaceFile, temporaryPath } from '../../disk/temporaryFile.ts';

const lineFeed = 0x0a;
/** For this user only, where the file is unpacked. */
const fileMode = 0o100600;

export interface BackupZipOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  /** Absolute path of the .zip. A file that is there is replaced, when the new one is whole. */
  readonly path: string;
  readonly signal?: AbortSignal;
}

export interface ZipResult {
  readonly files: number;
  /** Bytes of the logs, and of the .zip. */
  readonly bytes: number;
  readonly zipBytes: number;
  /** Logs that could not be read; the others are in the .zip. */
  readonly failures: readonly FileFailure[];
}

interface Entry {
  readonly file: string;
  readonly size: number;
}

/** Writes all logs and README.txt as one .zip. Rejects with DISK_FULL, ARCHIVE_READONLY or ARCHIVE_DAMAGED, and then leaves nothing. */
export async function backupZip({ files, clock, folder, path, signal }: BackupZipOptions): Promise<ZipResult> {
  const log = join(folder, 'log');
  const entries: Entry[] = [];
  const failures: FileFailure[] = [];
  for (const file of await listLogs(files, log, noting(failures, 'log'))) {
    try {
      entries.push({ file, size: await wholeLength(files, join(log, file), clock.now(), signal) });
    } catch (error) {
      signal?.throwIfAborted();
      failures.push(readFailure(`log/${file}`, UnreadableFile.is(error) ? error.cause : error));
    }
  }
  const temporary = temporaryPath(dirname(path), basename(path), clock.now());
  try {
    const zipBytes = await replaceFile({ files, clock, temporary, path, content: zipOf(files, log, entries, signal) });
    return { files: entries.length, bytes: entries.reduce((sum, { size }) => sum + size, 0), zipBytes, failures };
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error);
  }
}

/** Bytes of a log that go into the .zip: without a record that is being written. Reads all of it, so that a bad disk shows before the .zip is begun. */
async function wholeLength(files: FilePort, path: string, now: number, signal: AbortSignal | undefined): Promise<number> {
  const size = await sizeOf(files, path);
  let at = 0;
  let whole = 0;
  for await (const bytes of bytesOf(files, path, 0, size)) {
    signal?.throwIfAborted();
    const end = bytes.lastIndexOf(lineFeed) + 1;
    if (end > 0) whole = at + end;
    at += bytes.length;
  }
  return isClosed(basename(path), now) ? at : whole;
}

async function* zipOf(files: FilePort, log: string, entries: readonly Entry[], signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: Error): void => void output.destroy(error);
  zip.on('error', fail);
  for (const { file, size } of entries) {
    zip.addReadStreamLazy(`log/${file}`, { size, mode: fileMode }, (give) => {
      give(null, Readable.from(bytesOf(files, join(log, file), 0, size)).on('error', fail));
    });
  }
  zip.addBuffer(Buffer.from(readmeText), 'README.txt', { mode: fileMode });
  zip.end();
  for await (const chunk of output) {
    signal?.throwIfAborted();
    yield chunk as Buffer;
  }
}
