import type { BudgetReading } from '../../../shared/model/budget.ts';
import { ChatError } from '../../errors/chatError.ts';
import type { EventBus } from '../../events/eventBus.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { Clock, Logger } from '../../ports/platform.ts';
import type { Reservation, ReservationStore } from '../../ports/reservationStore.ts';
import type { Disposable } from '../../../shared/async/disposable.ts';
import { type BudgetUse, hasLimit, leftOf, leftToSpend, nearest, readingOf } from './budget.ts';
import type { Budget } from '../../ports/budget.ts';
import { budgetExceeded, noRoom, storeUnusable } from './budgetErrors.ts';
import { type Books, usesOf } from './budgetUsage.ts';
import type { CostTracker } from '../ledger/costTracker.ts';
import type { RunningCost } from '../ledger/ledgerSums.ts';

export interface BudgetGuardOptions {
  readonly costs: CostTracker;
  readonly store: ReservationStore;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  readonly budget: () => Budget;
}

/** What is to be sent, and what it would cost at the worst. */
export interface ReservationOrder {
  readonly attemptId: string;
  readonly conversationId: string;
  /** `max_tokens` as wanted. The budget may leave room for less. */
  readonly maxTokens: number;
  readonly leastTokens: number;
  /** The prompt and everything else that does not depend on the answer, and a token of the answer: USD, upper bounds. */
  readonly fixedUsd: Decimal;
  readonly tokenUsd: Decimal;
}

export interface Granted {
  readonly maxTokens: number;
  readonly worstUsd: Decimal;
}

/**
 * Keeps every request within the limits, in all windows on one storage: reserves its worst case before it is sent, says while it runs
 * whether it still fits, and frees what was reserved when the bill is here. Used is what was settled, and every reservation whose bill
 * is not here at its worst case: what another window has settled and this one has not read yet errs on the safe side.
 */
export class BudgetGuard {
  readonly #o: BudgetGuardOptions;
  /** Requests that run in this window, with what their answer may still cost in all. */
  readonly #watched = new Map<string, { readonly conversationId: string; allowanceUsd: Decimal | null }>();
  /** State of each limit when it was looked at last, so that a crossing is told once. */
  readonly #states = new Map<string, BudgetReading['state']>();

  constructor(options: BudgetGuardOptions) {
    this.#o = options;
  }

