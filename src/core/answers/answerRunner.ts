import type { Message } from '../../shared/model/message.ts';
import { type ChatError, chatErrorOf } from '../errors/chatError.ts';
import { closing, sentElsewhere } from '../errors/chatErrors.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ConversationRepository, NewMessage } from '../ports/conversationRepository.ts';
import type { Clock, Logger, NewId } from '../ports/platform.ts';
import { ActiveAnswer } from './activeAnswer.ts';
import { AnswerCheckpointer } from './answerCheckpointer.ts';
import { answerOutcome } from './answerOutcome.ts';
import type { AnswerEnd, AnswerSaver } from './answerSaver.ts';
import type { ActiveAnswers } from './activeAnswers.ts';
import type { AttemptLedger, ConversationAttempt } from './attemptLedger.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import type { AttemptPreparer } from './attemptPreparer.ts';
import type { AttemptRunner } from './attemptRunner.ts';
import type { BudgetMonitor } from './budgetMonitor.ts';
import type { DrainedAttempts } from './drainedAttempts.ts';
import type { AttemptOutcome } from './policy/attemptOutcome.ts';
import type { AttemptPolicy } from './policy/attemptPolicy.ts';
import { failureOfAttempt } from './toAttemptOutcome.ts';
import type { TrackedWork } from './trackedWork.ts';

interface AnswerRunnerNeeds {
  readonly preparer: AttemptPreparer;
  readonly attempts: AttemptRunner;
  readonly policy: AttemptPolicy;
  readonly ledger: AttemptLedger;
  readonly saver: AnswerSaver;
  readonly drained: DrainedAttempts;
  readonly budgets: BudgetMonitor;
  readonly answers: ActiveAnswers;
  readonly work: TrackedWork;
  readonly repository: ConversationRepository;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: NewId;
}

/** Neither method ever rejects; false: another window answers the request. */
interface RequestClaim {
  /** Asked when only the reservation could still refuse the request, just before it is written down. */
  take(): Promise<boolean>;
  /** Asked when it is written down, just before it is sent. */
  keep(): Promise<boolean>;
}

interface AnswerOrder extends Omit<AttemptOrder, 'messageId' | 'maxTokens'> {
  /** The id of the answer; absent: a new one. */
  readonly messageId?: string;
  /** The question. */
  readonly parentId: string;
  /** Begins to write what becomes durable together with the answer. */
  readonly write: () => readonly (Promise<void> | null)[];
  /** Of a request that another window may have, too. */
  readonly claim?: RequestClaim;
}

/** The answers of this window, from the request to the end: has each request made, keeps every part, and asks the policy what follows. */
export class AnswerRunner {
  readonly #preparer: AttemptPreparer;
  readonly #attempts: AttemptRunner;
  readonly #policy: AttemptPolicy;
  readonly #ledger: AttemptLedger;
  readonly #saver: AnswerSaver;
  readonly #drained: DrainedAttempts;
  readonly #budgets: BudgetMonitor;
  readonly #answers: ActiveAnswers;
  readonly #work: TrackedWork;
  readonly #repository: ConversationRepository;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #newId: NewId;
  readonly #closing = new AbortController();

  constructor(needs: AnswerRunnerNeeds) {
    this.#preparer = needs.preparer;
    this.#attempts = needs.attempts;
    this.#policy = needs.policy;
    this.#ledger = needs.ledger;
    this.#saver = needs.saver;
    this.#drained = needs.drained;
    this.#budgets = needs.budgets;
    this.#answers = needs.answers;
    this.#work = needs.work;
    this.#repository = needs.repository;
    this.#bus = needs.bus;
    this.#clock = needs.clock;
    this.#logger = needs.logger;
    this.#newId = needs.newId;
  }

  live(conversationId?: string): readonly ActiveAnswer[] {
    return this.#answers.running(conversationId);
  }

  /** What the requests whose bill is not in the ledger yet are estimated at. */
  costs(): readonly RunningCost[] {
    return this.#answers.costs();
  }

  /** Money or limits have moved. */
  refreshBudgets(conversationIds: readonly string[] = []): void {
    void this.#budgets.refresh(conversationIds);
  }

