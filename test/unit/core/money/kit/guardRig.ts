import { type BusEvent, EventBus } from '../../../../../src/core/events/eventBus.ts';
import { parseUsd, toUsd } from '../../../../../src/shared/model/usd.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import type { Budget } from '../../../../../src/core/ports/budget.ts';
import { BudgetGuard, type ReservationOrder } from '../../../../../src/core/money/budget/budgetGuard.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import type { RunningCost } from '../../../../../src/core/money/ledger/ledgerSums.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { testClock } from '../../../../support/testClock.ts';
import { MemoryLedger } from './memoryLedger.ts';
import { MemoryStore } from './memoryStore.ts';

export const noon = new Date(2026, 10, 20, 12).getTime();
export const minute = 60_000;
export const hour = 60 * minute;

export function usd(text: string) {
  const value = parseUsd(text);
  if (!value) throw new Error(`${text} is no amount.`);
  return value;
}

interface GuardRigOptions {
  readonly budget?: Partial<Budget>;
  readonly entries?: readonly LedgerEntry[];
  readonly reservations?: readonly Reservation[];
  /** ms since the epoch. */
  readonly at?: number;
}

/** The guard of one window, with a ledger and a store in memory. */
export class GuardRig {
  readonly ledger: MemoryLedger;
  readonly store: MemoryStore;
  readonly clock: ReturnType<typeof testClock>;
  readonly logger = recordingLogger();
  readonly bus = new EventBus(this.logger);
  readonly events: BusEvent[] = [];
  readonly costs: CostTracker;
  readonly guard: BudgetGuard;
  budget: Budget;

  constructor({ budget, entries = [], reservations = [], at = noon }: GuardRigOptions = {}) {
    this.budget = { conversationUsd: null, dayUsd: null, monthUsd: null, warnAtPercent: 80, ...budget };
    this.ledger = new MemoryLedger(entries);
    this.store = new MemoryStore(reservations);
    this.clock = testClock(at);
    this.costs = new CostTracker(this.ledger, this.clock);
    this.guard = this.anotherWindow(this.costs);
    this.bus.subscribeAll((event) => this.events.push(event));
  }

  /** The guard of another window on the same ledger and store. */
  anotherWindow(costs = new CostTracker(this.ledger, this.clock)): BudgetGuard {
    const { store, bus, clock, logger } = this;
    return new BudgetGuard({ costs, store, bus, clock, logger, budget: () => this.budget });
  }

  /** Reserves for a prompt of $0.10 and an answer of 100 tokens, 16 at least, at $0.01 each: $1.10. */
  async reserve(order: Partial<ReservationOrder> = {}, running: readonly RunningCost[] = []) {
    const { maxTokens, worstUsd } = await this.guard.reserve(
      {
        attemptId: 'new',
        conversationId: 'c',
        maxTokens: 100,
        leastTokens: 16,
        fixedUsd: usd('0.1'),
        tokenUsd: usd('0.01'),
        ...order,
      },
      running,
    );
    return { maxTokens, worstUsd: toUsd(worstUsd) };
  }

  /** What each limit is used for: spent + reserved. */
  async usage(conversationId: string | null = 'c', running: readonly RunningCost[] = []) {
    this.costs.invalidate();
    const { budgets } = await this.guard.status(conversationId, running);
    return Object.fromEntries(budgets.map(({ scope, spentUsd, reservedUsd }) => [scope, `${spentUsd} + ${reservedUsd}`]));
  }

  /** The ledger has changed. */
  async ledgerChanged(running: readonly RunningCost[] = []): Promise<void> {
    this.costs.invalidate();
    await this.guard.refresh(running);
  }

  eventsOf(type: BusEvent['type']): readonly BusEvent[] {
    return this.events.filter((event) => event.type === type);
  }
}
