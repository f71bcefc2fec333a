import { type Decimal, parseUsd, toUsd } from '../../shared/model/usd.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { BudgetGuard } from '../money/budget/budgetGuard.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { Clock } from '../ports/platform.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { StreamObservation } from './streamObserver.ts';

interface BudgetMonitorNeeds {
  readonly guard: BudgetGuard;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly settings: () => ChatSettings;
  /** What the requests of this window cost so far. */
  readonly running: () => readonly RunningCost[];
}

/** ms between two checks of a running answer: as often as the surface is sent its text. */
const checkEveryMs = 10;
/** ms between two computations of what running answers may still cost. */
const refreshEveryMs = 1000;

/** Checks running answers, and ends those that no budget covers any more. With true reservations it never has to. */
export class BudgetMonitor {
  readonly #guard: BudgetGuard;
  readonly #bus: EventBus;
  readonly #clock: BudgetMonitorNeeds['clock'];
  readonly #settings: () => ChatSettings;
  readonly #running: () => readonly RunningCost[];
  readonly #alerted = new WeakSet<ActiveAnswer>();
  readonly #observed = new Set<ActiveAnswer>();
  #refreshedAt = -Infinity;
  /** What an answer may cost before it is pointed out; null: never. As of the last refresh, for a check comes a hundred times a second. */
  #alertUsd: Decimal | null = null;

  constructor({ guard, bus, clock, settings, running }: BudgetMonitorNeeds) {
    this.#guard = guard;
    this.#bus = bus;
    this.#clock = clock;
    this.#settings = settings;
    this.#running = running;
  }

  /** The answer's request is about to be sent. */
  observe(answer: ActiveAnswer): StreamObservation {
    const watch = this.#guard.watch(answer.attempt.id, answer.conversationId);
    this.#observed.add(answer);
    void this.refresh();
    let checkedAt = -Infinity;
    return {
      onPiece: () => {
        const now = this.#clock.monotonic();
        if (now - checkedAt < checkEveryMs) return;
        checkedAt = now;
        this.#check(answer);
        if (now - this.#refreshedAt >= refreshEveryMs) void this.refresh();
      },
      dispose: () => {
        this.#observed.delete(answer);
        watch.dispose();
      },
    };
  }

  /** Money or limits have moved: of these conversations, if any are named. */
  async refresh(conversationIds: readonly string[] = []): Promise<void> {
    this.#refreshedAt = this.#clock.monotonic();
    this.#alertUsd = parseUsd(this.#settings().messageAlertUsd);
    await this.#guard.refresh(this.#running(), conversationIds);
    for (const answer of this.#observed) this.#check(answer);
  }

  #check(answer: ActiveAnswer): void {
    const { source, usd } = answer.cost;
    const costUsd = source === 'simulated' ? null : parseUsd(usd);
    if (!costUsd) return;
    if (!this.#guard.allows(answer.attempt.id, costUsd)) answer.end('budget');
    const alertUsd = this.#alertUsd;
    if (alertUsd && costUsd.gt(alertUsd) && !this.#alerted.has(answer)) {
      this.#alerted.add(answer);
      const { conversationId, messageId } = answer;
      this.#bus.emit('budget.alert', { conversationId, messageId, alertUsd: toUsd(alertUsd) });
    }
  }
}
