import type { Message } from '../../shared/model/message.ts';
import type { Cost } from '../../shared/model/money.ts';
import { answerOutcome } from './answerOutcome.ts';
import { AnswerRecorder } from './answerCheckpointer.ts';
import { AttemptOpener, type AttemptOpenerOptions, type AttemptOrder } from './attemptPlanner.ts';
import { type ChatError, chatErrorOf, failureOf } from '../errors/chatError.ts';
import { LiveAnswer, type UnsavedEnd } from './activeAnswer.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Logger } from '../ports/platform.ts';
import { closing, notSaved } from '../errors/chatErrors.ts';
import type { RequestAttempt } from './requestAttempt.ts';
import { answerEnded } from '../money/budget/budgetErrors.ts';
import { BudgetWatch } from './budgetMonitor.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import { leastReplyTokens } from '../money/budget/maxTokensBound.ts';
import { streamInto } from './consumeStream.ts';

export interface RunningAnswersOptions extends AttemptOpenerOptions {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly logger: Logger;
}

export interface AnswerOrder extends Omit<AttemptOrder, 'messageId' | 'mostTokens'> {
  /** The question. */
  readonly parentId: string;
  /** For the ledger: why the request is made. */
  readonly purpose: 'chat' | 'retry';
  /** Begins to write what becomes durable together with the answer. */
  readonly write: () => readonly (Promise<void> | null)[];
}

/** A request and whom it is for. */
interface Running {
  readonly attempt: RequestAttempt;
  readonly conversationId: string;
}

/** ms between two attempts to save the end of an answer that the disk refused. */
const saveAgainMs = 5000;