  /** The archive's messages, with the answers of this window as far as they are. */
  async messages(conversationId: string): Promise<readonly Message[]> {
    const before = new Map(this.#answers.all);
    const messages = await this.#repository.messages(conversationId);
    // What the archive still calls streaming may have ended while it was being read.
    const known = (message: Message) =>
      this.#answers.all.get(message.id) ?? (message.state === 'streaming' ? before.get(message.id) : undefined);
    return messages.map((message) => known(message)?.over(message) ?? message);
  }

  /**
   * Reserves what the answer may cost, makes it durable together with what the order writes (one commit), then streams it in the background.
   * Resolves with its id when what the order writes and the answer are durable: then every failure stands on the answer; with null when another
   * window has claimed it. Rejects with ChatError otherwise: nothing was sent, and what became durable of the answer and its request is closed.
   */
  async start({ parentId, write, claim, messageId: givenId, ...ordered }: AnswerOrder): Promise<string | null> {
    if (this.#closing.signal.aborted) throw closing();
    const messageId = givenId ?? this.#newId();
    const order: AttemptOrder = { ...ordered, messageId };
    const { conversationId } = order;
    const running = this.#answers.costs();
    const attempt = await this.#work.track(
      claim ? this.#preparer.prepareClaimed(order, running, () => claim.take()) : this.#preparer.prepare(order, running),
    );
    if (!attempt) return null;
    const answer = new ActiveAnswer({ messageId, conversationId, attempt });
    this.#answers.add(answer);
    if (this.#closing.signal.aborted) answer.end('shutdown');
    const notRecorded = await this.#record(answer, order, parentId, write);
    if (claim && !(await this.#work.track(claim.keep()))) {
      await this.#work.track(givenId ? this.#forget(answer) : this.#takeBack(answer, sentElsewhere()));
      return null;
    }
    this.#bus.emit('message.started', { conversationId, messageId, model: order.modelId });
    this.#inBackground(answer, notRecorded ? this.#endUnsent(answer, notRecorded) : this.#run(answer, order));
    return messageId;
  }

  /** Ends the running answers of a conversation; what arrived is kept. */
  stop(conversationId: string): void {
    for (const answer of this.live(conversationId)) answer.end('stop');
  }

  /** Ends everything, and resolves when all of it is in the archive. Nothing can be started after. */
  async shutdown(): Promise<void> {
    this.#closing.abort();
    for (const answer of this.#answers.all.values()) answer.end('shutdown');
    this.#drained.abort();
    // What is being written becomes an answer that ends at once.
    await this.#work.settled();
  }

  /**
   * Question, answer and ledger row become durable before anything is sent. Resolves with why the row did not, for an answer that then ends
   * as failed; rejects when question or answer did not. Each of them waits for all: what is closed must not be opened later.
   */
  async #record(answer: ActiveAnswer, order: AttemptOrder, parentId: string, write: AnswerOrder['write']): Promise<ChatError | null> {
    const { messageId: id, conversationId, modelId } = order;
    const message: NewMessage = {
      id,
      conversationId,
      parentId,
      role: 'assistant',
      modelId,
      endpoint: answer.attempt.endpoint,
      createdAt: this.#clock.now(),
      text: '',
      attachments: [],
    };
    const [question, [added], [opened]] = await this.#work.track(
      Promise.all([
        Promise.allSettled(write().filter((written) => written !== null)),
        Promise.allSettled([this.#repository.addMessage(message)]),
        Promise.allSettled([this.#ledger.open(answer.attempt, order)]),
      ]),
    );
    const refused = [...question, added].find((written) => written.status === 'rejected');
    if (!refused) return opened.status === 'rejected' ? chatErrorOf(opened.reason) : null;
    this.#inBackground(answer, added.status === 'fulfilled' ? this.#takeBack(answer, chatErrorOf(refused.reason)) : this.#forget(answer));
    throw refused.reason;
  }

  #inBackground({ messageId }: ActiveAnswer, work: Promise<void>): void {
    this.#work.track(work).catch((error: unknown) => this.#logger.error('chat.runFailed', { messageId, error: String(error) }));
  }

  /** The answer is in no archive, or is that of another window; its request was not sent. */
  async #forget(answer: ActiveAnswer): Promise<void> {
    this.#answers.delete(answer);
    await this.#close(answer);
  }

  /** The answer is in the archive and not wanted there: its question was refused, or has another answer. It is ended, and not shown. */
  async #takeBack(answer: ActiveAnswer, failure: ChatError): Promise<void> {
    const { messageId, conversationId } = answer;
    await this.#endUnsent(answer, failure);
    await this.#repository.changeMessage(messageId, conversationId, { deleted: true });
    this.#bus.emit('message.changed', { conversationId, messageId });
  }

  /** The answer ends without a request. */
  async #endUnsent(answer: ActiveAnswer, failure: ChatError): Promise<void> {
    const { attempt, conversationId } = answer;
    attempt.ended();
    await this.#preparer.discard(attempt, conversationId);
    await this.#finish(answer, { outcome: answerOutcome(answer, failure.toFailure()), cost: attempt.finalCost(failure) });
  }

  /** Frees what was reserved for a request that was not sent, and closes its row, which the disk may have kept although it was refused. */
  async #close({ attempt, conversationId }: ConversationAttempt): Promise<void> {
    await this.#preparer.discard(attempt, conversationId);
    await this.#saver.settle({ attempt, conversationId }, attempt.finalCost(null), this.#closing.signal);
  }

  async #run(answer: ActiveAnswer, order: AttemptOrder): Promise<void> {
    const checkpointer = new AnswerCheckpointer(answer, this.#repository, this.#clock, this.#logger);
    await this.#finish(answer, await this.#receive(answer, order), checkpointer);
  }

  async #finish(
    answer: ActiveAnswer,
    end: AnswerEnd,
    checkpointer = new AnswerCheckpointer(answer, this.#repository, this.#clock, this.#logger),
  ): Promise<void> {
    if (!(await this.#saver.save(answer, checkpointer, end, this.#closing.signal))) return;
    this.#answers.delete(answer);
    this.#report(answer, end);
  }

  /** Makes requests until the policy says that the answer ends. Never rejects. */
  async #receive(answer: ActiveAnswer, order: AttemptOrder): Promise<AnswerEnd> {
    const past: AttemptOutcome[] = [];
    for (;;) {
      const outcome = await this.#attempts.run(answer);
      past.push(outcome);
      const step = this.#policy.next(past);
      if (step.type === 'end') return this.#end(answer, outcome, failureOfAttempt(outcome));
      try {
        await this.#ledger.settle(answer, outcome.cost);
        await this.#prepareNext(answer, { ...order, maxTokens: step.maxTokens });
      } catch (error) {
        return this.#end(answer, outcome, chatErrorOf(error));
      }
    }
  }

  /** The next request of the answer: reserved and in the ledger, like the first one. */
  async #prepareNext(answer: ActiveAnswer, order: AttemptOrder): Promise<void> {
    const attempt = await this.#preparer.prepare(order, this.#answers.costs());
    try {
      await this.#ledger.open(attempt, order);
    } catch (error) {
      this.#inBackground(answer, this.#close({ attempt, conversationId: order.conversationId }));
      throw error;
    }
    answer.tryAgain(attempt);
  }

  #end(answer: ActiveAnswer, { cost }: AttemptOutcome, failure: ChatError | null): AnswerEnd {
    return { outcome: answerOutcome(answer, failure?.toFailure() ?? null), cost };
  }

  #report({ conversationId, messageId, latencyMs: measuredMs }: ActiveAnswer, { outcome, cost }: AnswerEnd): void {
    const { state, failure, firstTokenMs, usage } = outcome;
    const latencyMs = outcome.latencyMs ?? measuredMs;
    this.#logger.info('chat.ended', { messageId, state, latencyMs, firstTokenMs, code: failure?.code });
    if (failure) this.#bus.emit('message.failed', { conversationId, messageId, code: failure.code });
    else this.#bus.emit('message.completed', { conversationId, messageId, usage, costUsd: cost.usd, latencyMs });
  }
}
