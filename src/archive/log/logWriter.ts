import { join } from 'node:path';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import { ChatError } from '../../core/errors/chatError.ts';
import { isDiskFull, UnconfirmedWriteError, writeError } from '../disk/diskErrors.ts';
import { errorCode, type FilePort, type LogFile } from '../disk/files.ts';
import type { LamportCounter } from './lamportCounter.ts';
import { logLifetimeMs, logPath, newSuffix, writerName } from '../disk/logName.ts';
import { encodeRecord } from './logRecord.ts';
import { checkBody, recordOf, type BodyOf, type OperationBody } from './operations.ts';
import type { OwnLogs } from './ownLogs.ts';

interface Pending {
  readonly body: OperationBody;
  readonly at: number;
  /** Encoded once: when a file has to be abandoned, the same record with the same id goes into the next one. */
  bytes: Buffer | null;
  readonly resolve: () => void;
  readonly reject: (error: ChatError) => void;
}

interface OpenLog {
  readonly writer: string;
  readonly file: LogFile;
  readonly openedAt: number;
  /** What must stand before the next record: the first line of the file, or the LF that ends a torn record. */
  lead: Buffer;
  length: number;
  durable: number;
  seq: number;
}

const lineFeed = Buffer.from('\n');

interface LogWriterOptions {
  readonly files: FilePort;
  /** The folder `log/`. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counter: LamportCounter;
  readonly opening: BodyOf<'log.opened'>;
}

/**
 * The one log of this window. No other window writes to it, so there is no lock; it is never truncated and never rewritten.
 * Records that wait while the disk works go out together: one write, one fdatasync, then all of them are acknowledged.
 *
 * A rejected record was promised to no caller, but it may still be found on the disk later. Sequence numbers are never used twice.
 */
export class LogWriter {
  readonly #clock: LogWriterOptions['clock'];
  readonly #logger: LogWriterOptions['logger'];
  readonly #counter: LogWriterOptions['counter'];
  readonly #files: LogWriterOptions['files'];
  readonly #folder: LogWriterOptions['folder'];
  readonly #opening: LogWriterOptions['opening'];
  readonly #writers = new Set<string>();
  #nextSuffix = newSuffix();
  #queue: Pending[] = [];
  #pump: Promise<void> | null = null;
  #log: OpenLog | null = null;

  constructor(options: LogWriterOptions) {
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#counter = options.counter;
    this.#files = options.files;
    this.#folder = options.folder;
    this.#opening = options.opening;
  }

  /** Resolves when the operation is on the disk. Rejects with DISK_FULL, ARCHIVE_READONLY, ARCHIVE_DAMAGED, or INTERNAL for what no reader would accept. */
  async append(body: OperationBody): Promise<void> {
    try {
      checkBody(body);
    } catch (error) {
      throw unwritable(error);
    }
    await new Promise<void>((resolve, reject) => {
      this.#queue.push({ body, at: this.#clock.now(), bytes: null, resolve, reject });
      this.#pump ??= this.#run();
    });
  }

  /** Whether this window is the writer. */
  isOwn(writer: string): boolean {
    return this.#writers.has(writer);
  }

  /** What of its own logs this window may read at this moment. */
  ownLogs(): OwnLogs {
    const open = this.#log && { file: logPath(this.#log.writer), durable: this.#log.durable };
    return { writers: [...this.#writers], open, nextSuffix: this.#nextSuffix };
  }

  /** Resolves when everything appended is written, and closes the file. */
  async close(): Promise<void> {
    await this.#pump;
    await this.#leave();
  }

  async #run(): Promise<void> {
    // Everything that is appended in the same turn of the event loop goes out together.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#commit(this.#queue.splice(0));
    this.#pump = null;
  }

  async #commit(batch: Pending[]): Promise<void> {
    try {
      await this.#write(batch);
    } catch (first) {
      // After a failed fsync the page cache may hold what the disk does not, and a second fsync would lie: the file is never touched again.
      await this.#leave();
      this.#logger.warn('archive.logAbandoned', { code: errorCode(first), error: String(first) });
      try {
        await this.#write(batch);
      } catch (second) {
        await this.#leave();
        for (const pending of batch) pending.reject(writeError(second));
      }
    }
  }

