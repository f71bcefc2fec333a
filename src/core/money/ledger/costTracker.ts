import type { CatalogueModel } from '../../../shared/model/catalogue.ts';
import type { Cost } from '../../../shared/model/money.ts';
import type { Spend } from '../../../shared/model/costs.ts';
import { modelKey, type ModelReference } from '../../../shared/model/modelReference.ts';
import type { EstimateRecord } from '../../../shared/model/forecast.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { ReportedUsage } from '../../ports/chatClient.ts';
import type { Ledger, LedgerEntry } from '../../ports/ledger.ts';
import type { Clock } from '../../ports/platform.ts';
import { likelyUsd } from '../pricing/estimateCorrection.ts';
import { billsInRecord, estimateAccuracy } from './estimateAccuracy.ts';
import { LedgerSnapshot } from './ledgerSnapshot.ts';
import { isBilled, type RunningCost } from './ledgerSums.ts';
import { dayStart, monthsBefore, monthStart } from './localTimes.ts';
import { priceOf, type Quantities } from '../pricing/modelPricing.ts';

/** The attempts that limits are about. */
export interface LedgerSnapshots {
  readonly ofConversation: LedgerSnapshot;
  /** Of the local day and of the local month. */
  readonly ofDay: LedgerSnapshot;
  readonly ofMonth: LedgerSnapshot;
}

/**
 * ms that a request without any settlement is taken for one that another window still receives. One that was lost is estimated within seconds,
 * unless nothing of it was kept.
 */
const runsForMs = 10 * 60_000;

/** A snapshot and what it was made of. */
interface CachedSnapshot {
  readonly of: unknown;
  readonly from: number;
  readonly snapshot: LedgerSnapshot;
}

/** Months before this one whose bills a record may go back to, in steps: a model that is used each day needs none of them. */
const recordMonths = [1, 3, 12];

/** Turns tokens and reported usage into money, and adds it up. Every sum is derived from the ledger; none is kept by hand. */
export class CostTracker {
  readonly #ledger: Ledger;
  readonly #clock: Pick<Clock, 'now'>;
  #month: { readonly since: number; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;
  #conversation: { readonly id: string; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;
  #records: ReadonlyMap<string, EstimateRecord> = new Map();
  /** What the records are made of begins here (ms since the epoch), or with the month. */
  #recordsSince = Infinity;
  /** Those that were made last: most of the next ones is the same. */
  #snapshots: Partial<Record<'conversation' | 'day' | 'month', CachedSnapshot>> = {};

