import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import { type Cost, pickUsage, type ReceivedTokens, type TokenUsage, wholeUsage } from '../../shared/model/money.ts';
import type { ChatError } from '../errors/chatError.ts';
import type { ChatRequest, ReportedUsage, StreamEvent } from '../ports/chatClient.ts';
import type { AttemptForecast, Settlement } from '../ports/ledger.ts';
import type { Clock } from '../ports/platform.ts';
import type { RunningCount } from '../ports/tokenCounter.ts';
import { type Decimal, toUsd } from '../../shared/model/usd.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import { likelyTokens } from '../money/pricing/estimateCorrection.ts';
import type { PromptCount } from '../money/counts/promptCount.ts';

export interface RequestAttemptOptions {
  readonly id: string;
  readonly modelId: string;
  /** The server that is asked (`ModelReference.endpoint`); null when it is not known. */
  readonly endpoint: string | null;
  /** A server of the person's own is asked, and charges nothing. */
  readonly local: boolean;
  /** Asked each time: the catalogue may arrive while the request is running. */
  readonly model: () => CatalogueModel | undefined;
  readonly prompt: PromptCount;
  /** Of the answer's text, and of its reasoning. */
  readonly count: RunningCount;
  readonly reasoningCount: RunningCount;
  readonly request: ChatRequest;
  readonly forecast: AttemptForecast;
  readonly costs: CostTracker;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** One request to a model: what it is charged for. It may go on when its answer is not read any more. */
export class RequestAttempt {
  readonly id: string;
  readonly modelId: string;
  readonly endpoint: string | null;
  readonly local: boolean;
  readonly request: ChatRequest;
  readonly forecast: AttemptForecast;
  readonly #model: () => CatalogueModel | undefined;
  readonly #prompt: PromptCount;
  readonly #count: RunningCount;
  readonly #reasoningCount: RunningCount;
  readonly #costs: CostTracker;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  #firstTokenAt: number | null = null;
  #empty = true;
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
  /** True when the headers of the answer are here. */
  opened = false;

  constructor(options: RequestAttemptOptions) {
    const { id, modelId, endpoint, local, model, prompt, count, reasoningCount, request, forecast, costs, clock } = options;
    this.id = id;
    this.modelId = modelId;
    this.endpoint = endpoint;
    this.local = local;
    this.request = request;
    this.forecast = forecast;
    this.#model = model;
    this.#prompt = prompt;
    this.#count = count;
    this.#reasoningCount = reasoningCount;
    this.#costs = costs;
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
  }

  get simulated(): boolean {
    return this.#model()?.simulated ?? false;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True while neither text nor reasoning has arrived. */
  get isEmpty(): boolean {
    return this.#empty;
  }

  /** ms since the request was made, up to its end. */
  get latencyMs(): number {
    return Math.round((this.#endedAt ?? this.#clock.monotonic()) - this.#startedAt);
  }

  /** ms from the request to the first glyph, of reasoning or of text: both are on the screen as they come. Null before. */
  get firstTokenMs(): number | null {
    return this.#firstTokenAt === null ? null : Math.round(this.#firstTokenAt - this.#startedAt);
  }

  /** Reported tokens once they are known, counted ones until then. */
  get usage(): TokenUsage {
    const { reported } = this;
    const counted = this.#counted();
    if (!reported) return counted;
    return pickUsage({
      ...reported,
      promptTokens: reported.promptTokens ?? counted.promptTokens,
      completionTokens: reported.completionTokens ?? counted.completionTokens,
    });
  }

  /** Tokens that arrived, as counted here, whatever is reported. */
  get received(): ReceivedTokens {
    return { textTokens: this.#count.tokens, reasoningTokens: this.#reasoningCount.tokens };
  }

  /** The charge once it is reported, an estimate until then; neither of a server that charges nothing. */
  get cost(): Cost {
    const { reported } = this;
    const billed = reported && this.#costs.billed(reported, this.simulated ? 'simulated' : 'usage');
    if (this.local && !billed) return noCharge;
    return billed ?? this.#costs.estimate(this.#model(), reported ? this.usage : this.#likelyTokens(), this);
  }

  #likelyTokens(): TokenUsage {
    return likelyTokens(this.#counted(), this.#costs.record(this), {
      exact: this.#prompt.isExact,
      maxTokens: this.request.maxTokens,
    });
  }

  #counted(): TokenUsage {
    const { textTokens, reasoningTokens } = this.received;
    const counted = { promptTokens: this.#prompt.tokens, completionTokens: textTokens + reasoningTokens };
    return reasoningTokens === 0 ? counted : { ...counted, reasoningTokens };
  }

  accept(event: StreamEvent): void {
    switch (event.type) {
      case 'opened':
        this.opened = true;
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
        this.#empty &&= event.text === '';
        if (event.text.trim() !== '') this.#firstTokenAt ??= this.#clock.monotonic();
        (event.type === 'text' ? this.#count : this.#reasoningCount).append(event.text);
        break;
      case 'usage':
        // Of the demonstration our own count stands: another one at the end would make its figures jump.
        if (this.simulated) break;
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

  /** The other side has ended it, or its answer is not waited for any more. */
  ended(): void {
    this.#endedAt ??= this.#clock.monotonic();
  }

  /**
   * What it cost as far as that is known at its end: reported, nothing (never sent, or turned away before a generation began), or the estimate
   * of what arrived. A request that ended in silence is unknown, not free: the other side may have worked, and charge for it.
   */
  finalCost(failure: Pick<ChatError, 'mayBeCharged'> | null): Cost {
    if (this.reported || this.simulated || this.local || !this.isEmpty) return this.cost;
    const refused = failure !== null && this.generationId === null && !failure.mayBeCharged;
    return refused || !this.sent ? { source: 'uncharged', usd: '0' } : { source: 'unknown', usd: null };
  }

  settlement(cost: Cost): Settlement {
    const counted = this.#counted();
    const { promptTokens, completionTokens } = counted;
    const countedUsd = this.#costs.listPrice(this.#model(), counted);
    const listUsd = this.#listUsd();
    return {
      cost,
      generationId: this.generationId,
      servedModelId: this.servedModelId,
      provider: this.provider,
      firstTokenMs: this.firstTokenMs,
      latencyMs: this.latencyMs,
      usage: this.simulated ? this.usage : this.reported && wholeUsage(this.reported),
      rawUsage: this.reported?.raw ?? null,
      ...(listUsd && { listUsd: toUsd(listUsd) }),
      ...(this.reported?.toolUsd !== undefined && { toolUsd: this.reported.toolUsd }),
      counted: this.simulated || this.isEmpty ? null : { promptTokens, completionTokens, usd: countedUsd && toUsd(countedUsd) },
    };
  }

  /** Of the reported tokens; null without prices, or where a count is missing, which is not the same as none. */
  #listUsd(): Decimal | null {
    const usage = this.reported && wholeUsage(this.reported);
    if (!usage || this.simulated || usage.promptTokens === 0 || usage.completionTokens === 0) return null;
    return this.#costs.listPrice(this.#model(), usage);
  }
}

const noCharge: Cost = { source: 'local', usd: null };
