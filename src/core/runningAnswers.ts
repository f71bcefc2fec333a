import type { Failure, Message } from '../shared/model.ts';
import { answerOutcome, finalCost } from './answerOutcome.ts';
import { AnswerRecorder } from './answerRecorder.ts';
import type { ChatSettings } from './chatSettings.ts';
import type { CostTracker, RunningCost } from './spending/costTracker.ts';
import { failureOf } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import { LiveAnswer, type UnsavedEnd } from './liveAnswer.ts';
import type { ModelRouter } from './modelRouter.ts';
import type { ChatTurn, Clock, ConversationRepository, Ledger, Logger, NewId, TokenCounter } from './ports.ts';
import { PromptCount } from './spending/promptCount.ts';
import { closing, notSaved } from './refusals.ts';
import { replyBound } from './spending/replyBound.ts';

export interface RunningAnswersOptions {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly router: ModelRouter;
  readonly costs: CostTracker;
  readonly tokens: TokenCounter;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly settings: () => ChatSettings;
}

export interface AnswerOrder {
  readonly conversationId: string;
  readonly modelId: string;
  /** The question. */
  readonly parentId: string;
  readonly turns: readonly ChatTurn[];
  /** Begins to write what becomes durable together with the answer. */
  readonly write: () => readonly (Promise<void> | null)[];
}

/** ms between two attempts to save the end of an answer that the disk refused. */
const saveAgainMs = 5000;

