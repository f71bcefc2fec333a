import type { BudgetGuard } from '../../money/budget/budgetGuard.ts';
import type { CostTracker } from '../../money/ledger/costTracker.ts';
import type { Clock } from '../../ports/platform.ts';
import type { BeforeSend } from './beforeSend.ts';

/** ms after which what was read ahead is read again: the person was asked meanwhile, or a price list was waited for. */
const aheadAtMostMs = 5000;

interface LedgerRereadingNeeds {
  readonly costs: Pick<CostTracker, 'invalidate' | 'snapshots'>;
  readonly guard: Pick<BudgetGuard, 'isActive'>;
  readonly clock: Pick<Clock, 'monotonic'>;
}

interface Reading {
  readonly conversationId: string;
  /** ms, monotonic. */
  readonly begunAt: number;
  readonly done: Promise<unknown>;
}

/**
 * A window without a visible surface is not notified of what others have spent since. What bills were dearer by is known once the ledger has
 * been read, too. So it is read again for each request, no earlier than when that was made.
 */
export class LedgerRereading {
  readonly #costs: LedgerRereadingNeeds['costs'];
  readonly #guard: LedgerRereadingNeeds['guard'];
  readonly #clock: LedgerRereadingNeeds['clock'];
  #ahead: Reading | null = null;

  constructor({ costs, guard, clock }: LedgerRereadingNeeds) {
    this.#costs = costs;
    this.#guard = guard;
    this.#clock = clock;
  }

  /** A request of the conversation is being prepared: what has to be read besides need not wait for this. */
  begin(conversationId: string): void {
    if (this.#guard.isActive) this.#ahead = this.#read(conversationId);
  }

  /** Never rejects: the reservation, which needs the ledger, says so if it cannot be read. */
  readonly beforeSend: BeforeSend = async ({ conversationId }) => {
    if (!this.#guard.isActive) return;
    const ahead = this.#ahead;
    this.#ahead = null;
    const isOfThis = ahead?.conversationId === conversationId && this.#clock.monotonic() - ahead.begunAt < aheadAtMostMs;
    await (isOfThis ? ahead : this.#read(conversationId)).done;
  };

  #read(conversationId: string): Reading {
    this.#costs.invalidate();
    return {
      conversationId,
      begunAt: this.#clock.monotonic(),
      done: this.#costs.snapshots(conversationId).catch(() => undefined),
    };
  }
}
