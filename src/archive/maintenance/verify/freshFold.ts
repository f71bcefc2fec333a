import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type { FilePort } from '../../disk/files.ts';
import { LamportCounter } from '../../log/lamportCounter.ts';
import { writerOf } from '../../disk/logName.ts';
import { LogReader } from '../../log/logReader.ts';
import { SqlProjection } from '../../projection/sqlProjection.ts';
import { Quarantine } from '../../disk/quarantine.ts';

/** A check leaves nothing behind. */
class NoQuarantine extends Quarantine {
  override keepLine(): Promise<null> {
    return Promise.resolve(null);
  }
}

interface FreshFoldOptions {
  readonly files: FilePort;
  /** The folder of the archive. */
  readonly folder: string;
  readonly sql: SqlJsStatic;
  readonly now: () => number;
  /** The projection that is followed. */
  readonly live: SqlProjection;
  readonly signal: AbortSignal | undefined;
}

/** A second projection, made from nothing but the logs, exactly as far as the first one has read them. */
export class FreshFold {
  readonly #live: FreshFoldOptions['live'];
  readonly #signal: FreshFoldOptions['signal'];
  readonly projection: SqlProjection;
  readonly #reader: LogReader;
  #target: ReadonlyMap<string, number> = new Map();
  #writers: ReadonlySet<string> = new Set();

  constructor(options: FreshFoldOptions) {
    const { files, folder, sql, now, signal } = options;
    this.#live = options.live;
    this.#signal = options.signal;
    this.projection = SqlProjection.create(sql);
    const counter = new LamportCounter();
    this.#reader = new LogReader({
      files,
      folder: join(folder, 'log'),
      counter,
      quarantine: new NoQuarantine(files, folder),
      now,
      limit: (file) => this.#limit(file),
      covered: new Map(),
      apply: (batch) => {
        signal?.throwIfAborted();
        this.projection.apply(batch, counter.value);
      },
      report: () => undefined,
    });
  }

  /** Resolves when both have read the same; until something else runs, they stay so. */
  async follow(): Promise<void> {
    do {
      this.#target = this.#live.covered();
      this.#writers = new Set([...this.#target.keys()].map(writerOf));
      await this.#reader.read();
      this.#signal?.throwIfAborted();
    } while (!isSame(this.#target, this.#live.covered()));
  }

  close(): void {
    this.projection.database.close();
  }

  /** Of two files of one name in different months, a projection remembers one; it has read both. */
  #limit(file: string): number | undefined {
    return this.#target.get(file) ?? (this.#writers.has(writerOf(file)) ? undefined : 0);
  }
}

const isSame = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([file, bytes]) => b.get(file) === bytes);
