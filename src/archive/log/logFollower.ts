import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../../shared/async/disposable.ts';
import { SingleFlight } from '../../shared/async/singleFlight.ts';
import { monthOf } from '../disk/logName.ts';

const pollMs = 500;

interface LogFollowerOptions {
  /** The folder `log/`. */
  readonly folder: string;
  readonly now: () => number;
  /** Reads what is new in the logs. Must not reject. */
  readonly poll: () => Promise<void>;
}

/**
 * Polls the logs of other windows while a surface is interested. The poll is the mechanism; `fs.watch` only makes it come sooner,
 * because it says nothing on network file systems. Neither keeps a process alive.
 */
export class LogFollower {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #pollLogs: () => Promise<void>;
  /** What happens during a poll may have come too late for it: then another one follows. */
  readonly #polling = new SingleFlight(() => this.#poll());
  #interested = 0;
  #timer: NodeJS.Timeout | null = null;
  #watcher: FSWatcher | null = null;
  #watched = '';

  constructor({ folder, now, poll }: LogFollowerOptions) {
    this.#folder = folder;
    this.#now = now;
    this.#pollLogs = poll;
  }

  follow(): Disposable {
    this.#interested += 1;
    if (this.#interested === 1) this.#schedule(0);
    let interested = true;
    return {
      dispose: () => {
        if (!interested) return;
        interested = false;
        this.#interested -= 1;
        if (this.#interested === 0) this.#rest();
      },
    };
  }

  dispose(): void {
    this.#interested = 0;
    this.#rest();
  }

  #schedule(ms: number): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#polling.run(), ms).unref();
  }

  async #poll(): Promise<void> {
    if (this.#interested === 0) return;
    this.#watchMonth();
    await this.#pollLogs();
    if (this.#interested > 0) this.#schedule(pollMs);
  }

  #wake(): void {
    if (this.#interested > 0) this.#schedule(0);
  }

  #watchMonth(): void {
    const folder = join(this.#folder, monthOf(this.#now()));
    if (this.#watched === folder) return;
    this.#unwatch();
    try {
      this.#watcher = watch(folder, { persistent: false }, () => this.#wake());
      this.#watcher.on('error', () => this.#unwatch());
      this.#watched = folder;
    } catch {
      // The folder is not there yet, or the platform cannot watch it: the poll sees everything.
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#watched = '';
  }

  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#unwatch();
  }
}
