import type { Attachment, Conversation, Failure, Message } from '../shared/model.ts';
import { answerOutcome, finalCost } from './answerOutcome.ts';
import { AnswerRecorder } from './answerRecorder.ts';
import { branchTo, newestBranch } from './branch.ts';
import { budgetExceeded, reachedLimit } from './budgetGuard.ts';
import type { ChatSettings } from './chatSettings.ts';
import { conversationTitle } from './conversationTitle.ts';
import type { CostTracker, RunningCost } from './costTracker.ts';
import { failureOf } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import { checkInput, DuplicateGuard } from './inputCheck.ts';
import { LiveAnswer, type UnsavedEnd } from './liveAnswer.ts';
import type { ModelRouter } from './modelRouter.ts';
import type {
  ChatTurn,
  Clock,
  ConversationRepository,
  Ledger,
  Logger,
  NewConversation,
  NewId,
  SecretStore,
  TokenCounter,
} from './ports.ts';
import { promptTurns } from './prompt.ts';
import { PromptCount } from './promptCount.ts';
import { closing, noKey, notFound, notSaved } from './refusals.ts';
import { replyBound } from './replyBound.ts';

export interface ChatOrchestratorOptions {
  readonly repository: ConversationRepository;
  readonly ledger: Ledger;
  readonly router: ModelRouter;
  readonly costs: CostTracker;
  readonly tokens: TokenCounter;
  readonly secrets: SecretStore;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly settings: () => ChatSettings;
  /** Name of the open workspace, kept with a new conversation. */
  readonly workspace: () => string | null;
}

export interface Question {
  /** null: the first message of a new conversation. */
  readonly conversationId: string | null;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The model for a new conversation; an existing one has its own. */
  readonly modelId: string;
}

/** ms between two attempts to save the end of an answer that the disk refused. */
const saveAgainMs = 5000;

/** Runs conversations: checks and records what is asked, streams the answer, keeps every part, settles every attempt. */
export class ChatOrchestrator {
  readonly #o: ChatOrchestratorOptions;
  readonly #duplicates: DuplicateGuard;
  /** Running answers, and ended ones that are not in the archive yet. */
  readonly #answers = new Map<string, LiveAnswer>();
  /** What a closing window waits for. */
  readonly #running = new Set<Promise<unknown>>();
  /** The last question that is being written to each conversation: the next one stands below it. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(options: ChatOrchestratorOptions) {
    this.#o = options;
    this.#duplicates = new DuplicateGuard(() => options.clock.monotonic());
  }

  /** Answers that are arriving in this window. */
  live(conversationId?: string): readonly LiveAnswer[] {
    const running = [...this.#answers.values()].filter((answer) => !answer.unsaved);
    return conversationId === undefined ? running : running.filter((answer) => answer.conversationId === conversationId);
  }

  /** What the answers that the ledger does not have yet are estimated at. */
  runningCosts(): readonly RunningCost[] {
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

  /**
   * Records the question and starts the answer. Resolves when both are durable in the archive; the answer goes on in the background.
   * Rejects with ChatError when nothing was recorded and nothing was sent.
   */
  async ask(question: Question): Promise<{ conversationId: string }> {
    checkInput(question.text);
    return this.#once(question.conversationId, [question.text, question.attachments], () => this.#ask(question));
  }

  /**
   * Answers the question of the answer `messageId` again, as a sibling beside it. With `modelId` the conversation changes to that model first.
   * Rejects like `ask`.
   */
  async retry(conversationId: string, messageId: string, modelId?: string): Promise<void> {
    await this.#once(conversationId, { retry: messageId, modelId }, () => this.#retry(conversationId, messageId, modelId));
  }

  /** Ends the running answers of a conversation; what arrived is kept. */
  stop(conversationId: string): void {
    for (const answer of this.live(conversationId)) answer.end('stop');
  }

  /** Ends everything, and resolves when all of it is in the archive. Nothing can be asked after. */
  async shutdown(): Promise<void> {
    this.#closing.abort();
    for (const answer of this.#answers.values()) answer.end('shutdown');
    // What is being written becomes an answer that ends at once.
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Refuses a repetition, and lets wishes for one conversation wait for each other: each one sees what the one before has written. */
  async #once<T>(conversationId: string | null, content: unknown, work: () => Promise<T>): Promise<T> {
    this.#duplicates.check(conversationId, content);
    try {
      if (conversationId === null) return await work();
      const turn = (this.#turns.get(conversationId) ?? Promise.resolve()).then(work, work);
      this.#turns.set(conversationId, turn);
      try {
        return await turn;
      } finally {
        if (this.#turns.get(conversationId) === turn) this.#turns.delete(conversationId);
      }
    } catch (error) {
      this.#duplicates.forget();
      throw error;
    }
  }

  async #ask(question: Question): Promise<{ conversationId: string }> {
    const conversation = await this.#existing(question.conversationId);
    const modelId = conversation?.modelId ?? question.modelId;
    await this.#checkReady(modelId, question.conversationId);
    const history = conversation ? newestBranch(await this.messages(conversation.id)) : [];
    const created = conversation ? null : this.#newConversation(question, modelId);
    const conversationId = conversation?.id ?? created?.id ?? '';
    const asked: Message = {
      ...blankMessage(this.#o.newId(), conversationId, history.at(-1)?.id ?? null, this.#o.clock.now()),
      role: 'user',
      text: question.text,
      attachments: question.attachments,
    };
    const systemPrompt = conversation?.systemPrompt ?? this.#o.settings().systemPrompt;
    await this.#answer(conversationId, modelId, promptTurns(systemPrompt, [...history, asked]), asked.id, () => [
      created && this.#o.repository.createConversation(created),
      this.#o.repository.addMessage({ ...asked, role: 'user' }),
    ]);
    if (created) this.#duplicates.began(conversationId);
    return { conversationId };
  }

  async #retry(conversationId: string, messageId: string, modelId: string | undefined): Promise<void> {
    const conversation = await this.#existing(conversationId);
    const messages = await this.messages(conversationId);
    const before = messages.find((message) => message.id === messageId && message.role === 'assistant');
    const asked = messages.find((message) => message.id === before?.parentId);
    if (!conversation || !asked) throw notFound();
    const chosen = modelId ?? conversation.modelId;
    await this.#checkReady(chosen, conversationId);
    await this.#answer(conversationId, chosen, promptTurns(conversation.systemPrompt, branchTo(messages, asked.id)), asked.id, () => [
      modelId === undefined ? null : this.#o.repository.changeConversation(conversationId, { modelId }),
    ]);
  }

