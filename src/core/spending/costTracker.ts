import type { CatalogueModel, Cost, Spend, Usd } from '../../shared/model.ts';
import { type Budget, leftOfNearest } from './budgetGuard.ts';
import { type Decimal, parseUsd, toUsd, zeroUsd } from '../money.ts';
import type { Clock, Ledger, LedgerEntry, ReportedUsage } from '../ports.ts';

/** What an answer that the ledger does not have yet is estimated at. */
export interface RunningCost {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly cost: Cost;
}

interface Sum {
  readonly usd: Decimal;
  /** A part is estimated or unknown. */
  readonly approximate: boolean;
}

/** Turns tokens and reported usage into money, and adds it up. Every sum is derived from the ledger; none is kept by hand. */
export class CostTracker {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  #month: { readonly since: number; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;
  #conversation: { readonly id: string; readonly entries: Promise<readonly LedgerEntry[]> } | null = null;

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  /** Money of counted tokens at catalogue prices: an estimate, or simulated money; unknown when a price is not known. */
  estimate(model: CatalogueModel | undefined, promptTokens: number, completionTokens: number): Cost {
    const prompt = parseUsd(model?.promptUsd);
    const completion = parseUsd(model?.completionUsd);
    if (!model || !prompt || !completion) return { source: 'unknown', usd: null };
    const usd = prompt.mul(promptTokens).add(completion.mul(completionTokens));
    return { source: model.simulated ? 'simulated' : 'estimate', usd: toUsd(usd) };
  }

  /**
   * The charge as reported. `usage.cost` is all that the person pays, except under "bring your own key", where the provider's own bill comes
   * on top; otherwise the upstream figure repeats the charge and must not be added. Null when no charge was reported.
   */
  billed(usage: ReportedUsage, simulated: boolean): Cost | null {
    const charge = parseUsd(usage.chargeUsd);
    if (!charge) return null;
    if (simulated) return { source: 'simulated', usd: toUsd(charge) };
    const upstream = usage.byok ? parseUsd(usage.upstreamUsd) : null;
    if (!upstream) return { source: 'usage', usd: toUsd(charge) };
    return { source: 'usage', usd: toUsd(charge.add(upstream)), parts: { chargeUsd: toUsd(charge), upstreamUsd: toUsd(upstream) } };
  }

  /** The meter's figures: what the ledger holds, plus what running answers are estimated at. Days and months are local ones. */
  async spend(conversationId: string | null, budget: Budget, running: readonly RunningCost[]): Promise<Spend> {
    const dayStart = new Date(this.#clock.now()).setHours(0, 0, 0, 0);
    const [conversation, month] = await Promise.all([this.#ofConversation(conversationId), this.#ofMonth(dayStart)]);
    const here = sum(
      conversation,
      running.filter((answer) => answer.conversationId === conversationId),
    );
    const today = sum(
      month.filter((entry) => entry.createdAt >= dayStart),
      running,
    );
    const spent = { conversationUsd: toUsd(here.usd), todayUsd: toUsd(today.usd), monthUsd: toUsd(sum(month, running).usd) };
    return { ...spent, leftUsd: leftOfNearest(budget, spent), approximate: here.approximate || today.approximate };
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

  #ofMonth(dayStart: number): Promise<readonly LedgerEntry[]> {
    const since = new Date(dayStart).setDate(1);
    if (this.#month?.since !== since) this.#month = { since, entries: this.#read({ since }) };
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

function sum(entries: readonly LedgerEntry[], running: readonly RunningCost[]): Sum {
  const settled = new Set(entries.flatMap((entry) => (entry.settlement ? [entry.id] : [])));
  const paid: readonly Cost[] = [
    ...entries.flatMap(({ simulated, settlement }) => (simulated || !settlement ? [] : [settlement.cost])),
    // For a moment an answer is both: settled, and not yet told to have ended.
    ...running.flatMap(({ attemptId, cost }) => (cost.source === 'simulated' || settled.has(attemptId) ? [] : [cost])),
  ];
  // An attempt without a settlement is either running here (counted above) or was cut off with its window: its money is not known.
  const open = entries.filter((entry) => !entry.simulated && !entry.settlement).length;
  return {
    usd: paid.reduce((total, cost) => total.add(amount(cost.usd)), zeroUsd()),
    approximate: open > 0 || paid.some((cost) => cost.source === 'estimate' || cost.source === 'unknown'),
  };
}

function amount(usd: Usd | null): Decimal {
  return parseUsd(usd) ?? zeroUsd();
}
