import { join } from 'node:path';
import type { ArchiveReport } from '../disk/archiveReport.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import type { LamportCounter } from './lamportCounter.ts';
import { isClosed, isFromMonth, isLogFile, isMonthFolder, recentMonth } from '../disk/logName.ts';
import { decodeRecord, longestLineBytes, salvageRecords } from './logRecord.ts';
import { readRecord, type Operation } from './operations.ts';
import type { Quarantine } from '../disk/quarantine.ts';

/** Small enough that the host's event loop never waits long: a millisecond of work. */
const hostChunkBytes = 64 * 1024;
const lineFeed = 0x0a;
/** Damaged lines of one file that are kept and reported. A file with more is no log, or is lost as a whole. */
const mostDamagedLines = 100;

/** What one piece of one log says. */
export interface LogBatch {
  /** Path inside `log/`, with "/". */
  readonly file: string;
  /** Bytes of the file that are read after this batch. */
  readonly bytes: number;
  readonly operations: readonly Operation[];
}

export interface LogReaderOptions {
  readonly files: FilePort;
  /** The folder `log/`. */
  readonly folder: string;
  readonly counter: LamportCounter;
  readonly quarantine: Quarantine;
  readonly now: () => number;
  /** Bytes of a log that may be read (this window's own log: what is on the disk for certain); undefined = all of it. */
  readonly limit: (file: string) => number | undefined;
  /** Bytes of each log that are known already. */
  readonly covered: ReadonlyMap<string, number>;
  readonly apply: (batch: LogBatch) => void;
  readonly report: (report: ArchiveReport) => void;
  /** Bytes read and applied at once; nothing else of the thread runs meanwhile. */
  readonly chunkBytes?: number;
}

/** Reads logs as far as they are, and the next time only what was added. The last line waits until it is whole. */
export class LogReader {
  readonly #files: FilePort;
  readonly #folder: string;
  readonly #counter: LamportCounter;
  readonly #quarantine: Quarantine;
  readonly #now: LogReaderOptions['now'];
  readonly #limit: LogReaderOptions['limit'];
  readonly #applyBatch: LogReaderOptions['apply'];
  readonly #report: LogReaderOptions['report'];
  readonly #chunkBytes: number;
  readonly #covered: Map<string, number>;
  /** Where each log ended when it was read last. */
  readonly #readEnds = new Map<string, number>();
  /** Logs that were read to their end when no window could write them any more. */
  readonly #complete = new Set<string>();
  readonly #unreadable = new Set<string>();
  readonly #damaged = new Map<string, number>();
  #lastReadAt: number | null = null;

  constructor(options: LogReaderOptions) {
    this.#files = options.files;
    this.#folder = options.folder;
    this.#counter = options.counter;
    this.#quarantine = options.quarantine;
    this.#now = options.now;
    this.#limit = options.limit;
    this.#applyBatch = options.apply;
    this.#report = options.report;
    this.#chunkBytes = options.chunkBytes ?? hostChunkBytes;
    this.#covered = new Map(options.covered);
  }

