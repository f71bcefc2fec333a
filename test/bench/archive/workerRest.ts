import type { Worker } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';

const pollMs = 100;
const restMs = 500;

/** Follows the worker that the work starts, from outside: what it still does after its last answer is reported nowhere. */
export class WorkerRest {
  #worker: Worker | null = null;
  readonly #note = (worker: Worker): void => void (this.#worker = worker);

  constructor() {
    process.on('worker', this.#note);
  }

  /** Resolves when the worker has had next to nothing to do for half a second. */
  async reached(): Promise<void> {
    let restedMs = 0;
    let before = this.#worker?.performance.eventLoopUtilization();
    while (restedMs < restMs) {
      await setTimeout(pollMs);
      const now = this.#worker?.performance.eventLoopUtilization();
      const busy = now && this.#worker?.performance.eventLoopUtilization(now, before).utilization;
      restedMs = (busy ?? 0) < 0.1 ? restedMs + pollMs : 0;
      before = now;
    }
  }

  dispose(): void {
    process.off('worker', this.#note);
  }
}