/** The answers of this window, from the request to the end: streams them, keeps every part, settles every attempt. */
export class RunningAnswers {
  readonly #o: RunningAnswersOptions;
  readonly #opener: AttemptOpener;
  readonly #budgets: BudgetWatch;
  /** Running answers, and ended ones that are not in the archive yet. */
  readonly #answers = new Map<string, LiveAnswer>();
  /** Requests that go on without their answer, because they are billed to the end: their usage is waited for. */
  readonly #drained = new Set<Running>();
  /** What a closing window waits for. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(options: RunningAnswersOptions) {
    this.#o = options;
    this.#opener = new AttemptOpener(options);
    this.#budgets = new BudgetWatch({ ...options, running: () => this.costs() });
  }

  live(conversationId?: string): readonly LiveAnswer[] {
    const running = [...this.#answers.values()].filter((answer) => !answer.unsaved);
    return conversationId === undefined ? running : running.filter((answer) => answer.conversationId === conversationId);
  }

  /** What the requests whose bill is not in the ledger yet are estimated at. */
  costs(): readonly RunningCost[] {
    return [
      ...[...this.#drained].map((request) => costOf(request)),
      ...[...this.#answers.values()].map((answer) => costOf(answer, answer.cost)),
    ];
  }

  /** Money or limits have moved. */
  refreshBudgets(conversationId?: string): void {
    void this.#budgets.refresh(conversationId);
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

  /**
   * Reserves what the answer may cost, makes it durable together with what the order writes (one commit), then streams it in the background.
   * Resolves with its id.
   */
  async start({ parentId, purpose, write, ...order }: AnswerOrder): Promise<string> {
    const { clock, repository, ledger, newId, bus, logger } = this.#o;
    if (this.#closing.signal.aborted) throw closing();
    const messageId = newId();
    const { conversationId, modelId } = order;
    const attempt = await this.#track(this.#opener.open({ ...order, messageId }, this.costs()));
    const answer = new LiveAnswer({ messageId, conversationId, attempt });
    this.#answers.set(messageId, answer);
    if (this.#closing.signal.aborted) answer.end('shutdown');
    try {
      await this.#track(
        Promise.all([
          ...write(),
          repository.addMessage({
            ...{ id: messageId, conversationId, parentId, role: 'assistant', modelId, createdAt: clock.now() },
            ...{ text: '', attachments: [] },
          }),
          ledger.openAttempt(this.#opener.newAttempt(attempt, { ...order, messageId }, purpose)),
        ]),
      );
    } catch (error) {
      this.#answers.delete(messageId);
      this.#release(attempt, conversationId);
      throw error;
    }
    bus.emit('message.started', { conversationId, messageId, model: modelId });
    this.#track(this.#run(answer, { ...order, messageId }, purpose)).catch((error: unknown) =>
      logger.error('chat.runFailed', { messageId, error: String(error) }),
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
    for (const { attempt } of this.#drained) attempt.abort('shutdown');
    // What is being written becomes an answer that ends at once.
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #track<T>(work: Promise<T>): Promise<T> {
    const done: Promise<unknown> = Promise.allSettled([work]).then(() => this.#running.delete(done));
    this.#running.add(done);
    return work;
  }

  #release({ id }: RequestAttempt, conversationId: string): void {
    const { guard } = this.#o;
    if (guard.isActive) void this.#track(guard.release(id, conversationId));
  }

  async #run(answer: LiveAnswer, order: AttemptOrder, purpose: string): Promise<void> {
    const { repository, clock, logger } = this.#o;
    const recorder = new AnswerRecorder(answer, repository, clock, logger);
    const failure = (await this.#receive(answer, order, purpose))?.toFailure() ?? null;
    answer.attempt.ended();
    const end = { outcome: answerOutcome(answer, failure), cost: answer.attempt.finalCost(failure) };
    if (!(await this.#save(answer, recorder, end))) return;
    this.#answers.delete(answer.messageId);
    this.#report(answer, end);
  }

  /** Streams the answer, and asks once more where the account can pay only for a shorter one. Resolves with what ended it, if something did. */
  async #receive(answer: LiveAnswer, order: AttemptOrder, purpose: string): Promise<ChatError | null> {
    const refusal = await this.#stream(answer);
    const mostTokens = refusal?.affordableTokens ?? 0;
    if (!refusal || mostTokens < leastReplyTokens || !answer.isEmpty) return refusal;
    try {
      await this.#settle(answer, answer.attempt.finalCost(refusal.toFailure()));
      const attempt = await this.#opener.open({ ...order, mostTokens }, this.costs());
      await this.#o.ledger.openAttempt(this.#opener.newAttempt(attempt, order, purpose)).catch((error: unknown) => {
        this.#release(attempt, order.conversationId);
        throw error;
      });
      answer.tryAgain(attempt);
    } catch (error) {
      return chatErrorOf(error);
    }
    return this.#stream(answer);
  }

  async #stream(answer: LiveAnswer): Promise<ChatError | null> {
    if (answer.endReason) return null;
    const { attempt, conversationId } = answer;
    const watch = this.#budgets.watch(answer);
    try {
      const streamed = streamInto(answer, { ...this.#o, onPiece: () => this.#budgets.look(answer) });
      await Promise.race([streamed, answer.ended]);
      if (!answer.endReason || attempt.signal.aborted) {
        const failure = await streamed;
        if (!answer.endReason) return failure;
      } else this.#drain({ attempt, conversationId }, streamed);
      return answer.endReason === 'budget' ? answerEnded() : null;
    } finally {
      watch.dispose();
    }
  }

  /** Waits for the bill of a request whose answer has ended already. */
  #drain(request: Running, streamed: Promise<unknown>): void {
    this.#drained.add(request);
    const settled = async (): Promise<void> => {
      await streamed;
      request.attempt.ended();
      await this.#settle(request, request.attempt.cost);
    };
    this.#track(settled().finally(() => this.#drained.delete(request))).catch((error: unknown) =>
      this.#o.logger.warn('ledger.settleFailed', { attemptId: request.attempt.id, error: String(error) }),
    );
  }

  /** Brings the end of an answer into the archive, however long the disk refuses it. Gives up, and says so, only when the window closes. */
  async #save(answer: LiveAnswer, recorder: AnswerRecorder, end: Omit<UnsavedEnd, 'failure'>): Promise<boolean> {
    const { bus, clock, logger } = this.#o;
    const { conversationId, messageId } = answer;
    for (;;) {
      try {
        await Promise.all([this.#settle(answer, end.cost), recorder.finish(end.outcome)]);
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

  async #settle({ attempt, conversationId }: Running, cost: Cost): Promise<void> {
    await this.#o.ledger.settle(attempt.id, attempt.settlement(cost));
    this.#o.bus.emit('ledger.settled', { conversationId, attemptId: attempt.id, costUsd: cost.usd });
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

function costOf({ attempt, conversationId }: Running, cost: Cost = attempt.cost): RunningCost {
  return { attemptId: attempt.id, conversationId, modelId: attempt.modelId, cost };
}
