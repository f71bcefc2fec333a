import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Cost, TokenUsage } from '../../shared/model/money.ts';
import type { ChatRequest, ReportedUsage, StreamEvent } from '../ports/chatClient.ts';
import type { AttemptForecast, Settlement } from '../ports/ledger.ts';
import type { Clock } from '../ports/platform.ts';
import type { RunningCount } from '../ports/tokenCounter.ts';
import { toUsd } from '../../shared/model/usd.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { PromptCount } from '../money/counts/promptCount.ts';

export interface RequestAttemptOptions {
  readonly id: string;
  readonly modelId: string;
  /** Asked each time: the catalogue may arrive while the request is running. */
  readonly model: () => CatalogueModel | undefined;
  readonly prompt: PromptCount;
  readonly count: RunningCount;
  readonly request: ChatRequest;
  readonly forecast: AttemptForecast;
  readonly costs: CostTracker;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** One request to a model: what it is charged for. It may go on when nobody reads its answer any more. */
export class RequestAttempt {
  readonly #o: RequestAttemptOptions;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  #firstTokenAt: number | null = null;
  #endedAt: number | null = null;

  generationId: string | null = null;
  account: string | null = null;
  servedModelId: string | null = null;
  provider: string | null = null;
  /** True for a provider that generates, and bills, to the end when the request is aborted. */
  billsToTheEnd = false;
  reported: ReportedUsage | null = null;
  /** False while nothing of it has left this machine. */
  sent = false;

  constructor(options: RequestAttemptOptions) {
    this.#o = options;
    this.#startedAt = options.clock.monotonic();
  }

  get id(): string {
    return this.#o.id;
  }

  get modelId(): string {
    return this.#o.modelId;
  }

  get request(): ChatRequest {
    return this.#o.request;
  }

  get forecast(): AttemptForecast {
    return this.#o.forecast;
  }

  get simulated(): boolean {
    return this.#o.model()?.simulated ?? false;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True while neither text nor reasoning has arrived. */
  get isEmpty(): boolean {
    return this.#firstTokenAt === null;
  }

  /** ms since the request was made, up to its end. */
  get latencyMs(): number {
    return Math.round((this.#endedAt ?? this.#o.clock.monotonic()) - this.#startedAt);
  }

  /** ms from the request to the first piece of answer or reasoning; null before. */
  get firstTokenMs(): number | null {
    return this.#firstTokenAt === null ? null : Math.round(this.#firstTokenAt - this.#startedAt);
  }

  /** Reported tokens once they are known, counted ones until then. */
  get usage(): TokenUsage {
    const { reported } = this;
    if (!reported) return { promptTokens: this.#o.prompt.tokens, completionTokens: this.#o.count.tokens };
    const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens } = reported;
    return {
      promptTokens,
      completionTokens,
      ...(cachedTokens !== undefined && { cachedTokens }),
      ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
      ...(reasoningTokens !== undefined && { reasoningTokens }),
    };
  }

  /** The charge once it is reported, an estimate until then. */
  get cost(): Cost {
    const { costs, model } = this.#o;
    const billed = this.reported && costs.billed(this.reported, this.simulated ? 'simulated' : 'usage');
    return billed ?? costs.estimate(model(), this.usage, this.modelId);
  }

  accept(event: StreamEvent): void {
    switch (event.type) {
      case 'opened':
        this.generationId = event.generationId;
        this.account = event.account;
        break;
      case 'served':
        this.generationId ??= event.generationId;
        this.servedModelId = event.modelId ?? this.servedModelId;
        this.provider = event.provider ?? this.provider;
        this.billsToTheEnd ||= event.billsToTheEnd;
        break;
      case 'text':
      case 'reasoning':
        this.#firstTokenAt ??= this.#o.clock.monotonic();
        this.#o.count.append(event.text);
        break;
      case 'usage':
        // It may come twice; one without a charge is no correction of one with it.
        if (event.usage.chargeUsd !== null || this.reported?.chargeUsd === undefined || this.reported.chargeUsd === null)
          this.reported = event.usage;
        break;
      case 'alive':
      case 'extras':
      case 'finished':
        break;
    }
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** The other side has ended it, or nobody waits for its answer any more. */
  ended(): void {
    this.#endedAt ??= this.#o.clock.monotonic();
  }

  /**
   * What it cost as far as that is known at its end: reported, nothing (never sent, or refused before a generation began), or the estimate
   * of what arrived. A request that ended in silence is unknown, not free: the other side may have worked, and charge for it.
   */
  finalCost(failure: Failure | null): Cost {
    if (this.reported || this.simulated || !this.isEmpty) return this.cost;
    const refused = failure && this.generationId === null && !endsInSilence.includes(failure.code);
    return refused || !this.sent ? { source: 'usage', usd: '0' } : { source: 'unknown', usd: null };
  }

  settlement(cost: Cost): Settlement {
    const { prompt, count, costs, model } = this.#o;
    const { generationId, servedModelId, provider, reported, firstTokenMs, latencyMs } = this;
    const tokens = { promptTokens: prompt.tokens, completionTokens: count.tokens };
    const listUsd = costs.listPrice(model(), tokens);
    return {
      ...{ cost, generationId, servedModelId, provider, firstTokenMs, latencyMs },
      usage: reported ? this.usage : null,
      rawUsage: reported?.raw ?? null,
      counted: this.simulated || this.isEmpty ? null : { ...tokens, usd: listUsd && toUsd(listUsd) },
    };
  }
}

const endsInSilence: readonly string[] = ['TIMEOUT', 'INTERRUPTED', 'INTERNAL'];
