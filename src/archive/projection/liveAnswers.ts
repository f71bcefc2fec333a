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
/** ms by which the calendar may run ahead, or a timer come late, without the machine having been asleep. */
const lateMs = 2000;

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
 *
 * While the machine was asleep no window could write. What was alive then has its 10 s anew from the moment at which this window wakes: whose
 * timers come first is chance, and the other window may be about to write.
 */
export class LiveAnswers {
  readonly #clock: LiveAnswersOptions['clock'];
  readonly #onDue: LiveAnswersOptions['onDue'];
  readonly #onDied: LiveAnswersOptions['onDied'];
  #alive = new Map<string, string>();
  #timer: Disposable | null = null;
  /** When the timer is due (ms since the epoch). */
  #dueAt = Infinity;
  /** The last time that was seen here. */
  #seen: { readonly now: number; readonly monotonic: number };
  /** When this window was asleep last, from the last time that it saw before (ms since the epoch); several that followed each other at once are one. */
  #sleep: { readonly from: number; readonly until: number } | null = null;

  constructor(options: LiveAnswersOptions) {
    this.#clock = options.clock;
    this.#onDue = options.onDue;
    this.#onDied = options.onDied;
    this.#seen = { now: this.#clock.now(), monotonic: this.#clock.monotonic() };
  }

  isAlive({ touchedAt }: OpenAnswer): boolean {
    const now = this.noteTime();
    return now < this.#diesAt(touchedAt) && touchedAt - now < silenceMs;
  }

  /** Takes note of all open answers and sets the timer for the first one that may die. */
  watch(open: readonly OpenAnswer[]): void {
    const alive = open.filter((answer) => this.isAlive(answer));
    const dead = open.filter((answer) => !alive.includes(answer) && this.#alive.has(answer.messageId));
    this.#alive = new Map(alive.map((answer) => [answer.messageId, answer.conversationId]));
    this.dispose();
    if (alive.length > 0) {
      const now = this.#clock.now();
      const nextMs = Math.max(1, Math.min(...alive.map(({ touchedAt }) => this.#diesAt(touchedAt))) - now);
      this.#dueAt = now + nextMs;
      this.#timer = this.#clock.timeout(nextMs, () => {
        this.noteTime();
        this.dispose();
        this.#onDue();
      });
    }
    if (dead.length > 0) this.#onDied([...new Set(dead.map((answer) => answer.conversationId))]);
  }

  /**
   * The time (ms since the epoch). The more often it is called, the better it is known when this window was asleep: the calendar goes on then,
   * but the monotonic clock does not on most systems, and no timer comes.
   */
  noteTime(): number {
    const now = this.#clock.now();
    const monotonic = this.#clock.monotonic();
    const before = this.#seen;
    this.#seen = { now, monotonic };
    const sleptMs = Math.max(now - before.now - (monotonic - before.monotonic), now - this.#dueAt);
    if (sleptMs > lateMs) {
      const last = this.#sleep;
      this.#sleep = { from: last && before.now - last.until < silenceMs ? last.from : before.now, until: now };
      this.#dueAt = Infinity;
    }
    return now;
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#timer = null;
    this.#dueAt = Infinity;
  }

  #diesAt(touchedAt: number): number {
    const diesAt = touchedAt + silenceMs;
    const sleep = this.#sleep;
    return sleep && diesAt > sleep.from && touchedAt <= sleep.until ? Math.max(diesAt, sleep.until + silenceMs) : diesAt;
  }
}
