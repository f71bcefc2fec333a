import { SerialQueue } from '../../shared/async/serialQueue.ts';
import type { Logger } from '../ports/platform.ts';

/** What one surface loads and sends: one step at a time and in order, so that an older state never overwrites a newer one. */
export class SurfaceSteps {
  readonly #queue = new SerialQueue();
  readonly #logger: Logger;
  /** False while there is no page that would receive anything. */
  listening = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * Runs `work` after what is already under way. A surface that does not listen needs nothing: its next snapshot has it all.
   * Resolves when the step has ended; one that fails is logged.
   */
  enqueue(name: string, work: () => Promise<void> | void): Promise<void> {
    return this.#queue
      .enqueue(() => (this.listening ? work() : undefined))
      .catch((error: unknown) => this.#logger.error('surface.stepFailed', { name, error: String(error) }));
  }
}