  /** Reads what is new in the logs of `fromMonth` ("2026-01") and later; all logs without it. */
  async read(fromMonth = ''): Promise<void> {
    const now = this.#now();
    // The last time may be months ago, and logs that were living then were written to after it.
    const since = this.#lastReadAt === null ? fromMonth : recentMonth(Math.min(this.#lastReadAt, now));
    this.#lastReadAt = now;
    for (const file of await this.#list(since < fromMonth ? since : fromMonth)) {
      if (this.#complete.has(file)) continue;
      try {
        const isWhole = await this.#readFile(file);
        if (isWhole && isClosed(file, now)) this.#complete.add(file);
      } catch (error) {
        // Only the disk's errors are about this file.
        if (errorCode(error) === undefined) throw error;
        this.#reportUnreadable(file, error);
      }
    }
  }

  /** How large the logs of these months are now. */
  async sizes(fromMonth: string): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for (const file of await this.#list(fromMonth)) sizes.set(file, (await this.#files.size(join(this.#folder, file))) ?? 0);
    return sizes;
  }

  async #list(fromMonth: string): Promise<string[]> {
    const found: string[] = [];
    for (const name of (await this.#files.list(this.#folder)).sort()) {
      if (!isFromMonth(name, fromMonth)) continue;
      if (isLogFile(name)) found.push(name);
      if (!isMonthFolder(name)) continue;
      try {
        for (const log of (await this.#files.list(join(this.#folder, name))).sort()) if (isLogFile(log)) found.push(`${name}/${log}`);
      } catch (error) {
        this.#reportUnreadable(name, error);
      }
    }
    return found;
  }

  /** False when there is more in it than may be read. */
  async #readFile(file: string): Promise<boolean> {
    const path = join(this.#folder, file);
    const size = await this.#files.size(path);
    const end = Math.min(size ?? 0, this.#limit(file) ?? Infinity);
    const isWhole = end === (size ?? 0);
    if (this.#readEnds.get(file) === end) return isWhole;
    let from = this.#covered.get(file) ?? 0;
    let want = this.#chunkBytes;
    while (from < end) {
      const bytes = await this.#files.read(path, from, Math.min(want, end - from));
      const lines = bytes.subarray(0, bytes.lastIndexOf(lineFeed) + 1);
      if (lines.length > 0) {
        from = await this.#take(file, from, lines);
        want = this.#chunkBytes;
      } else if (bytes.length >= longestLineBytes) {
        from = this.#passOver(file, from, bytes.length);
      } else if (from + bytes.length < end && bytes.length > 0) {
        want *= 2;
      } else {
        // A whole record followed by a single byte that is not LF: the LF is damaged. Anything else is still being written.
        if (decodeRecord(bytes.subarray(0, -1)) !== undefined) await this.#take(file, from, bytes);
        break;
      }
    }
    this.#readEnds.set(file, end);
    return isWhole;
  }

  /** What is longer than any record must not fill the memory, however it came there. Returns the offset behind it. */
  #passOver(file: string, from: number, length: number): number {
    this.#reportUnreadable(file, `${length} bytes without the end of a line`);
    return this.#apply(file, from + length, []);
  }

  /** Applies whole lines and returns the offset behind them. */
  async #take(file: string, from: number, bytes: Buffer): Promise<number> {
    const operations: Operation[] = [];
    for (let start = 0; start < bytes.length;) {
      const found = bytes.indexOf(lineFeed, start);
      const end = found < 0 ? bytes.length : found;
      let line = bytes.subarray(start, end);
      let json = found < 0 ? undefined : decodeRecord(line);
      if (json === undefined && line.length > 0 && found >= 0) {
        // A purge may have been overwriting it at that moment.
        line = await this.#files.read(join(this.#folder, file), from + start, line.length);
        json = decodeRecord(line);
      }
      const damaged = json === undefined ? line.length > 0 : !this.#accept(json, operations);
      if (damaged) {
        const salvaged = json === undefined ? salvageRecords(line).filter((record) => this.#accept(record, operations)) : [];
        await this.#reportLine(file, from + start, line, salvaged.length);
      }
      start = end + 1;
    }
    return this.#apply(file, from + bytes.length, operations);
  }

  #apply(file: string, covered: number, operations: readonly Operation[]): number {
    this.#applyBatch({ file, bytes: covered, operations });
    this.#covered.set(file, covered);
    return covered;
  }

  /** False when it is not a record that this version could have written. */
  #accept(json: unknown, operations: Operation[]): boolean {
    const record = readRecord(json);
    if (record.kind === 'invalid') return false;
    if (record.kind === 'operation') {
      this.#counter.observe(record.operation.lc);
      operations.push(record.operation);
      return true;
    }
    this.#counter.observe(record.lc);
    if (record.must) {
      const message = `This archive was written by a newer version of Neural Terminal (it uses "${record.type}"). It can be read but not changed here: update the extension.`;
      this.#report({ kind: 'newerVersion', type: record.type, message });
    }
    return true;
  }

  /** Once for each file or folder; everything else is read. */
  #reportUnreadable(file: string, error: unknown): void {
    if (this.#unreadable.has(file)) return;
    this.#unreadable.add(file);
    const message = `A part of the archive could not be read: log/${file} (${String(error)}). Everything else was read.`;
    this.#report({ kind: 'unreadableLog', file, message });
  }

  async #reportLine(file: string, offset: number, line: Buffer, recovered: number): Promise<void> {
    const damaged = (this.#damaged.get(file) ?? 0) + 1;
    this.#damaged.set(file, damaged);
    if (damaged > mostDamagedLines) return this.#reportUnreadable(file, `more than ${mostDamagedLines} damaged lines`);
    const kept = await this.#quarantine.keepLine(file, offset, line);
    if (!kept) return;
    const message = `A damaged line was found in the archive (log/${file}, byte ${offset}). Everything else was read, and the line was kept.`;
    this.#report({ kind: 'damagedLine', file, offset, bytes: line.length, recovered, keptAs: kept.keptAs, message });
  }
}