  async #existing(conversationId: string | null): Promise<Conversation | null> {
    if (conversationId === null) return null;
    const conversation = await this.#o.repository.conversation(conversationId);
    if (!conversation) throw notFound();
    return conversation;
  }

  async #checkReady(modelId: string, conversationId: string | null): Promise<void> {
    const simulated = this.#o.router.find(modelId)?.simulated ?? false;
    if (simulated) return;
    if (!(await this.#o.secrets.get())) throw noKey();
    const { budget } = this.#o.settings();
    const reached = reachedLimit(budget, await this.#o.costs.spend(conversationId, budget, this.runningCosts()));
    if (!reached) return;
    const { spentUsd, limitUsd } = reached;
    this.#o.bus.emit('budget.exceeded', { conversationId: conversationId ?? '', spentUsd, limitUsd });
    throw budgetExceeded(reached);
  }

  #newConversation(question: Question, modelId: string): NewConversation {
    return {
      id: this.#o.newId(),
      title: conversationTitle(question.text),
      modelId,
      systemPrompt: this.#o.settings().systemPrompt,
      workspace: this.#o.workspace(),
    };
  }

  /** Makes the answer durable together with what `write` begins (one commit), then streams it in the background. */
  async #answer(
    conversationId: string,
    modelId: string,
    turns: readonly ChatTurn[],
    parentId: string,
    write: () => readonly (Promise<void> | null)[],
  ): Promise<void> {
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
    this.#answers.set(messageId, answer);
    try {
      await this.#track(
        Promise.all([
          ...write(),
          repository.addMessage({ ...blankMessage(messageId, conversationId, parentId, createdAt), role: 'assistant', modelId }),
          ledger.openAttempt({
            id: attemptId,
            conversationId,
            messageId,
            purpose: 'chat',
            modelId,
            simulated: answer.simulated,
            createdAt,
          }),
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

function blankMessage(id: string, conversationId: string, parentId: string | null, createdAt: number): Message {
  return {
    ...{
      id,
      conversationId,
      parentId,
      createdAt,
      role: 'assistant',
      text: '',
      reasoning: '',
      attachments: [],
      state: 'streaming',
      deleted: false,
    },
    ...{ modelId: null, servedModelId: null, provider: null, finishReason: null, failure: null, cost: null, usage: null },
    ...{ firstTokenMs: null, latencyMs: null },
  };
}