  /** Whether anything has to be reserved at all. */
  get isActive(): boolean {
    return hasLimit(this.#o.budget());
  }

  /**
   * Sets the worst case aside, with fewer tokens for the answer where that makes it fit. Rejects with ChatError BUDGET_EXCEEDED when even the
   * shortest answer does not fit, and when the store cannot be written: money that cannot be reserved is not spent without asking.
   */
  async reserve(order: ReservationOrder, running: readonly RunningCost[]): Promise<Granted> {
    const { attemptId, conversationId } = order;
    const books = { ...(await this.#books(conversationId, [])), running };
    let granted: Granted | null = null;
    try {
      const reservation = await this.#o.store.claim((reservations) => {
        const uses = usesOf({ ...books, reservations });
        this.#noteStates(conversationId, uses);
        granted = this.#grant(order, uses, books.budget);
        return { attemptId, conversationId, worstUsd: toUsd(granted.worstUsd), at: books.now };
      });
      return { maxTokens: granted!.maxTokens, worstUsd: parseUsd(reservation.worstUsd) ?? zeroUsd() };
    } catch (error) {
      if (ChatError.is(error, 'BUDGET_EXCEEDED')) throw error;
      this.#o.logger.error('budget.storeUnusable', { error: String(error) });
      throw storeUnusable(error);
    }
  }

  /** For a request that nothing can be set aside for. Rejects with ChatError BUDGET_EXCEEDED when a limit is reached. */
  async checkReached(conversationId: string, running: readonly RunningCost[]): Promise<void> {
    const { warnAtPercent } = this.#o.budget();
    const uses = usesOf({ ...(await this.#books(conversationId, [])), running });
    const reached = uses.find((use) => readingOf(use, warnAtPercent).state === 'reached');
    if (!reached) return;
    this.#tellRefused(conversationId, reached);
    throw budgetExceeded(reached);
  }

  /** What was reserved is not needed: nothing was sent. */
  async release(attemptId: string, conversationId: string): Promise<void> {
    try {
      await this.#o.store.claim(() => ({ attemptId, conversationId, worstUsd: '0', at: this.#o.clock.now() }));
    } catch (error) {
      // It stays reserved until the person dismisses it; nothing was spent.
      this.#o.logger.warn('budget.notReleased', { attemptId, error: String(error) });
    }
  }

  /** From now on `allows` is asked about this request; the next `refresh` finds out what it may cost. */
  watch(attemptId: string, conversationId: string): Disposable {
    this.#watched.set(attemptId, { conversationId, allowanceUsd: null });
    return { dispose: () => void this.#watched.delete(attemptId) };
  }

  /** Whether a running request may go on at this cost. Never waits. */
  allows(attemptId: string, costUsd: Decimal): boolean {
    const allowance = this.#watched.get(attemptId)?.allowanceUsd;
    return !allowance || costUsd.lte(allowance);
  }

  /** Money or limits have moved (of this conversation, if one is named): looks at all limits again, and tells which of them are crossed. */
  async refresh(running: readonly RunningCost[], conversationId: string | null = null): Promise<void> {
    if (!this.isActive) {
      for (const watch of this.#watched.values()) watch.allowanceUsd = null;
      return;
    }
    try {
      const watched = [...this.#watched];
      const reservations = await this.#o.store.all().catch((error: unknown) => this.#notRefreshed(error));
      // Also of those that are settled just now, and not watched any more: their bills cross limits too.
      const concerned = [...watched.map(([, watch]) => watch), ...running].map((one) => one.conversationId);
      const ids = new Set([...(conversationId === null ? [] : [conversationId]), ...concerned]);
      for (const id of ids.size > 0 ? ids : [null]) {
        const books = await this.#books(id, reservations ?? []);
        for (const [attemptId, watch] of watched) {
          if (watch.conversationId !== id) continue;
          // Without the store an allowance of before goes on to hold. Where there is none, the ledger knows at least what was spent.
          if (reservations === null && watch.allowanceUsd !== null) continue;
          const isOther = (one: { readonly attemptId: string }): boolean => one.attemptId !== attemptId;
          const others = usesOf({ ...books, running: running.filter(isOther), reservations: books.reservations.filter(isOther) });
          watch.allowanceUsd = nearestLeft(others);
        }
        this.#tellCrossings(id ?? '', usesOf({ ...books, running }));
      }
    } catch (error) {
      // The allowances of before go on to hold.
      this.#notRefreshed(error);
    }
  }

  #notRefreshed(error: unknown): null {
    this.#o.logger.warn('budget.notRefreshed', { error: String(error) });
    return null;
  }

  /** The limits for the meters, the nearest first, and what is left of that. */
  async readings(
    conversationId: string | null,
    running: readonly RunningCost[],
  ): Promise<{ readonly budgets: readonly BudgetReading[]; readonly leftUsd: string | null }> {
    if (!this.isActive) return { budgets: [], leftUsd: null };
    // Without the store the figures are those of the ledger; a message is refused when its turn comes.
    const reservations = await this.#o.store.all().catch(() => []);
    const uses = usesOf({ ...(await this.#books(conversationId, reservations)), running });
    const sorted = [...uses].sort((a, b) => leftOf(a).cmp(leftOf(b)));
    const { warnAtPercent } = this.#o.budget();
    return { budgets: sorted.map((use) => readingOf(use, warnAtPercent)), leftUsd: leftToSpend(uses) };
  }

  async #books(conversationId: string | null, reservations: readonly Reservation[]): Promise<Omit<Books, 'running'>> {
    const { costs, budget, clock } = this.#o;
    return { ...(await costs.books(conversationId)), budget: budget(), now: clock.now(), conversationId, reservations };
  }

  #grant(order: ReservationOrder, uses: readonly BudgetUse[], budget: Budget): Granted {
    const { fixedUsd, tokenUsd, leastTokens } = order;
    const limit = nearest(uses);
    const room = limit ? leftOf(limit).sub(fixedUsd) : null;
    const affordable = !room
      ? order.maxTokens
      : tokenUsd.isZero()
        ? room.isNegative()
          ? 0
          : order.maxTokens
        : room.div(tokenUsd).floor().toNumber();
    const maxTokens = Math.min(order.maxTokens, affordable);
    if (limit && maxTokens < Math.min(leastTokens, order.maxTokens)) {
      this.#tellRefused(order.conversationId, limit);
      throw readingOf(limit, budget.warnAtPercent).state === 'reached'
        ? budgetExceeded(limit)
        : noRoom(limit, fixedUsd.add(tokenUsd.mul(leastTokens)));
    }
    return { maxTokens, worstUsd: fixedUsd.add(tokenUsd.mul(maxTokens)) };
  }

  #tellRefused(conversationId: string, { spentUsd, limitUsd }: BudgetUse): void {
    this.#o.bus.emit('budget.exceeded', { conversationId, spentUsd: toUsd(spentUsd), limitUsd: toUsd(limitUsd) });
  }

  /** How it stood before: only from there can a limit be crossed. */
  #noteStates(conversationId: string, uses: readonly BudgetUse[]): void {
    const { warnAtPercent } = this.#o.budget();
    for (const use of uses) {
      const key = stateKey(use.scope, conversationId);
      if (!this.#states.has(key)) this.#states.set(key, readingOf(use, warnAtPercent).state);
    }
  }

  #tellCrossings(conversationId: string, uses: readonly BudgetUse[]): void {
    const { warnAtPercent } = this.#o.budget();
    for (const use of uses) {
      const { scope, state, spentUsd, limitUsd } = readingOf(use, warnAtPercent);
      const key = stateKey(scope, conversationId);
      const before = this.#states.get(key) ?? state;
      this.#states.set(key, state);
      if (before === 'ok' && state === 'warn') this.#o.bus.emit('budget.threshold', { conversationId, scope, spentUsd, limitUsd });
      else if (before !== 'reached' && state === 'reached') this.#o.bus.emit('budget.exceeded', { conversationId, spentUsd, limitUsd });
    }
  }
}

const stateKey = (scope: BudgetReading['scope'], conversationId: string): string =>
  scope === 'conversation' ? `conversation ${conversationId}` : scope;

function nearestLeft(uses: readonly BudgetUse[]): Decimal | null {
  const use = nearest(uses);
  return use && leftOf(use);
}
