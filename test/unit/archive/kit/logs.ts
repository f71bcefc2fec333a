import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchiveReport } from '../../../../src/archive/disk/archiveReport.ts';
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { LogReader } from '../../../../src/archive/log/logReader.ts';
import { encodeRecord } from '../../../../src/archive/log/logRecord.ts';
import { recordOf, type Operation, type OperationBody } from '../../../../src/archive/log/operations.ts';
import { Quarantine } from '../../../../src/archive/disk/quarantine.ts';

export const writerA = '20260102-aaaaaaaaaaaaaaaaaaaa';
export const writerB = '20260102-bbbbbbbbbbbbbbbbbbbb';
export const logA = `2026-01/${writerA}.ndjson`;
/** 2026-01-02, noon. */
export const noon = Date.UTC(2026, 0, 2, 12);

export const operation = (writer: string, seq: number, body: OperationBody, lc = seq): Operation => ({
  writer,
  seq,
  lc,
  at: noon + seq,
  body,
});

export const question = (message: string, text: string): OperationBody => ({
  t: 'message.added',
  message,
  conversation: 'c',
  parent: null,
  role: 'user',
  model: null,
  text,
  attachments: [],
  createdAt: noon,
});

export const lines = (operations: readonly Operation[]): Buffer => Buffer.concat(operations.map((entry) => encodeRecord(recordOf(entry))));

/** Writes a file into `log/` of an archive folder. */
export async function writeLog(folder: string, file: string, bytes: Uint8Array): Promise<void> {
  const path = join(folder, 'log', file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

export interface ReadLogs {
  readonly operations: Operation[];
  readonly reports: ArchiveReport[];
  readonly counter: LamportCounter;
  readonly reader: LogReader;
}

/** A reader over the logs of an archive folder that collects what it reads. */
export function readerOf(
  folder: string,
  options: { readonly limit?: (file: string) => number | undefined; readonly now?: () => number; readonly files?: FilePort } = {},
): ReadLogs {
  const files = options.files ?? nodeFiles;
  const operations: Operation[] = [];
  const reports: ArchiveReport[] = [];
  const counter = new LamportCounter();
  const reader = new LogReader({
    files,
    folder: join(folder, 'log'),
    counter,
    quarantine: new Quarantine(files, join(folder, 'quarantine')),
    now: options.now ?? (() => noon),
    limit: options.limit ?? (() => undefined),
    covered: new Map(),
    apply: (batch) => void operations.push(...batch.operations),
    report: (report) => void reports.push(report),
  });
  return { operations, reports, counter, reader };
}

export const quarantined = (folder: string): Promise<string[]> => readdir(join(folder, 'quarantine')).catch(() => []);