  /** Writes and acknowledges what fits. Throws when nothing at all is certain. */
  async #write(batch: Pending[]): Promise<void> {
    const log = await this.#current();
    const pending = batch.filter((item) => this.#encode(item, log));
    const chunks = [log.lead, ...pending.map((item) => item.bytes ?? lineFeed)];
    const bytes = Buffer.concat(chunks);
    let written = 0;
    let failure: unknown;
    try {
      while (written < bytes.length) {
        const count = await log.file.append(bytes.subarray(written));
        if (count === 0) throw Object.assign(new Error('The disk takes no more bytes.'), { code: 'ENOSPC' });
        written += count;
      }
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      failure = error;
    }
    log.length += written;
    const ends = endsOf(chunks);
    // A torn record is ended by an LF, so that it damages only itself.
    if (written > 0) log.lead = ends.includes(written) ? Buffer.alloc(0) : lineFeed;
    const whole = pending.filter((_, index) => (ends[index + 1] ?? Infinity) <= written);
    if (whole.length > 0) {
      await confirm(log.file);
      log.durable = log.length - (written - Math.max(...ends.filter((end) => end <= written)));
    }
    for (const item of whole) item.resolve();
    for (const item of pending.slice(whole.length)) item.reject(writeError(failure));
  }

  #encode(item: Pending, log: OpenLog): boolean {
    try {
      item.bytes ??= encodeRecord(recordOf({ writer: log.writer, seq: ++log.seq, lc: this.#counter.next(), at: item.at, body: item.body }));
      return true;
    } catch (error) {
      item.reject(unwritable(error));
      return false;
    }
  }

  /** The open log; a new one after 24 hours, so that an old file can be trusted not to change. */
  async #current(): Promise<OpenLog> {
    const now = this.#clock.now();
    if (this.#log && now - this.#log.openedAt >= logLifetimeMs) await this.#leave();
    if (this.#log) return this.#log;
    const writer = writerName(now, this.#nextSuffix);
    const path = join(this.#folder, logPath(writer));
    const month = join(path, '..');
    await this.#files.makeFolder(month);
    const file = await this.#files.createLog(path).catch((error: unknown) => {
      this.#nextSuffix = newSuffix();
      throw error;
    });
    // At the first write of all, even the folder above the archive may be new.
    for (const above of [month, this.#folder, join(this.#folder, '..'), join(this.#folder, '..', '..')])
      await this.#files.syncFolder(above);
    this.#writers.add(writer);
    const lead = encodeRecord(recordOf({ writer, seq: 0, lc: this.#counter.next(), at: now, body: this.#opening }));
    this.#log = { writer, file, openedAt: now, lead, length: 0, durable: 0, seq: 0 };
    this.#nextSuffix = newSuffix();
    return this.#log;
  }

  async #leave(): Promise<void> {
    const log = this.#log;
    this.#log = null;
    await log?.file.close().catch((error: unknown) => this.#logger.warn('archive.logCloseFailed', { code: errorCode(error) }));
  }
}

/** A file that was deleted took its records along; after any other failure they may be there all the same. */
async function confirm(file: LogFile): Promise<void> {
  try {
    await file.sync();
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? error : new UnconfirmedWriteError(error);
  }
}

/** Where each chunk ends. */
function endsOf(chunks: readonly Buffer[]): number[] {
  let end = 0;
  return chunks.map((chunk) => (end += chunk.length));
}

function unwritable(cause: unknown): ChatError {
  return new ChatError('INTERNAL', 'This could not be saved, because the extension made a record that it could not read again.', { cause });
}