  constructor(ledger: Ledger, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** How the last bills of the model compared with what was expected, as far as the ledger has been read; null before the first. */
  record(model: ModelReference): EstimateRecord | null {
    return this.#records.get(modelKey(model)) ?? null;
  }

  get records(): readonly EstimateRecord[] {
    return [...this.#records.values()];
  }

  /** Reads the ledger back over earlier months until the model's record is full, or a year is over. Rejects when it cannot be read. */
  async recall(model: ModelReference): Promise<void> {
    await this.#ofMonth();
    for (const months of recordMonths) {
      if ((this.record(model)?.bills ?? 0) >= billsInRecord) return;
      const since = monthsBefore(this.#clock.now(), months);
      if (since >= this.#recordsSince) continue;
      this.#recordsSince = since;
      this.#month = null;
      await this.#ofMonth();
    }
  }

  /** USD of tokens at the catalogue's prices; null when a price is not known. */
  listPrice(model: CatalogueModel | undefined, quantities: Quantities): Decimal | null {
    return priceOf(model, quantities, this.#clock.now());
  }

  /**
   * Money of tokens: an estimate, corrected by how earlier bills compared with the listed prices, or simulated money; unknown when a price is not
   * known. `asked`: the model and server of the request, whose bills they were; a variant has the catalogue's row of its model, and its own bills.
   */
  estimate(model: CatalogueModel | undefined, quantities: Quantities, asked: ModelReference): Cost {
    const usd = this.listPrice(model, quantities);
    if (!model || !usd) return { source: 'unknown', usd: null };
    if (model.simulated) return { source: 'simulated', usd: toUsd(usd) };
    return { source: 'estimate', usd: toUsd(likelyUsd(usd, this.record(asked))) };
  }

  /**
   * The charge as reported. `usage.cost` is all that the person pays, except under "bring your own key", where the provider's own bill comes
   * on top; otherwise the upstream figure repeats the charge and must not be added. Null when no charge was reported, and when the provider's own
   * bill is not: the charge alone is next to nothing then.
   */
  billed(usage: ReportedUsage, source: 'usage' | 'generation' | 'simulated'): Cost | null {
    const charge = parseUsd(usage.chargeUsd);
    if (!charge) return null;
    if (!usage.byok || source === 'simulated') return { source, usd: toUsd(charge) };
    const upstream = parseUsd(usage.upstreamUsd);
    if (!upstream) return null;
    return { source, usd: toUsd(charge.add(upstream)), parts: { chargeUsd: toUsd(charge), upstreamUsd: toUsd(upstream) } };
  }

  async snapshots(conversationId: string | null): Promise<LedgerSnapshots> {
    const [ofConversation, ofMonth] = await Promise.all([this.#ofConversation(conversationId), this.#ofMonth()]);
    return {
      ofConversation: this.#snapshot('conversation', ofConversation),
      ofDay: this.#snapshot('day', ofMonth, dayStart(this.#clock.now())),
      ofMonth: this.#snapshot('month', ofMonth),
    };
  }

  /** The meter's figures: what the ledger holds, plus what running answers are estimated at. Days and months are local ones. */
  async spend(
    conversationId: string | null,
    running: readonly RunningCost[],
  ): Promise<Omit<Spend, 'budgets' | 'leftUsd' | 'leftApproximate'>> {
    const { ofConversation, ofDay, ofMonth } = await this.snapshots(conversationId);
    const runningHere = running.filter((request) => request.conversationId === conversationId);
    const here = ofConversation.sum(runningHere);
    const today = ofDay.sum(running);
    const month = ofMonth.sum(running);
    const runs = new Set(running.map(({ attemptId }) => attemptId));
    const runsElsewhere = ({ settlement, createdAt }: LedgerEntry) => settlement === null && createdAt > this.#clock.now() - runsForMs;
    const unresolved = ofMonth.open.filter((entry) => isUnresolved(entry) && !runs.has(entry.id) && !runsElsewhere(entry));
    return {
      conversationUsd: toUsd(here.usd),
      todayUsd: toUsd(today.usd),
      monthUsd: toUsd(month.usd),
      conversationApproximate: here.approximate,
      todayApproximate: today.approximate,
      monthApproximate: month.approximate,
      unresolved: unresolved.length,
      byModel: byModel(ofConversation.entries, runningHere),
    };
  }

  /** The ledger changed, here or in another window: read it again at the next question. */
  invalidate(): void {
    this.#month = null;
    this.#conversation = null;
  }

  /** Of what was recorded at `from` (ms since the epoch) or later. */
  #snapshot(name: 'conversation' | 'day' | 'month', of: readonly LedgerEntry[], from = -Infinity): LedgerSnapshot {
    const before = this.#snapshots[name];
    if (before?.of === of && before.from === from) return before.snapshot;
    const entries = from === -Infinity ? of : of.filter(({ createdAt }) => createdAt >= from);
    const snapshot = new LedgerSnapshot(entries, before?.snapshot);
    this.#snapshots[name] = { of, from, snapshot };
    return snapshot;
  }

  #ofConversation(id: string | null): Promise<readonly LedgerEntry[]> {
    if (id === null) return Promise.resolve([]);
    if (this.#conversation?.id !== id) this.#conversation = { id, entries: this.#read({ conversationId: id }) };
    return this.#conversation.entries;
  }

  #ofMonth(): Promise<readonly LedgerEntry[]> {
    const since = monthStart(this.#clock.now());
    if (this.#month?.since !== since) this.#month = { since, entries: this.#readMonth(since) };
    return this.#month.entries;
  }

  async #readMonth(since: number): Promise<readonly LedgerEntry[]> {
    this.#recordsSince = Math.min(this.#recordsSince, since);
    const read = await this.#read({ since: this.#recordsSince });
    this.#records = new Map([...this.#records, ...estimateAccuracy(read)]);
    return read.filter(({ createdAt }) => createdAt >= since);
  }

  /** A failed read is not kept: the next question reads again. */
  async #read(filter: Parameters<Ledger['entries']>[0]): Promise<readonly LedgerEntry[]> {
    try {
      return await this.#ledger.entries(filter);
    } catch (error) {
      this.invalidate();
      throw error;
    }
  }
}

/** Money may have been spent, and it is not known how much. */
export function isUnresolved(entry: LedgerEntry): boolean {
  return !entry.simulated && !entry.dismissed && !isBilled(entry);
}

function byModel(entries: readonly LedgerEntry[], running: readonly RunningCost[]): Spend['byModel'] {
  const recorded = Map.groupBy(entries, ({ modelId }) => modelId);
  const runs = Map.groupBy(running, ({ modelId }) => modelId);
  return [...new Set([...recorded.keys(), ...runs.keys()])]
    .map((modelId) => ({ modelId, usd: new LedgerSnapshot(recorded.get(modelId) ?? []).sum(runs.get(modelId) ?? []).usd }))
    .filter(({ usd }) => usd.gt(zeroUsd()))
    .sort((a, b) => b.usd.cmp(a.usd))
    .map(({ modelId, usd }) => ({ modelId, usd: toUsd(usd) }));
}
