import type { CatalogueModel, Cost, EstimateRecord, Spend } from '../../shared/model.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../money.ts';
import type { Clock, Ledger, LedgerEntry, ReportedUsage } from '../ports.ts';
import { estimateRecords } from './estimateRecord.ts';
import { isBilled, type RunningCost, sumOf } from './ledgerSums.ts';
import { dayStart, monthStart } from './localTimes.ts';
import { priceOf, type Quantities } from './pricing.ts';

/** The attempts that limits are about. */
export interface LedgerBooks {
  readonly ofConversation: readonly LedgerEntry[];
  /** Of the local month. */
  readonly ofMonth: readonly LedgerEntry[];
}

/** Decimals of an estimate in USD: more would only repeat how a ratio is written. */
const estimateDecimals = 12;

/** Turns tokens and reported usage into money, and adds it up. Every sum is derived from the ledger; none is kept by hand. */
export class CostTracker {
  readonly #ledger: Ledger;
  readonly #clock: Pick<Clock, 'now'>;
  #month: { readonly since: number; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;
  #conversation: { readonly id: string; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;
  #records: ReadonlyMap<string, EstimateRecord> = new Map();

  constructor(ledger: Ledger, clock: Pick<Clock, 'now'>) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** How earlier estimates for the model compared with its bills, as far as the ledger has been read; null before its first bill. */
  record(modelId: string): EstimateRecord | null {
    return this.#records.get(modelId) ?? null;
  }

  get records(): readonly EstimateRecord[] {
    return [...this.#records.values()];
  }

  /** USD of tokens at the catalogue's prices; null when a price is not known. */
  listPrice(model: CatalogueModel | undefined, quantities: Quantities): Decimal | null {
    return priceOf(model, quantities, this.#clock.now());
  }

  /**
   * Money of counted tokens: an estimate, corrected by how earlier ones compared with their bills, or simulated money; unknown when a price
   * is not known. `askedFor`: the name in the request, whose bills they were; a variant has the catalogue's row of its model, and its own bills.
   */
  estimate(model: CatalogueModel | undefined, quantities: Quantities, askedFor = model?.id): Cost {
    const usd = this.listPrice(model, quantities);
    if (!model || !usd || askedFor === undefined) return { source: 'unknown', usd: null };
    if (model.simulated) return { source: 'simulated', usd: toUsd(usd) };
    return { source: 'estimate', usd: toUsd(this.corrected(askedFor, usd)) };
  }

  /** What a bill of the model is likely to be where the catalogue's prices give `usd`. */
  corrected(modelId: string, usd: Decimal): Decimal {
    return usd.mul(this.record(modelId)?.costRatio ?? 1).toDecimalPlaces(estimateDecimals);
  }

  /**
   * The charge as reported. `usage.cost` is all that the person pays, except under "bring your own key", where the provider's own bill comes
   * on top; otherwise the upstream figure repeats the charge and must not be added. Null when no charge was reported.
   */
  billed(usage: ReportedUsage, source: 'usage' | 'generation' | 'simulated'): Cost | null {
    const charge = parseUsd(usage.chargeUsd);
    if (!charge) return null;
    const upstream = usage.byok && source !== 'simulated' ? parseUsd(usage.upstreamUsd) : null;
    if (!upstream) return { source, usd: toUsd(charge) };
    return { source, usd: toUsd(charge.add(upstream)), parts: { chargeUsd: toUsd(charge), upstreamUsd: toUsd(upstream) } };
  }

  async books(conversationId: string | null): Promise<LedgerBooks> {
    const [ofConversation, ofMonth] = await Promise.all([this.#ofConversation(conversationId), this.#ofMonth()]);
    return { ofConversation, ofMonth };
  }

  /** The meter's figures: what the ledger holds, plus what running answers are estimated at. Days and months are local ones. */
  async spend(conversationId: string | null, running: readonly RunningCost[]): Promise<Omit<Spend, 'budgets' | 'leftUsd'>> {
    const { ofConversation, ofMonth } = await this.books(conversationId);
    const day = dayStart(this.#clock.now());
    const runningHere = running.filter((request) => request.conversationId === conversationId);
    const here = sumOf(ofConversation, runningHere);
    const today = sumOf(
      ofMonth.filter((entry) => entry.createdAt >= day),
      running,
    );
    const runs = new Set(running.map(({ attemptId }) => attemptId));
    return {
      conversationUsd: toUsd(here.usd),
      todayUsd: toUsd(today.usd),
      monthUsd: toUsd(sumOf(ofMonth, running).usd),
      approximate: here.approximate || today.approximate,
      unresolved: ofMonth.filter((entry) => isUnresolved(entry) && !runs.has(entry.id)).length,
      byModel: byModel(ofConversation, runningHere),
    };
  }

  /** The ledger changed, here or in another window: read it again at the next question. */
  forget(): void {
    this.#month = null;
    this.#conversation = null;
  }

  #ofConversation(id: string | null): Promise<readonly LedgerEntry[]> {
    if (id === null) return Promise.resolve([]);
    if (this.#conversation?.id !== id) this.#conversation = { id, entries: this.#read({ conversationId: id }) };
    return this.#conversation.entries;
  }

  #ofMonth(): Promise<readonly LedgerEntry[]> {
    const since = monthStart(this.#clock.now());
    if (this.#month?.since !== since) {
      const entries = this.#read({ since });
      this.#month = { since, entries };
      entries.then(
        (read) => (this.#records = new Map([...this.#records, ...estimateRecords(read)])),
        () => undefined,
      );
    }
    return this.#month.entries;
  }

  /** A failed reading is not kept: the next question reads again. */
  async #read(filter: Parameters<Ledger['entries']>[0]): Promise<readonly LedgerEntry[]> {
    try {
      return await this.#ledger.entries(filter);
    } catch (error) {
      this.forget();
      throw error;
    }
  }
}

/** Money may have been spent, and nobody knows how much. */
export function isUnresolved(entry: LedgerEntry): boolean {
  return !entry.simulated && !entry.dismissed && !isBilled(entry);
}

function byModel(entries: readonly LedgerEntry[], running: readonly RunningCost[]): Spend['byModel'] {
  const models = new Set([...entries, ...running].map(({ modelId }) => modelId));
  const of = (modelId: string) =>
    sumOf(
      entries.filter((entry) => entry.modelId === modelId),
      running.filter((request) => request.modelId === modelId),
    ).usd;
  return [...models]
    .map((modelId) => ({ modelId, usd: of(modelId) }))
    .filter(({ usd }) => usd.gt(zeroUsd()))
    .sort((a, b) => b.usd.cmp(a.usd))
    .map(({ modelId, usd }) => ({ modelId, usd: toUsd(usd) }));
}
