import type { AccountStatus, CostsReport, Histogram, Spend } from '../../../shared/model/costs.ts';
import type { EventBus } from '../../events/eventBus.ts';
import type { KeyLookup } from '../../ports/keyLookup.ts';
import type { Ledger, LedgerEntry } from '../../ports/ledger.ts';
import type { Clock } from '../../ports/platform.ts';
import type { ReservationStore } from '../../ports/reservationStore.ts';
import { checkAccount } from '../ledger/accountReconciliation.ts';
import type { BillReconciler } from '../ledger/billReconciler.ts';
import type { BudgetGuard } from '../budget/budgetGuard.ts';
import { requestGone, stillRunning } from '../ledger/ledgerErrors.ts';
import { costsCsv } from './costsCsv.ts';
import { costsReport } from './costsReport.ts';
import { type CostTracker, isUnresolved } from '../ledger/costTracker.ts';
import { toHistogram } from './histogram.ts';
import type { LedgerSnapshot } from '../ledger/ledgerSnapshot.ts';
import { isBilled, type RunningCost } from '../ledger/ledgerSums.ts';
import type { OrphanedAttempts } from '../ledger/orphanedAttempts.ts';

interface SpendServiceNeeds {
  readonly ledger: Ledger;
  readonly store: ReservationStore;
  readonly costs: CostTracker;
  readonly guard: BudgetGuard;
  readonly reconciler: BillReconciler;
  readonly lost: OrphanedAttempts;
  readonly keys: KeyLookup;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'now'>;
  readonly running: () => readonly RunningCost[];
}

/** Reservations this old are not needed any more once their bills are here. */
const pruneAfterMs = 48 * 60 * 60_000;

interface Times {
  readonly firstToken: Histogram | null;
  readonly whole: Histogram | null;
}

/** The money as the user reads it, and what the user can put right about it. */
export class SpendService {
  readonly #ledger: Ledger;
  readonly #store: ReservationStore;
  readonly #costs: CostTracker;
  readonly #guard: BudgetGuard;
  readonly #reconciler: BillReconciler;
  readonly #lost: OrphanedAttempts;
  readonly #keys: KeyLookup;
  readonly #bus: EventBus;
  readonly #clock: SpendServiceNeeds['clock'];
  readonly #running: () => readonly RunningCost[];
  /** Asked for with every status, and rarely others. */
  #times: (Times & { readonly of: LedgerSnapshot; readonly modelId: string }) | null = null;

  constructor({ ledger, store, costs, guard, reconciler, lost, keys, bus, clock, running }: SpendServiceNeeds) {
    this.#ledger = ledger;
    this.#store = store;
    this.#costs = costs;
    this.#guard = guard;
    this.#reconciler = reconciler;
    this.#lost = lost;
    this.#keys = keys;
    this.#bus = bus;
    this.#clock = clock;
    this.#running = running;
  }

  async spend(conversationId: string | null): Promise<Spend> {
    const [sums, limits] = await Promise.all([
      this.#costs.spend(conversationId, this.#running()),
      this.#guard.status(conversationId, this.#running()),
    ]);
    return { ...sums, ...limits };
  }

  /** How long this month's requests of a model took. */
  async times(modelId: string): Promise<Times> {
    const { ofMonth } = await this.#costs.snapshots(null);
    if (this.#times?.of !== ofMonth || this.#times.modelId !== modelId)
      this.#times = { of: ofMonth, modelId, ...timesOf(ofMonth, modelId) };
    const { firstToken, whole } = this.#times;
    return { firstToken, whole };
  }

  async report(all: boolean, conversationId: string | null): Promise<CostsReport> {
    const [entries, { ofConversation }, reservations, { budgets }] = await Promise.all([
      this.#entries(all),
      this.#costs.snapshots(conversationId),
      this.#store.all().catch(() => []),
      this.#guard.status(conversationId, this.#running()),
    ]);
    const runs = new Set<string>();
    // Of a conversation's limit, a part may be reserved for requests of any month.
    const ids = new Set(entries.map(({ id }) => id));
    const older = ofConversation.open.filter(({ id }) => !ids.has(id));
    for (const entry of [...older, ...entries].filter(isUnresolved))
      if (await this.#isRunning(entry).catch(() => false)) runs.add(entry.id);
    return costsReport({
      entries,
      older,
      reservations,
      budgets,
      records: this.#costs.records,
      complete: all,
      isRunning: (attemptId) => runs.has(attemptId),
    });
  }

  async csv(all: boolean): Promise<string> {
    return costsCsv(await this.#entries(all));
  }

  /** Asks OpenRouter for one bill. Rejects with ChatError when there is none. */
  async checkRequest(attemptId: string): Promise<void> {
    await this.#reconciler.check(attemptId);
  }

  /**
   * The user does not wait for this bill any more; what was reserved for it is free. Rejects with ChatError for a request that still runs:
   * nothing would keep it within the budgets.
   */
  async dismissRequest(attemptId: string): Promise<void> {
    const entry = (await this.#ledger.entries({ since: 0 })).find(({ id }) => id === attemptId);
    if (!entry) throw requestGone();
    if (await this.#isRunning(entry)) throw stillRunning();
    await this.#ledger.dismiss(attemptId);
    this.#bus.emit('ledger.settled', { conversationId: entry.conversationId, attemptId, costUsd: entry.settlement?.cost.usd ?? null });
  }

  checkAccount(): Promise<AccountStatus> {
    return checkAccount({ keys: this.#keys, ledger: this.#ledger, clock: this.#clock });
  }

  /** Clears away reservations whose bills have been here for long, and those of requests that were never sent: what is sent is in the ledger first. */
  async prune(): Promise<void> {
    const old = (await this.#store.all()).filter(({ at }) => at < this.#clock.now() - pruneAfterMs);
    if (old.length === 0) return;
    const since = Math.min(...old.map(({ at }) => at)) - pruneAfterMs;
    const entries = await this.#ledger.entries({ since });
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    await this.#store.prune(({ attemptId, worstUsd, at }) => {
      const entry = byId.get(attemptId);
      return worstUsd === '0' || (entry ? isBilled(entry) || entry.dismissed : at < this.#clock.now() - pruneAfterMs);
    });
  }

  /** In this window or in another one. What has ended has a settlement. */
  async #isRunning(entry: LedgerEntry): Promise<boolean> {
    if (this.#running().some(({ attemptId }) => attemptId === entry.id)) return true;
    return entry.settlement === null && this.#lost.isReceived(entry);
  }

  async #entries(all: boolean): Promise<readonly LedgerEntry[]> {
    return all ? this.#ledger.entries({ since: 0 }) : (await this.#costs.snapshots(null)).ofMonth.entries;
  }
}

function timesOf({ entries }: LedgerSnapshot, modelId: string): Times {
  const settlements = entries
    .filter((entry) => entry.modelId === modelId)
    .flatMap(({ settlement }) => settlement ?? [])
    // A request that was refused was fast, and is no answer.
    .filter(({ firstTokenMs }) => firstTokenMs !== null);
  const of = (kind: 'firstTokenMs' | 'latencyMs') =>
    toHistogram(settlements.map((settlement) => settlement[kind]).filter((ms) => ms !== null));
  return { firstToken: of('firstTokenMs'), whole: of('latencyMs') };
}