/** The answers of this window, from the request to the end: streams them, keeps every part, settles every attempt. */
export class RunningAnswers {
  readonly #o: RunningAnswersOptions;
  /** Running answers, and ended ones that are not in the archive yet. */
  readonly #answers = new Map<string, LiveAnswer>();
  /** What a closing window waits for. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(options: RunningAnswersOptions) {
    this.#o = options;
  }

  live(conversationId?: string): readonly LiveAnswer[] {
    const running = [...this.#answers.values()].filter((answer) => !answer.unsaved);
    return conversationId === undefined ? running : running.filter((answer) => answer.conversationId === conversationId);
  }

  /** What the answers that the ledger does not have yet are estimated at. */
  costs(): readonly RunningCost[] {
    return [...this.#answers.values()].map(({ attemptId, conversationId, cost }) => ({ attemptId, conversationId, cost }));
  }

  /** The archive's messages, with the answers of this window as far as they are. */
  async messages(conversationId: string): Promise<readonly Message[]> {
    const before = new Map(this.#answers);
    const messages = await this.#o.repository.messages(conversationId);
    // What the archive still calls streaming may have ended while it was being read.
    const known = (message: Message) =>
      this.#answers.get(message.id) ?? (message.state === 'streaming' ? before.get(message.id) : undefined);
    return messages.map((message) => known(message)?.over(message) ?? message);
  }

  /** Makes the answer durable together with what the order writes (one commit), then streams it in the background. Resolves with its id. */
  async start({ conversationId, modelId, parentId, turns, write }: AnswerOrder): Promise<string> {
    const { clock, repository, ledger, tokens, router, costs, newId, bus } = this.#o;
    if (this.#closing.signal.aborted) throw closing();
    const messageId = newId();
    const attemptId = newId();
    const createdAt = clock.now();
    const prompt = new PromptCount(tokens, modelId, turns);
    const answer = new LiveAnswer({
      ...{ messageId, attemptId, conversationId, modelId, costs, clock },
      model: () => router.find(modelId),
      promptTokens: () => prompt.tokens,
      count: tokens.start(modelId),
    });
    const { simulated } = answer;
    this.#answers.set(messageId, answer);
    try {
      await this.#track(
        Promise.all([
          ...write(),
          repository.addMessage({
            ...{ id: messageId, conversationId, parentId, role: 'assistant', modelId, createdAt },
            ...{ text: '', attachments: [] },
          }),
          ledger.openAttempt({ id: attemptId, conversationId, messageId, purpose: 'chat', modelId, simulated, createdAt }),
        ]),
      );
    } catch (error) {
      this.#answers.delete(messageId);
      throw error;
    }
    bus.emit('message.started', { conversationId, messageId, model: modelId });
    const maxTokens = replyBound(router.find(modelId), this.#o.settings().maxReplyTokens, () => prompt.tokens);
    this.#track(this.#run(answer, turns, maxTokens)).catch((error: unknown) =>
      this.#o.logger.error('chat.runFailed', { messageId, error: String(error) }),
    );
    tokens.prepare(modelId).then(
      () => prompt.recount(),
      (error: unknown) => this.#o.logger.warn('tokens.unavailable', { error: String(error) }),
    );
    return messageId;
  }

  /** Ends the running answers of a conversation; what arrived is kept. */
  stop(conversationId: string): void {
    for (const answer of this.live(conversationId)) answer.end('stop');
  }

  /** Ends everything, and resolves when all of it is in the archive. Nothing can be started after. */
  async shutdown(): Promise<void> {
    this.#closing.abort();
    for (const answer of this.#answers.values()) answer.end('shutdown');
    // What is being written becomes an answer that ends at once.
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = Promise.allSettled([work]).then(() => this.#running.delete(done));
    this.#running.add(done);
    return work;
  }

  async #run(answer: LiveAnswer, turns: readonly ChatTurn[], maxTokens: number): Promise<void> {
    const { repository, clock, logger } = this.#o;
    const recorder = new AnswerRecorder(answer, repository, clock, logger);
    const sent = !answer.endReason;
    const failure = sent ? await this.#receive(answer, turns, maxTokens) : null;
    const end = { outcome: answerOutcome(answer, failure), cost: finalCost(answer, failure, sent) };
    if (!(await this.#save(answer, recorder, end))) return;
    this.#answers.delete(answer.messageId);
    this.#report(answer, end);
  }

  async #receive(answer: LiveAnswer, turns: readonly ChatTurn[], maxTokens: number): Promise<Failure | null> {
    const { router, bus, ledger, settings, logger } = this.#o;
    const { conversationId, messageId, attemptId, modelId } = answer;
    try {
      const request = { modelId, turns, maxTokens, temperature: settings().temperature };
      for await (const event of router.clientFor(modelId).stream(request, answer.signal)) {
        const known = answer.generationId;
        answer.accept(event);
        if (answer.generationId && answer.generationId !== known)
          void ledger
            .noteGeneration(attemptId, answer.generationId)
            .catch((error: unknown) => logger.warn('ledger.noteFailed', { error: String(error) }));
        if (event.type === 'text' || event.type === 'reasoning')
          bus.emit('token.generated', { conversationId, messageId, delta: event.text });
      }
      return null;
    } catch (error) {
      if (answer.endReason) return null;
      const failure = failureOf(error);
      logger.warn('chat.failed', {
        messageId,
        modelId,
        code: failure.code,
        detail: failure.code === 'INTERNAL' ? String(error) : failure.message,
      });
      return failure;
    }
  }

  /** Brings the end of an answer into the archive, however long the disk refuses it. Gives up, and says so, only when the window closes. */
  async #save(answer: LiveAnswer, recorder: AnswerRecorder, end: Omit<UnsavedEnd, 'failure'>): Promise<boolean> {
    const { bus, clock, logger } = this.#o;
    const { conversationId, messageId } = answer;
    for (;;) {
      try {
        await Promise.all([this.#settle(answer, end), recorder.finish(end.outcome)]);
        return true;
      } catch (error) {
        const { code } = failureOf(error);
        if (!answer.unsaved) {
          logger.error('archive.answerNotSaved', { messageId, code });
          answer.unsaved = { ...end, failure: notSaved(code) };
          bus.emit('message.failed', { conversationId, messageId, code });
        }
        if (this.#closing.signal.aborted) return false;
        await clock.sleep(saveAgainMs, this.#closing.signal).catch(() => undefined);
      }
    }
  }

  async #settle(answer: LiveAnswer, { cost, outcome }: Omit<UnsavedEnd, 'failure'>): Promise<void> {
    const { attemptId, generationId, servedModelId, provider, reported } = answer;
    const usage = reported ? outcome.usage : null;
    await this.#o.ledger.settle(attemptId, { cost, generationId, servedModelId, provider, usage, rawUsage: reported?.raw ?? null });
    this.#o.bus.emit('ledger.settled', { conversationId: answer.conversationId, attemptId, costUsd: cost.usd });
  }

  #report(answer: LiveAnswer, { outcome, cost }: Omit<UnsavedEnd, 'failure'>): void {
    const { conversationId, messageId } = answer;
    const { bus, logger } = this.#o;
    const { state, failure, firstTokenMs } = outcome;
    const latencyMs = outcome.latencyMs ?? answer.latencyMs;
    logger.info('chat.ended', { messageId, state, latencyMs, firstTokenMs, code: failure?.code });
    if (failure) bus.emit('message.failed', { conversationId, messageId, code: failure.code });
    else bus.emit('message.completed', { conversationId, messageId, usage: outcome.usage, costUsd: cost.usd, latencyMs });
  }
}
