import { join } from 'node:path';
import type { FilePort } from '../../disk/files.ts';
import { isClosed } from '../../disk/logName.ts';
import { decodeRecord, findRecords } from '../../log/logRecord.ts';
import { readRecord } from '../../log/operations.ts';
import { readFailure } from '../../disk/fileFailure.ts';
import { contentOf } from '../purge/contentRecord.ts';
import { listLogs } from '../../disk/walkFiles.ts';
import { logLines, type LogLine } from '../../log/logLines.ts';
import type { PurgeMarks } from '../purge/purgeMarks.ts';
import type { LogCounts, ProblemList } from './verifyReport.ts';

export interface InspectLogsOptions {
  readonly files: FilePort;
  /** The folder of the archive. */
  readonly folder: string;
  /** Where in it the logs are. */
  readonly room: 'log' | 'backup/log';
  readonly now: number;
  /** Of the purged conversations and messages. */
  readonly marks: PurgeMarks;
  readonly problems: ProblemList;
  readonly signal: AbortSignal | undefined;
}

/** Bytes of a log up to the end of its last whole line. */
export type WholeBytes = ReadonlyMap<string, number>;

interface LogInspectionResult {
  readonly counts: LogCounts;
  readonly whole: WholeBytes;
}

/** Reads every line of all logs in a folder and says what is wrong with them. */
export async function inspectLogs(options: InspectLogsOptions): Promise<LogInspectionResult> {
  const inspection = new LogInspection(options);
  const { files, folder, room, problems, signal } = options;
  const noteUnreadable = (path: string, error: unknown): void => {
    problems.add({ kind: 'unreadableFile', ...readFailure(path === '' ? room : `${room}/${path}`, error) });
  };
  for (const file of await listLogs(files, join(folder, room), noteUnreadable)) {
    try {
      await inspection.read(file);
    } catch (error) {
      signal?.throwIfAborted();
      noteUnreadable(file, error);
    }
  }
  return inspection.result();
}

class LogInspection {
  readonly #files: FilePort;
  /** The folder of the archive. */
  readonly #folder: string;
  readonly #room: InspectLogsOptions['room'];
  readonly #now: number;
  readonly #marks: PurgeMarks;
  readonly #problems: ProblemList;
  readonly #signal: AbortSignal | undefined;
  readonly #whole = new Map<string, number>();
  readonly #unknown = new Map<string, number>();
  #fileCount = 0;
  #bytes = 0;
  #records = 0;
  #damagedLines = 0;
  #halfRecords = 0;

  constructor(options: InspectLogsOptions) {
    this.#files = options.files;
    this.#folder = options.folder;
    this.#room = options.room;
    this.#now = options.now;
    this.#marks = options.marks;
    this.#problems = options.problems;
    this.#signal = options.signal;
  }

  result(): LogInspectionResult {
    return {
      counts: {
        files: this.#fileCount,
        bytes: this.#bytes,
        records: this.#records,
        damagedLines: this.#damagedLines,
        halfRecords: this.#halfRecords,
        unknownTypes: Object.fromEntries(this.#unknown),
      },
      whole: this.#whole,
    };
  }

  async read(file: string): Promise<void> {
    const path = join(this.#folder, this.#room, file);
    const end = (await this.#files.size(path)) ?? 0;
    this.#fileCount += 1;
    this.#bytes += end;
    for await (const lines of logLines(this.#files, path, { end, signal: this.#signal })) {
      for (const line of lines) {
        if (line.ended) this.#whole.set(file, line.at + line.bytes.length + 1);
        this.#take(file, line);
      }
    }
  }

  #take(file: string, line: LogLine): void {
    const json = decodeRecord(line.bytes);
    const isSound = json !== undefined && this.#count(json);
    const isLeft = isSound ? this.#marks.isContent(json) : this.#marks.spansIn(line.bytes).length > 0;
    const position = { file: `${this.#room}/${file}`, offset: line.at };
    if (isLeft && (line.ended || isClosed(file, this.#now))) {
      const whose = isSound
        ? ` (${Object.values(contentOf(json) ?? {})
            .join(' ')
            .trim()})`
        : '';
      this.#problems.add({
        kind: 'purgedContent',
        ...position,
        message: `A record of a purged conversation or entry${whose} is still in ${position.file}, byte ${line.at}.`,
      });
    }
    if (isSound) return;
    const found = findRecords(line.bytes);
    const recovered = found.filter((record) => this.#count(record.json)).length;
    if (!line.ended && recovered === 0) {
      // While its window lives, this is a record on its way.
      if (isClosed(file, this.#now)) this.#halfRecords += 1;
      return;
    }
    this.#damagedLines += 1;
    const rest = recovered === 0 ? '' : ` ${recovered} whole records were found inside it and are used.`;
    const kind = this.#room === 'log' ? 'damagedLine' : 'damagedBackup';
    this.#problems.add({
      kind,
      ...position,
      message: `A damaged line of ${line.bytes.length} bytes is in ${position.file}, byte ${line.at}.${rest}`,
    });
  }

  /** False when it is not a record that any version writes. */
  #count(json: unknown): boolean {
    const record = readRecord(json);
    if (record.kind === 'invalid') return false;
    this.#records += 1;
    if (record.kind === 'unknown') this.#noteUnknown(record.type, record.must);
    return true;
  }

  #noteUnknown(type: string, must: boolean): void {
    const seen = this.#unknown.get(type) ?? 0;
    this.#unknown.set(type, seen + 1);
    if (must && seen === 0 && this.#room === 'log') {
      const message = `A newer version of Neural Terminal wrote to this archive (it uses "${type}"). This version reads it and may not change it.`;
      this.#problems.add({ kind: 'newerVersion', message });
    }
  }
}
