import type { Attachment, Conversation, Cost, Failure, Message, MessageState } from '../shared/model.ts';
import { AnswerRecorder } from './answerRecorder.ts';
import { branchTo, newestBranch } from './branch.ts';
import { checkBudget } from './budgetGuard.ts';
import type { ChatSettings } from './chatSettings.ts';
import { conversationTitle } from './conversationTitle.ts';
import type { CostTracker } from './costTracker.ts';
import { ChatError, failureOf } from './errors.ts';
import type { EventBus } from './eventBus.ts';
import { checkInput, DuplicateGuard } from './inputCheck.ts';
import { type EndReason, LiveAnswer } from './liveAnswer.ts';
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

/** Runs conversations: checks and records what is asked, streams the answer, keeps every part, settles every attempt. */
export class ChatOrchestrator {
  readonly #o: ChatOrchestratorOptions;
  readonly #duplicates: DuplicateGuard;
  readonly #live = new Map<string, LiveAnswer>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: ChatOrchestratorOptions) {
    this.#o = options;
    this.#duplicates = new DuplicateGuard(() => options.clock.monotonic());
  }

  /** Answers that are arriving in this window. */
  live(conversationId?: string): readonly LiveAnswer[] {
    const all = [...this.#live.values()];
    return conversationId === undefined ? all : all.filter((answer) => answer.conversationId === conversationId);
  }

  /** What the running answers are estimated at. */
  runningCosts(): readonly { readonly conversationId: string; readonly cost: Cost }[] {
    return this.live().map(({ conversationId, cost }) => ({ conversationId, cost }));
  }

  /**
   * Records the question and starts the answer. Resolves when both are durable in the archive; the answer goes on in the background.
   * Rejects with ChatError when nothing was recorded and nothing was sent.
   */
  async ask(question: Question): Promise<{ conversationId: string }> {
    checkInput(question.text);
    this.#duplicates.check(question.conversationId, question.text);
    try {
      const conversation = await this.#existing(question.conversationId);
      const modelId = conversation?.modelId ?? question.modelId;
      await this.#checkReady(modelId, question.conversationId);
      const history = conversation ? newestBranch(await this.#messages(conversation.id)) : [];
      const created = conversation ? null : this.#newConversation(question, modelId);
      const conversationId = conversation?.id ?? created?.id ?? '';
      const asked: Message = {
        ...blankMessage(this.#o.newId(), conversationId, history.at(-1)?.id ?? null, this.#o.clock.now()),
        role: 'user',
        text: question.text,
        attachments: question.attachments,
      };
      const writes = [created && this.#o.repository.createConversation(created), this.#o.repository.addMessage({ ...asked, role: 'user' })];
      const systemPrompt = conversation?.systemPrompt ?? this.#o.settings().systemPrompt;
      await this.#answer(conversationId, modelId, promptTurns(systemPrompt, [...history, asked]), asked.id, writes);
      return { conversationId };
    } catch (error) {
      this.#duplicates.forget();
      throw error;
    }
  }

  /** Answers the question of `messageId` again, as a sibling beside it. With `modelId` the conversation changes to that model first. */
  async retry(conversationId: string, messageId: string, modelId?: string): Promise<void> {
    const conversation = await this.#existing(conversationId);
    const messages = await this.#messages(conversationId);
    const failed = messages.find((message) => message.id === messageId);
    const asked = messages.find((message) => message.id === failed?.parentId);
    if (!conversation || !asked) throw notFound();
    const chosen = modelId ?? conversation.modelId;
    await this.#checkReady(chosen, conversationId);
    const writes = modelId === undefined ? [] : [this.#o.repository.changeConversation(conversationId, { modelId })];
    await this.#answer(conversationId, chosen, promptTurns(conversation.systemPrompt, branchTo(messages, asked.id)), asked.id, writes);
  }

  /** Ends the running answers of a conversation; what arrived is kept. */
  stop(conversationId: string): void {
    for (const answer of this.live(conversationId)) answer.end('stop');
  }

  /** Ends everything, and resolves when all of it is in the archive. */
  async shutdown(): Promise<void> {
    for (const answer of this.#live.values()) answer.end('shutdown');
    await Promise.allSettled(this.#running);
  }

  async #existing(conversationId: string | null): Promise<Conversation | null> {
    if (conversationId === null) return null;
    const conversation = await this.#o.repository.conversation(conversationId);
    if (!conversation) throw notFound();
    return conversation;
  }

  /** The archive's messages, with the running answers as far as they are. */
  async #messages(conversationId: string): Promise<readonly Message[]> {
    const messages = await this.#o.repository.messages(conversationId);
    return messages.map((message) => {
      const live = this.#live.get(message.id);
      return live ? { ...message, text: live.text } : message;
    });
  }

  async #checkReady(modelId: string, conversationId: string | null): Promise<void> {
    const simulated = this.#o.router.find(modelId)?.simulated ?? false;
    if (simulated) return;
    if (!(await this.#o.secrets.get())) throw noKey();
    checkBudget(await this.#o.costs.spend(conversationId, this.#o.settings().budget, this.runningCosts()));
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

  /** Makes the answer durable together with `writes` (one commit), then streams it in the background. */
  async #answer(
    conversationId: string,
    modelId: string,
    turns: readonly ChatTurn[],
    parentId: string,
    writes: readonly (Promise<void> | null)[],
  ): Promise<void> {
    const { clock, repository, ledger, tokens, router, costs, newId, bus } = this.#o;
    const messageId = newId();
    const attemptId = newId();
    const createdAt = clock.now();
    const prompt = promptCount(tokens, modelId, turns);
    const answer = new LiveAnswer({
      ...{ messageId, conversationId, modelId, costs, clock },
      model: () => router.find(modelId),
      promptTokens: prompt,
      count: tokens.start(modelId),
    });
    this.#live.set(messageId, answer);
    try {
      await Promise.all([
        ...writes,
        repository.addMessage({ ...blankMessage(messageId, conversationId, parentId, createdAt), role: 'assistant', modelId }),
        ledger.openAttempt({ id: attemptId, conversationId, messageId, purpose: 'chat', modelId, simulated: answer.simulated, createdAt }),
      ]);
    } catch (error) {
      this.#live.delete(messageId);
      throw error;
    }
    bus.emit('message.started', { conversationId, messageId, model: modelId });
    const run = this.#run(answer, attemptId, turns, replyBound(router.find(modelId), this.#o.settings().maxReplyTokens, prompt)).finally(
      () => this.#running.delete(run),
    );
    this.#running.add(run);
    void tokens.prepare(modelId).catch((error: unknown) => this.#o.logger.warn('tokens.unavailable', { error: String(error) }));
  }

  async #run(answer: LiveAnswer, attemptId: string, turns: readonly ChatTurn[], maxTokens: number): Promise<void> {
    const { repository, clock, logger } = this.#o;
    const recorder = new AnswerRecorder(answer, repository, clock, logger);
    const failure = await this.#receive(answer, attemptId, turns, maxTokens);
    const state = outcomeState(answer, failure);
    const latencyMs = answer.latencyMs;
    const cost = finalCost(answer, failure);
    let unsaved: Failure | null = null;
    try {
      await Promise.all([
        this.#settle(answer, attemptId, cost),
        recorder.finish({
          ...{ state, failure, latencyMs, text: answer.text, reasoning: answer.reasoning, finishReason: answer.finishReason },
          ...{ servedModelId: answer.servedModelId, provider: answer.provider, firstTokenMs: answer.firstTokenMs },
          usage: answer.text === '' && !answer.reported ? null : answer.usage,
        }),
      ]);
    } catch (error) {
      unsaved = failureOf(error);
      logger.error('archive.answerNotSaved', { messageId: answer.messageId, code: unsaved.code });
    }
    this.#live.delete(answer.messageId);
    this.#report(answer, state, unsaved ?? failure, cost, latencyMs);
  }

  async #receive(answer: LiveAnswer, attemptId: string, turns: readonly ChatTurn[], maxTokens: number): Promise<Failure | null> {
    const { router, bus, ledger, settings, logger } = this.#o;
    const { conversationId, messageId, modelId } = answer;
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

  async #settle(answer: LiveAnswer, attemptId: string, cost: Cost): Promise<void> {
    await this.#o.ledger.settle(attemptId, {
      cost,
      generationId: answer.generationId,
      servedModelId: answer.servedModelId,
      provider: answer.provider,
      usage: answer.reported ? answer.usage : null,
      rawUsage: answer.reported?.raw ?? null,
    });
    this.#o.bus.emit('ledger.settled', { conversationId: answer.conversationId, attemptId, costUsd: cost.usd });
  }

  #report(answer: LiveAnswer, state: MessageState, failure: Failure | null, cost: Cost, latencyMs: number): void {
    const { conversationId, messageId } = answer;
    const { bus, logger } = this.#o;
    logger.info('chat.ended', { messageId, state, latencyMs, firstTokenMs: answer.firstTokenMs, code: failure?.code });
    if (failure) bus.emit('message.failed', { conversationId, messageId, code: failure.code });
    else bus.emit('message.completed', { conversationId, messageId, usage: answer.usage, costUsd: cost.usd, latencyMs });
  }
}

function outcomeState(answer: LiveAnswer, failure: Failure | null): Exclude<MessageState, 'streaming'> {
  const reason: EndReason | null = answer.endReason;
  if (reason === 'stop') return 'stopped';
  if (reason === 'shutdown') return 'interrupted';
  if (!failure) return 'complete';
  return answer.text === '' && answer.reasoning === '' ? 'failed' : 'interrupted';
}

/**
 * What an attempt cost as far as it is known at its end: reported, nothing (it was refused before a generation began), or the estimate
 * of what arrived. An attempt that ended in silence is unknown, not free.
 */
function finalCost(answer: LiveAnswer, failure: Failure | null): Cost {
  if (answer.reported) return answer.cost;
  if (failure && answer.generationId === null && failure.code !== 'TIMEOUT') return { source: 'usage', usd: '0' };
  if (answer.text === '' && answer.reasoning === '' && !answer.simulated) return { source: 'unknown', usd: null };
  return answer.cost;
}

function promptCount(tokens: TokenCounter, modelId: string, turns: readonly ChatTurn[]): () => number {
  // Counted when somebody looks, not before sending: the count must never delay the request. Each turn is framed by about four tokens.
  let counted: number | null = null;
  return () => (counted ??= turns.reduce((sum, turn) => sum + tokens.count(modelId, turn.content) + 4, 3));
}

function blankMessage(id: string, conversationId: string, parentId: string | null, createdAt: number): Message {
  return {
    ...{ id, conversationId, parentId, createdAt, role: 'assistant', text: '', reasoning: '', attachments: [], state: 'streaming' },
    ...{ modelId: null, servedModelId: null, provider: null, finishReason: null, failure: null, cost: null, usage: null },
    ...{ firstTokenMs: null, latencyMs: null },
  };
}

function notFound(): ChatError {
  return new ChatError('CONVERSATION_NOT_FOUND', 'This conversation is not in the archive any more. Nothing was sent.');
}

function noKey(): ChatError {
  return new ChatError('NO_KEY', 'No OpenRouter API key is set. Nothing was sent. Set a key, or use the demonstration model.', {
    actions: ['setApiKey', 'useDemo'],
  });
}
