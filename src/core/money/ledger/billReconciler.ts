import { type Cost, wholeUsage } from '../../../shared/model/money.ts';
import { ChatError } from '../../errors/chatError.ts';
import type { EventBus } from '../../events/eventBus.ts';
import type { GenerationLookup, GenerationRecord } from '../../ports/generationLookup.ts';
import type { Ledger, LedgerEntry, Settlement } from '../../ports/ledger.ts';
import type { Clock, Logger } from '../../ports/platform.ts';
import type { Disposable } from '../../../shared/async/disposable.ts';
import { SingleFlight } from '../../../shared/async/singleFlight.ts';
import { nothingOnRecord, requestGone } from './ledgerErrors.ts';
import { type CostTracker, isUnresolved } from './costTracker.ts';
import { isBilled } from './ledgerSums.ts';
import { monthStart } from './localTimes.ts';
import type { OrphanedAttempts } from './orphanedAttempts.ts';

interface BillReconcilerNeeds {
  readonly ledger: Ledger;
  readonly lookup: GenerationLookup;
  readonly lost: OrphanedAttempts;
  readonly costs: CostTracker;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** True for a request of this window, which settles it when it ends. */
  readonly isRunning: (attemptId: string) => boolean;
}

/**
 * ms between two questions about one generation. OpenRouter names no delay; seen are half a second to minutes
 * (https://github.com/RooCodeInc/Roo-Code/pull/915, https://github.com/speakeasy-api/gram/pull/978).
 */
const waitsMs = [1, 2, 4, 8, 15, 30, 60, 120, 300].map((seconds) => seconds * 1000);
const maxWaitMs = 10 * 60_000;
/** ms after which a generation that is not on record never will be. */
const comesWithinMs = 60 * 60_000;
/** ms that a new window goes back for requests without a bill where the month is younger: a week off. What is of this month is read anyway. */
const lookBackMs = 8 * 24 * 60 * 60_000;
/** ms that a request of another window is left alone: that window settles it, unless it has died. */
const leftAloneMs = 15_000;
/** ms after a change of the ledger, so that many of them are one poll. */
const settleDownMs = 250;

interface Question {
  readonly generationId: string | null;
  asked: number;
  /** ms since the epoch; Infinity when nothing can be asked any more. */
  dueAt: number;
}

/**
 * Finds out what requests cost whose own usage never arrived: stopped, cut off, or left by a window that died. Every window asks about all of
 * them, across restarts; a bill that two of them find is the same bill.
 */
export class BillReconciler implements Disposable {
  readonly #ledger: Ledger;
  readonly #lookup: GenerationLookup;
  readonly #lost: OrphanedAttempts;
  readonly #costs: CostTracker;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #isRunning: (attemptId: string) => boolean;
  readonly #disposed = new AbortController();
  readonly #questions = new Map<string, Question>();
  readonly #polling = new SingleFlight(() => this.#pollNow());
  #timer: Disposable | null = null;

  constructor({ ledger, lookup, lost, costs, bus, clock, logger, isRunning }: BillReconcilerNeeds) {
    this.#ledger = ledger;
    this.#lookup = lookup;
    this.#lost = lost;
    this.#costs = costs;
    this.#bus = bus;
    this.#clock = clock;
    this.#logger = logger;
    this.#isRunning = isRunning;
  }

  /** The ledger has changed, here or in another window: checks, soon, whether anything is unresolved. */
  poll(): void {
    this.#pollIn(settleDownMs);
  }

  /** The key or the server is another one: what could not be answered is asked again. */
  reset(): void {
    this.#questions.clear();
    this.poll();
  }

