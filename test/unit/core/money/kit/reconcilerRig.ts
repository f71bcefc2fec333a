import { EventBus } from '../../../../../src/core/events/eventBus.ts';
import type { ReportedUsage } from '../../../../../src/core/ports/chatClient.ts';
import type { GenerationRecord } from '../../../../../src/core/ports/generationLookup.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { BillReconciler } from '../../../../../src/core/money/ledger/billReconciler.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import type { OrphanedAttempt, OrphanedAttempts } from '../../../../../src/core/money/ledger/orphanedAttempts.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { type GenerationScript, ScriptedGenerations } from '../../../../support/fakes/scriptedGenerations.ts';
import { recordingLogger } from '../../../../support/recordingLogger.ts';
import { testClock } from '../../../../support/testClock.ts';
import { MemoryLedger } from './memoryLedger.ts';
import { reportedUsage } from './reportedUsage.ts';

/** Noon of a day in the middle of a month. */
export const start = new Date(2026, 10, 20, 12).getTime();

export function record(
  chargeUsd: string | null,
  fields: Partial<Pick<GenerationRecord, 'servedModelId' | 'provider'>> & Partial<ReportedUsage> = {},
): GenerationRecord {
  const { servedModelId = null, provider = null, ...usage } = fields;
  return { servedModelId, provider, usage: reportedUsage({ chargeUsd, ...usage }) };
}

/** The reconciler of one window, on a ledger in memory and a service that follows a script. */
export class ReconcilerRig {
  readonly ledger: MemoryLedger;
  readonly clock: ReturnType<typeof testClock>;
  readonly logger = recordingLogger();
  readonly costs: CostTracker;
  readonly reconciler: BillReconciler;
  readonly lookup: ScriptedGenerations;
  /** Requests that were searched for among those of dead windows, and what is found. */
  readonly searched: string[] = [];
  readonly found = new Map<string, Cost | Error | 'running'>();
  readonly running = new Set<string>();
  /** Bills as the bus reported them. */
  readonly notified: (readonly [attemptId: string, usd: string | null])[] = [];

  constructor(entries: readonly LedgerEntry[], script: GenerationScript, at = start, ledger = new MemoryLedger(entries)) {
    this.ledger = ledger;
    this.clock = testClock(at);
    this.costs = new CostTracker(ledger, this.clock);
    this.lookup = new ScriptedGenerations(script, () => this.clock.now());
    const bus = new EventBus(this.logger);
    this.reconciler = new BillReconciler({
      ledger,
      bus,
      costs: this.costs,
      clock: this.clock,
      logger: this.logger,
      lost: { find: (entry: LedgerEntry) => this.#find(entry) } as OrphanedAttempts,
      lookup: this.lookup,
      isRunning: (attemptId) => this.running.has(attemptId),
    });
    // As the core does it.
    bus.subscribe('ledger.settled', ({ attemptId, costUsd }) => {
      this.notified.push([attemptId, costUsd]);
      this.reconciler.poll();
    });
    this.reconciler.poll();
  }

  get asked(): ScriptedGenerations['asked'] {
    return this.lookup.asked;
  }

  askedAt(generationId: string): readonly number[] {
    return this.lookup.askedAt(generationId);
  }

  /** Lets time pass, in steps that are small at first and never longer than a second of backoff would notice. */
  async run(ms: number): Promise<void> {
    const end = this.clock.monotonic() + ms;
    while (this.clock.monotonic() < end) {
      this.clock.advance(Math.min(250, end - this.clock.monotonic()));
      await settle();
    }
  }

  #find(entry: LedgerEntry): Promise<OrphanedAttempt | 'running' | null> {
    this.searched.push(entry.id);
    const cost = this.found.get(entry.id) ?? null;
    if (cost instanceof Error) return Promise.reject(cost);
    const counted = { promptTokens: 10, completionTokens: 5 };
    return Promise.resolve(cost === null || cost === 'running' ? cost : { cost, counted: { ...counted, usd: cost.usd } });
  }
}

/** Everything that needs no time happens. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve();
}
