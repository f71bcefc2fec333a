import type { Message } from '../../shared/model/message.ts';
import { type ChatError, chatErrorOf } from '../errors/chatError.ts';
import { closing } from '../errors/chatErrors.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ConversationRepository, NewMessage } from '../ports/conversationRepository.ts';
import type { Clock, Logger, NewId } from '../ports/platform.ts';
import { ActiveAnswer } from './activeAnswer.ts';
import { AnswerCheckpointer } from './answerCheckpointer.ts';
import { answerOutcome } from './answerOutcome.ts';
import type { AnswerEnd, AnswerSaver } from './answerSaver.ts';
import type { ActiveAnswers } from './activeAnswers.ts';
import type { AttemptLedger } from './attemptLedger.ts';
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

interface AnswerOrder extends Omit<AttemptOrder, 'messageId' | 'maxTokens'> {
  /** The question. */
  readonly parentId: string;
  /** Begins to write what becomes durable together with the answer. */
  readonly write: () => readonly (Promise<void> | null)[];
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
  refreshBudgets(conversationId?: string): void {
    void this.#budgets.refresh(conversationId);
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
   * Resolves with its id. Rejects with ChatError when nothing was recorded and nothing was sent.
   */
  async start({ parentId, write, ...ordered }: AnswerOrder): Promise<string> {
    if (this.#closing.signal.aborted) throw closing();
    const order: AttemptOrder = { ...ordered, messageId: this.#newId() };
    const { messageId, conversationId } = order;
    const attempt = await this.#work.track(this.#preparer.prepare(order, this.#answers.costs()));
    const answer = new ActiveAnswer({ messageId, conversationId, attempt });
    this.#answers.add(answer);
    if (this.#closing.signal.aborted) answer.end('shutdown');
    await this.#record(answer, order, parentId, write);
    this.#bus.emit('message.started', { conversationId, messageId, model: order.modelId });
    this.#work
      .track(this.#run(answer, order))
      .catch((error: unknown) => this.#logger.error('chat.runFailed', { messageId, error: String(error) }));
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
   * Question, answer and ledger row become durable before anything is sent. A start of which only a part became durable would be finished
   * here, and nowhere else; for now all of it counts as refused.
   */
  async #record(answer: ActiveAnswer, order: AttemptOrder, parentId: string, write: AnswerOrder['write']): Promise<void> {
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
    try {
      await this.#work.track(Promise.all([...write(), this.#repository.addMessage(message), this.#ledger.open(answer.attempt, order)]));
    } catch (error) {
      this.#answers.delete(answer);
      void this.#work.track(this.#preparer.discard(answer.attempt, conversationId));
      throw error;
    }
  }

  async #run(answer: ActiveAnswer, order: AttemptOrder): Promise<void> {
    const checkpointer = new AnswerCheckpointer(answer, this.#repository, this.#clock, this.#logger);
    const end = await this.#receive(answer, order);
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
      void this.#work.track(this.#preparer.discard(attempt, order.conversationId));
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
