import type { ChatSettings } from '../ports/chatSettings.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { LiveAnswer } from './activeAnswer.ts';
import { parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { Clock } from '../ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { BudgetGuard } from '../money/budget/budgetGuard.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';

export interface BudgetWatchOptions {
  readonly guard: BudgetGuard;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly settings: () => ChatSettings;
  readonly running: () => readonly RunningCost[];
}

/** ms between two looks at a running answer: as often as the surface is sent its text. */
const lookEveryMs = 10;
/** ms between two computations of what running answers may still cost. */
const refreshEveryMs = 1000;

/** Looks at running answers, and ends those that no budget covers any more. With true reservations it never has to. */
export class BudgetWatch {
  readonly #o: BudgetWatchOptions;
  readonly #alerted = new WeakSet<LiveAnswer>();
  readonly #watched = new Set<LiveAnswer>();
  readonly #lookedAt = new WeakMap<LiveAnswer, number>();
  #refreshedAt = -Infinity;

  constructor(options: BudgetWatchOptions) {
    this.#o = options;
  }

  watch(answer: LiveAnswer): Disposable {
    const watch = this.#o.guard.watch(answer.attempt.id, answer.conversationId);
    this.#watched.add(answer);
    void this.refresh();
    return {
      dispose: () => {
        this.#watched.delete(answer);
        watch.dispose();
      },
    };
  }

  /** Something of the answer has arrived. */
  look(answer: LiveAnswer): void {
    const now = this.#o.clock.monotonic();
    if (now - (this.#lookedAt.get(answer) ?? -Infinity) < lookEveryMs) return;
    this.#lookedAt.set(answer, now);
    this.#check(answer);
    if (now - this.#refreshedAt >= refreshEveryMs) void this.refresh();
  }

  /** Money or limits have moved: of this conversation, if one is named. */
  async refresh(conversationId?: string): Promise<void> {
    this.#refreshedAt = this.#o.clock.monotonic();
    await this.#o.guard.refresh(this.#o.running(), conversationId);
    for (const answer of this.#watched) this.#check(answer);
  }

  #check(answer: LiveAnswer): void {
    const { source, usd } = answer.cost;
    const costUsd = source === 'simulated' ? null : parseUsd(usd);
    if (!costUsd) return;
    if (!this.#o.guard.allows(answer.attempt.id, costUsd)) answer.end('budget');
    const alertUsd = parseUsd(this.#o.settings().messageAlertUsd);
    if (alertUsd && costUsd.gt(alertUsd) && !this.#alerted.has(answer)) {
      this.#alerted.add(answer);
      const { conversationId, messageId } = answer;
      this.#o.bus.emit('budget.alert', { conversationId, messageId, alertUsd: toUsd(alertUsd) });
    }
  }
}
