import type { BudgetStatus } from '../../../shared/model/budget.ts';
import type { Spend } from '../../../shared/model/costs.ts';
import { ChatError } from '../../errors/chatError.ts';
import type { EventBus } from '../../events/eventBus.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { Clock, Logger } from '../../ports/platform.ts';
import type { Reservation, ReservationStore } from '../../ports/reservationStore.ts';
import type { Disposable } from '../../../shared/async/disposable.ts';
import { type BudgetUsage, hasLimit, leftOf, leftToSpend, nearest, statusOf } from './budget.ts';
import type { Budget } from '../../ports/budget.ts';
import { budgetExceeded, noRoom, storeUnusable } from './budgetErrors.ts';
import { type BudgetInputs, usageOf } from './budgetUsage.ts';
import type { CostTracker } from '../ledger/costTracker.ts';
import type { RunningCost } from '../ledger/ledgerSums.ts';

interface BudgetGuardNeeds {
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

interface Granted {
  readonly maxTokens: number;
  readonly worstUsd: Decimal;
}

/** A request that runs in this window. */
interface WatchedRequest {
  readonly conversationId: string;
  /** What its answer may still cost in all, in USD; null while nothing bounds it. */
  allowanceUsd: Decimal | null;
  /** Which refresh has found that. */
  refresh: number;
}

/**
 * Keeps every request within the limits, in all windows on one storage: reserves its worst case before it is sent, says while it runs
 * whether it still fits, and frees what was reserved when the bill is here. Used is what was settled, and every reservation whose bill
 * is not here at its worst case: what another window has settled and this one has not read yet errs on the safe side.
 */
export class BudgetGuard {
  readonly #costs: CostTracker;
  readonly #store: ReservationStore;
  readonly #bus: EventBus;
  readonly #clock: BudgetGuardNeeds['clock'];
  readonly #logger: Logger;
  readonly #budget: () => Budget;
  readonly #watched = new Map<string, WatchedRequest>();
  /** Of `refresh`: one that read earlier must not undo what a later one has found, although it may end after it. */
  #refreshes = 0;
  /** State of each limit when it was checked last, so that a crossing is notified once. */
  readonly #states = new Map<string, BudgetStatus['state']>();

  constructor({ costs, store, bus, clock, logger, budget }: BudgetGuardNeeds) {
    this.#costs = costs;
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#logger = logger;
    this.#budget = budget;
  }

