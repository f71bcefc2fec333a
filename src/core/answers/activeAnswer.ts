import { answerParts } from '../../shared/model/answerParts.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Message } from '../../shared/model/message.ts';
import type { Cost, ReceivedTokens, TokenUsage } from '../../shared/model/money.ts';
import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import type { StreamEvent } from '../ports/chatClient.ts';
import type { MessageOutcome } from '../ports/conversationRepository.ts';
import type { EndReason } from './policy/attemptOutcome.ts';
import type { RequestAttempt } from './requestAttempt.ts';

/** The end of an answer that the archive could not take yet. */
interface UnsavedEnd {
  readonly outcome: MessageOutcome;
  readonly cost: Cost;
  /** Why, in words for the user. */
  readonly failure: Failure;
}

interface LiveAnswerNeeds {
  readonly messageId: string;
  readonly conversationId: string;
  readonly attempt: RequestAttempt;
}

/** One answer while it arrives: its text, its figures, and the switch that ends it. The text here is the buffer of every surface. */
export class ActiveAnswer {
  readonly messageId: string;
  readonly conversationId: string;
  readonly modelId: string;
  readonly #ended = Promise.withResolvers<EndReason>();
  #attempt: RequestAttempt;
  #endReason: EndReason | null = null;

  text = '';
  reasoning = '';
  /** What came beside text and reasoning; null when nothing did. */
  extras: AnswerExtras | null = null;
  finishReason: string | null = null;
  /** Set while the answer has ended but is not in the archive: it is only here. */
  unsaved: UnsavedEnd | null = null;

  constructor({ messageId, conversationId, attempt }: LiveAnswerNeeds) {
    this.messageId = messageId;
    this.conversationId = conversationId;
    this.modelId = attempt.modelId;
    this.#attempt = attempt;
  }

  /** The request that brings it now. */
  get attempt(): RequestAttempt {
    return this.#attempt;
  }

  get endReason(): EndReason | null {
    return this.#endReason;
  }

  /** Resolves when it is ended from this side. */
  get ended(): Promise<EndReason> {
    return this.#ended.promise;
  }

  /** True while neither text nor reasoning has arrived. */
  get isEmpty(): boolean {
    return this.text === '' && this.reasoning === '';
  }

  get latencyMs(): number {
    return this.#attempt.latencyMs;
  }

  get firstTokenMs(): number | null {
    return this.#attempt.firstTokenMs;
  }

  get usage(): TokenUsage {
    return this.#attempt.usage;
  }

  get received(): ReceivedTokens {
    return this.#attempt.received;
  }

  get cost(): Cost {
    return this.unsaved?.cost ?? this.#attempt.cost;
  }

  /** The message as this window knows it, over what the archive has of it. */
  over(message: Message): Message {
    if (this.unsaved) {
      // The raw parts of the wire are for the log; a page has no use for megabytes of them.
      const { extras, ...outcome } = this.unsaved.outcome;
      const parts = extras && answerParts(extras);
      return { ...message, ...outcome, ...(parts && { parts }), cost: this.unsaved.cost, failure: this.unsaved.failure };
    }
    return {
      ...message,
      state: 'streaming',
      text: this.text,
      reasoning: this.reasoning,
      cost: this.cost,
      usage: this.usage,
      received: this.received,
      firstTokenMs: this.firstTokenMs,
      latencyMs: this.latencyMs,
      servedModelId: this.#attempt.servedModelId,
      provider: this.#attempt.provider,
    };
  }

  /** Asked again in another way, because the first request was refused. */
  tryAgain(attempt: RequestAttempt): void {
    this.#attempt = attempt;
  }

  /** Nothing that arrives after this is part of the answer. A request that would be billed to its end goes on without it. */
  end(reason: EndReason): void {
    this.#endReason ??= reason;
    if (reason === 'shutdown' || !this.#attempt.billsToTheEnd) this.#attempt.abort(reason);
    this.#ended.resolve(this.#endReason);
  }

  accept(event: StreamEvent): void {
    this.#attempt.accept(event);
    if (event.type === 'text') this.text += event.text;
    else if (event.type === 'reasoning') this.reasoning += event.text;
    else if (event.type === 'extras') this.extras = event.extras;
    else if (event.type === 'finished') this.finishReason = event.reason;
  }
}