  /** Asks for one bill now, because the user wants it. Rejects with ChatError, with a sentence, when there is none. */
  async check(attemptId: string): Promise<void> {
    const entry = (await this.#ledger.entries({ since: 0 })).find(({ id }) => id === attemptId);
    if (!entry) throw requestGone();
    if (!isUnresolved(entry)) return;
    const record =
      entry.generationId === null ? null : await this.#lookup.find(entry.generationId, entry.endpoint ?? null, this.#disposed.signal);
    if (!record || !(await this.#settleBilled(entry, record))) throw nothingOnRecord(entry.generationId !== null);
  }

  dispose(): void {
    this.#disposed.abort();
    this.#timer?.dispose();
  }

  #pollIn(ms: number): void {
    this.#timer?.dispose();
    this.#timer = null;
    if (this.#disposed.signal.aborted) return;
    this.#timer = this.#clock.timeout(ms, () => {
      this.#timer = null;
      void this.#polling.run();
    });
  }

  async #pollNow(): Promise<void> {
    if (this.#disposed.signal.aborted) return;
    // The poll before this one may have set it for its own questions only.
    this.#timer?.dispose();
    this.#timer = null;
    let nextAt = this.#clock.now() + 60_000;
    try {
      nextAt = await this.#askWhatIsDue();
    } catch (error) {
      if (!this.#disposed.signal.aborted) this.#logger.warn('bills.pollFailed', { error: String(error) });
    }
    // A change in the meantime has set the timer already, to a time that comes before.
    if (this.#timer || nextAt === Infinity) return;
    this.#pollIn(Math.min(maxWaitMs, Math.max(settleDownMs, nextAt - this.#clock.now())));
  }

  /** Resolves with the time of the next question. */
  async #askWhatIsDue(): Promise<number> {
    const now = this.#clock.now();
    const entries = await this.#ledger.entries({ since: Math.min(monthStart(now), now - lookBackMs) });
    const open = entries.filter((entry) => isUnresolved(entry) && !this.#isRunning(entry.id));
    const questions = open.map((entry) => {
      const known = this.#questions.get(entry.id);
      return [entry, known?.generationId === entry.generationId ? known : firstQuestion(entry, this.#clock.now())] as const;
    });
    this.#questions.clear();
    for (const [entry, question] of questions) this.#questions.set(entry.id, question);
    for (const [entry, question] of questions) {
      if (question.dueAt > this.#clock.now()) continue;
      // It may have ended while the others were asked about.
      if (!this.#isRunning(entry.id)) question.dueAt = await this.#ask(entry, question);
      if (this.#disposed.signal.aborted) return Infinity;
    }
    return Math.min(Infinity, ...questions.map(([, { dueAt }]) => dueAt));
  }

  /** Resolves with the time at which it is worth asking again. */
  async #ask(unasked: LedgerEntry, question: Question): Promise<number> {
    let entry = unasked;
    try {
      if (entry.settlement === null) {
        const found = await this.#lost.find(entry);
        if (found === 'running') return this.#clock.now() + leftAloneMs;
        if (found) entry = await this.#settle(entry, found.cost, found);
        if (isBilled(entry)) return Infinity;
      }
      if (entry.generationId === null) return Infinity;
      const record = await this.#lookup.find(entry.generationId, entry.endpoint ?? null, this.#disposed.signal);
      if (record && (await this.#settleBilled(entry, record))) return Infinity;
      if (this.#clock.now() - entry.createdAt >= comesWithinMs) {
        if (entry.settlement?.cost.source !== 'unknown') await this.#settle(entry, { source: 'unknown', usd: null });
        return Infinity;
      }
    } catch (error) {
      if (this.#disposed.signal.aborted) return Infinity;
      this.#logger.info('bills.notAsked', { attemptId: entry.id, code: ChatError.is(error) ? error.code : String(error) });
    }
    return this.#clock.now() + (waitsMs[question.asked++] ?? maxWaitMs);
  }

  /** False when the record names no charge. */
  async #settleBilled(entry: LedgerEntry, { servedModelId, provider, usage }: GenerationRecord): Promise<boolean> {
    const cost = this.#costs.billed(usage, 'generation');
    if (cost) await this.#settle(entry, cost, { servedModelId, provider, usage: wholeUsage(usage), rawUsage: usage.raw });
    return cost !== null;
  }

  /** Resolves with the entry as it is then. */
  async #settle(entry: LedgerEntry, cost: Cost, said: Partial<Settlement> = {}): Promise<LedgerEntry> {
    const settlement = { ...(entry.settlement ?? nothingSaid), ...said, generationId: entry.generationId, cost };
    await this.#ledger.settle(entry.id, settlement);
    this.#bus.emit('ledger.settled', { conversationId: entry.conversationId, attemptId: entry.id, costUsd: cost.usd });
    return { ...entry, settlement };
  }
}

const nothingSaid = {
  servedModelId: null,
  provider: null,
  usage: null,
  rawUsage: null,
  counted: null,
  firstTokenMs: null,
  latencyMs: null,
};

function firstQuestion({ generationId, settlement, createdAt }: LedgerEntry, now: number): Question {
  // A clock that was ahead when it was recorded must not put off the question, nor make a timer longer than timers can be.
  const at = Math.min(createdAt, now);
  return { generationId, asked: 0, dueAt: settlement === null ? at + leftAloneMs : at };
}
