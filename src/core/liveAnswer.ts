import type { CatalogueModel, Cost, Failure, Message, TokenUsage } from '../shared/model.ts';
import type { CostTracker } from './spending/costTracker.ts';
import type { Clock, MessageOutcome, ReportedUsage, RunningCount, StreamEvent } from './ports.ts';

/** Why a running answer was ended from this side. */
export type EndReason = 'stop' | 'shutdown';

/** The end of an answer that the archive could not take yet. */
export interface UnsavedEnd {
  readonly outcome: MessageOutcome;
  readonly cost: Cost;
  /** Why, as the person is told. */
  readonly failure: Failure;
}

export interface LiveAnswerOptions {
  readonly messageId: string;
  readonly attemptId: string;
  readonly conversationId: string;
  readonly modelId: string;
  /** Asked each time: the catalogue may arrive while the answer is running. */
  readonly model: () => CatalogueModel | undefined;
  readonly promptTokens: () => number;
  readonly count: RunningCount;
  readonly costs: CostTracker;
  readonly clock: Clock;
}

/** One answer while it arrives: its text, its figures, and the switch that ends it. The text here is the buffer of every surface. */
export class LiveAnswer {
  readonly messageId: string;
  readonly attemptId: string;
  readonly conversationId: string;
  readonly modelId: string;
  readonly #options: LiveAnswerOptions;
  readonly #controller = new AbortController();
  readonly #startedAt: number;
  #endReason: EndReason | null = null;
  #firstTokenAt: number | null = null;

  text = '';
  reasoning = '';
  generationId: string | null = null;
  servedModelId: string | null = null;
  provider: string | null = null;
  finishReason: string | null = null;
  reported: ReportedUsage | null = null;
  /** Set while the answer has ended but is not in the archive: it is only here. */
  unsaved: UnsavedEnd | null = null;

  constructor(options: LiveAnswerOptions) {
    this.#options = options;
    this.messageId = options.messageId;
    this.attemptId = options.attemptId;
    this.conversationId = options.conversationId;
    this.modelId = options.modelId;
    this.#startedAt = options.clock.monotonic();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get endReason(): EndReason | null {
    return this.#endReason;
  }

  get simulated(): boolean {
    return this.#options.model()?.simulated ?? false;
  }

  /** True while neither text nor reasoning has arrived. */
  get isEmpty(): boolean {
    return this.text === '' && this.reasoning === '';
  }

  /** ms since the request was made. */
  get latencyMs(): number {
    return Math.round(this.#options.clock.monotonic() - this.#startedAt);
  }

  /** ms from the request to the first piece of answer or reasoning; null before. */
  get firstTokenMs(): number | null {
    return this.#firstTokenAt === null ? null : Math.round(this.#firstTokenAt - this.#startedAt);
  }

  /** Reported tokens once they are known, counted ones until then. */
  get usage(): TokenUsage {
    if (this.reported) {
      const { promptTokens, completionTokens, cachedTokens, reasoningTokens } = this.reported;
      return {
        promptTokens,
        completionTokens,
        ...(cachedTokens === undefined ? {} : { cachedTokens }),
        ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
      };
    }
    return { promptTokens: this.#options.promptTokens(), completionTokens: this.#options.count.tokens };
  }

  /** The charge once it is reported, an estimate until then. */
  get cost(): Cost {
    if (this.unsaved) return this.unsaved.cost;
    const billed = this.reported && this.#options.costs.billed(this.reported, this.simulated);
    if (billed) return billed;
    const { promptTokens, completionTokens } = this.usage;
    return this.#options.costs.estimate(this.#options.model(), promptTokens, completionTokens);
  }

  /** The message as this window knows it, over what the archive has of it. */
  over(message: Message): Message {
    if (this.unsaved) return { ...message, ...this.unsaved.outcome, cost: this.unsaved.cost, failure: this.unsaved.failure };
    const { text, reasoning, cost, usage, firstTokenMs, latencyMs, servedModelId, provider } = this;
    return { ...message, state: 'streaming', text, reasoning, cost, usage, firstTokenMs, latencyMs, servedModelId, provider };
  }

  end(reason: EndReason): void {
    this.#endReason ??= reason;
    this.#controller.abort(reason);
  }

  accept(event: StreamEvent): void {
    switch (event.type) {
      case 'opened':
        this.generationId = event.generationId;
        break;
      case 'served':
        this.generationId ??= event.generationId;
        this.servedModelId = event.modelId ?? this.servedModelId;
        this.provider = event.provider ?? this.provider;
        break;
      case 'text':
      case 'reasoning':
        this.#firstTokenAt ??= this.#options.clock.monotonic();
        this.#options.count.append(event.text);
        if (event.type === 'text') this.text += event.text;
        else this.reasoning += event.text;
        break;
      case 'usage':
        this.reported = event.usage;
        break;
      case 'finished':
        this.finishReason = event.reason;
        break;
      case 'alive':
        break;
    }
  }
}
