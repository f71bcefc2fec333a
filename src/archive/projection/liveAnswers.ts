import type { Clock } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';

/** An answer without an end. */
export interface OpenAnswer {
  readonly messageId: string;
  readonly conversationId: string;
  /** Who wrote to it last, and when (ms). */
  readonly writer: string;
  readonly touchedAt: number;
}

/** A window writes a sign of life into its running answers about every five seconds; after twice that it is taken for dead. */
const silenceMs = 10_000;

interface LiveAnswersOptions {
  readonly clock: Clock;
  /** Called when it is time to check again; must end in `watch`. */
  readonly onDue: () => void;
  /** Called once for answers that were alive at the last check and are not any more. */
  readonly onDied: (conversationIds: readonly string[]) => void;
}

/**
 * Which unfinished answers some window still receives. A killed window never finishes its answers, so the rule goes by age: an answer is
 * alive while its last operation is younger than 10 s. That holds for this window's own ones, too: the disk may keep the record of an answer
 * whose writing it had refused, and nothing would ever end that one. Operations from the future (another machine's clock) count by their
 * distance. What is not alive is read as interrupted; its part of the text is kept.
 */
export class LiveAnswers {
  readonly #clock: LiveAnswersOptions['clock'];
  readonly #onDue: LiveAnswersOptions['onDue'];
  readonly #onDied: LiveAnswersOptions['onDied'];
  #alive = new Map<string, string>();
  #timer: Disposable | null = null;

  constructor(options: LiveAnswersOptions) {
    this.#clock = options.clock;
    this.#onDue = options.onDue;
    this.#onDied = options.onDied;
  }

  isAlive({ touchedAt }: OpenAnswer): boolean {
    return Math.abs(this.#clock.now() - touchedAt) < silenceMs;
  }

  /** Takes note of all open answers and sets the timer for the first one that may die. */
  watch(open: readonly OpenAnswer[]): void {
    const alive = open.filter((answer) => this.isAlive(answer));
    const dead = open.filter((answer) => !alive.includes(answer) && this.#alive.has(answer.messageId));
    this.#alive = new Map(alive.map((answer) => [answer.messageId, answer.conversationId]));
    this.dispose();
    if (alive.length > 0) {
      const nextMs = Math.min(...alive.map((answer) => answer.touchedAt + silenceMs - this.#clock.now()));
      this.#timer = this.#clock.timeout(Math.max(1, nextMs), this.#onDue);
    }
    if (dead.length > 0) this.#onDied([...new Set(dead.map((answer) => answer.conversationId))]);
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
  }
}