  /** Whether anything has to be reserved at all. */
  get isActive(): boolean {
    return hasLimit(this.#budget());
  }

  /**
   * Sets the worst case aside, with fewer tokens for the answer where that makes it fit. Rejects with ChatError BUDGET_EXCEEDED when even the
   * shortest answer does not fit, and when the store cannot be written: money that cannot be reserved is not spent without asking.
   */
  async reserve(order: ReservationOrder, running: readonly RunningCost[]): Promise<Granted> {
    const { attemptId, conversationId } = order;
    const inputs = { ...(await this.#inputs(conversationId, [])), running };
    let granted: Granted | null = null;
    try {
      const reservation = await this.#store.claim((reservations) => {
        const usages = usageOf({ ...inputs, reservations });
        this.#noteStates(conversationId, usages);
        granted = this.#grant(order, usages, inputs.budget);
        return { attemptId, conversationId, worstUsd: toUsd(granted.worstUsd), at: inputs.now };
      });
      return { maxTokens: granted!.maxTokens, worstUsd: parseUsd(reservation.worstUsd) ?? zeroUsd() };
    } catch (error) {
      if (ChatError.is(error, 'BUDGET_EXCEEDED')) throw error;
      this.#logger.error('budget.storeUnusable', { error: String(error) });
      throw storeUnusable(error);
    }
  }

  /** For a request that nothing can be set aside for. Rejects with ChatError BUDGET_EXCEEDED when a limit is reached. */
  async checkReached(conversationId: string, running: readonly RunningCost[]): Promise<void> {
    const { warnAtPercent } = this.#budget();
    const usages = usageOf({ ...(await this.#inputs(conversationId, [])), running });
    const reached = usages.find((usage) => statusOf(usage, warnAtPercent).state === 'reached');
    if (!reached) return;
    this.#notifyRefused(conversationId, reached);
    throw budgetExceeded(reached);
  }

  /** What was reserved is not needed: nothing was sent. */
  async release(attemptId: string, conversationId: string): Promise<void> {
    try {
      await this.#store.claim(() => ({ attemptId, conversationId, worstUsd: '0', at: this.#clock.now() }));
    } catch (error) {
      // It stays reserved until the person dismisses it; nothing was spent.
      this.#logger.warn('budget.notReleased', { attemptId, error: String(error) });
    }
  }

  /** From now on `allows` is asked about this request; the next `refresh` finds out what it may cost. */
  watch(attemptId: string, conversationId: string): Disposable {
    this.#watched.set(attemptId, { conversationId, allowanceUsd: null, refresh: 0 });
    return { dispose: () => void this.#watched.delete(attemptId) };
  }

  /** Whether a running request may go on at this cost. Never waits. */
  allows(attemptId: string, costUsd: Decimal): boolean {
    const allowance = this.#watched.get(attemptId)?.allowanceUsd;
    return !allowance || costUsd.lte(allowance);
  }

  /** Money or limits have moved (of these conversations, if any are named): checks all limits again, and notifies of those that are crossed. */
  async refresh(running: readonly RunningCost[], conversationIds: readonly string[] = []): Promise<void> {
    const refresh = ++this.#refreshes;
    if (!this.isActive) {
      for (const watch of this.#watched.values()) watch.allowanceUsd = null;
      return;
    }
    try {
      const watched = [...this.#watched];
      const reservations = await this.#store.all().catch((error: unknown) => this.#notRefreshed(error));
      // Also of those that are settled just now, and not watched any more: their bills cross limits too.
      const concerned = [...watched.map(([, watch]) => watch), ...running].map((one) => one.conversationId);
      const ids = new Set([...conversationIds, ...concerned]);
      for (const id of ids.size > 0 ? ids : [null]) {
        const inputs = await this.#inputs(id, reservations ?? []);
        for (const [attemptId, watch] of watched) {
          if (watch.conversationId !== id || watch.refresh > refresh) continue;
          // Without the store an allowance of before goes on to hold. Where there is none, the ledger knows at least what was spent.
          if (reservations === null && watch.allowanceUsd !== null) continue;
          const isOther = (one: { readonly attemptId: string }): boolean => one.attemptId !== attemptId;
          const others = usageOf({ ...inputs, running: running.filter(isOther), reservations: inputs.reservations.filter(isOther) });
          watch.allowanceUsd = nearestLeft(others);
          watch.refresh = refresh;
        }
        this.#notifyCrossings(id, usageOf({ ...inputs, running }));
      }
    } catch (error) {
      // The allowances of before go on to hold.
      this.#notRefreshed(error);
    }
  }

  #notRefreshed(error: unknown): null {
    this.#logger.warn('budget.notRefreshed', { error: String(error) });
    return null;
  }

  /** The limits for the meters, the nearest first, and what is left of that. */
  async status(
    conversationId: string | null,
    running: readonly RunningCost[],
  ): Promise<Pick<Spend, 'budgets' | 'leftUsd' | 'leftApproximate'>> {
    if (!this.isActive) return { budgets: [], leftUsd: null, leftApproximate: false };
    // Without the store the figures are those of the ledger; a message is refused when it is to be sent.
    const reservations = await this.#store.all().catch(() => []);
    const usages = usageOf({ ...(await this.#inputs(conversationId, reservations)), running });
    const sorted = [...usages].sort((a, b) => leftOf(a).cmp(leftOf(b)));
    const { warnAtPercent } = this.#budget();
    return { budgets: sorted.map((usage) => statusOf(usage, warnAtPercent)), ...leftToSpend(usages) };
  }

  async #inputs(conversationId: string | null, reservations: readonly Reservation[]): Promise<Omit<BudgetInputs, 'running'>> {
    const snapshots = await this.#costs.snapshots(conversationId);
    return { ...snapshots, budget: this.#budget(), now: this.#clock.now(), conversationId, reservations };
  }

  #grant(order: ReservationOrder, usages: readonly BudgetUsage[], budget: Budget): Granted {
    const { fixedUsd, tokenUsd, leastTokens } = order;
    const limit = nearest(usages);
    const maxTokens = limit ? affordableTokens(leftOf(limit).sub(fixedUsd), order) : order.maxTokens;
    if (limit && maxTokens < Math.min(leastTokens, order.maxTokens)) {
      this.#notifyRefused(order.conversationId, limit);
      if (statusOf(limit, budget.warnAtPercent).state === 'reached') throw budgetExceeded(limit);
      throw noRoom(limit, fixedUsd.add(tokenUsd.mul(leastTokens)));
    }
    return { maxTokens, worstUsd: fixedUsd.add(tokenUsd.mul(maxTokens)) };
  }

  #notifyRefused(conversationId: string, { scope, spentUsd, limitUsd }: BudgetUsage): void {
    this.#bus.emit('budget.exceeded', { conversationId, scope, spentUsd: toUsd(spentUsd), limitUsd: toUsd(limitUsd) });
  }

  /** How it stood before: only from there can a limit be crossed. */
  #noteStates(conversationId: string, usages: readonly BudgetUsage[]): void {
    const { warnAtPercent } = this.#budget();
    for (const usage of usages) {
      const key = stateKey(usage.scope, conversationId);
      if (!this.#states.has(key)) this.#states.set(key, statusOf(usage, warnAtPercent).state);
    }
  }

  #notifyCrossings(conversationId: string | null, usages: readonly BudgetUsage[]): void {
    const { warnAtPercent } = this.#budget();
    for (const usage of usages) {
      const { scope, state, spentUsd, limitUsd } = statusOf(usage, warnAtPercent);
      const key = stateKey(scope, conversationId);
      const before = this.#states.get(key) ?? state;
      this.#states.set(key, state);
      if (before === 'ok' && state === 'warn') this.#bus.emit('budget.threshold', { conversationId, scope, spentUsd, limitUsd });
      else if (before !== 'reached' && state === 'reached')
        this.#bus.emit('budget.exceeded', { conversationId, scope, spentUsd, limitUsd });
    }
  }
}

/** Tokens of the answer that fit into what is left (USD, without the prompt), no more than wanted; negative when not even the prompt fits. */
function affordableTokens(leftUsd: Decimal, { maxTokens, tokenUsd }: ReservationOrder): number {
  if (!tokenUsd.isZero()) return Math.min(maxTokens, leftUsd.div(tokenUsd).floor().toNumber());
  // Answers that cost nothing fit as soon as the prompt does.
  return leftUsd.isNegative() ? 0 : maxTokens;
}

/** Limits of a day and of a month are the same for all conversations. */
function stateKey(scope: BudgetStatus['scope'], conversationId: string | null): string {
  return scope === 'conversation' && conversationId !== null ? `conversation ${conversationId}` : scope;
}

function nearestLeft(usages: readonly BudgetUsage[]): Decimal | null {
  const usage = nearest(usages);
  return usage && leftOf(usage);
}
