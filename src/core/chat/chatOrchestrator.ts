import type { Attachment } from '../../shared/model/attachment.ts';
import { modelKey } from '../../shared/model/modelReference.ts';
import type { Unreserved } from '../../shared/protocol/requests/chat.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import { KeyedSerialQueue } from '../../shared/async/keyedSerialQueue.ts';
import type { ActiveAnswer } from '../answers/activeAnswer.ts';
import type { AnswerRunner } from '../answers/answerRunner.ts';
import type { LedgerRereading } from '../answers/beforeSend/ledgerRereading.ts';
import { buildPrompt } from '../context/promptBuilder.ts';
import { conversationTitle } from '../conversation/conversationTitle.ts';
import { historyAt, type InsertionPoint } from '../conversation/insertionPoint.ts';
import { MessageTree } from '../conversation/messageTree.ts';
import { entryNotFound, notFound, stillArriving } from '../errors/chatErrors.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { ConversationRepository, NewMessage } from '../ports/conversationRepository.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import { AcceptedRequests } from './acceptedRequests.ts';
import type { BegunAnswer, ClaimedRequests } from './claimedRequests.ts';
import type { DuplicateGuard } from './duplicateGuard.ts';
import type { EntryDeletion } from './entryDeletion.ts';
import { validateInput } from './inputValidation.ts';

interface ChatOrchestratorNeeds {
  readonly answers: AnswerRunner;
  readonly duplicates: DuplicateGuard;
  readonly claimed: ClaimedRequests;
  readonly deletion: EntryDeletion;
  readonly rereading: Pick<LedgerRereading, 'begin'>;
  readonly repository: ConversationRepository;
  readonly router: Pick<ModelRouter, 'endpointFor'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
  readonly settings: () => ChatSettings;
  /** Name of the open workspace, kept with a new conversation. */
  readonly workspace: () => string | null;
}

export interface Question {
  /** null: the first message of a new conversation. */
  readonly conversationId: string | null;
  readonly position: InsertionPoint;
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The model for a new conversation; an existing one has its own. */
  readonly modelId: string;
  /** The user knows that no budget can limit it, and wants it sent. */
  readonly unreserved?: Unreserved;
  /** Names this request, however often it comes: it becomes the id of the question, and of a conversation that begins with it. */
  readonly requestId?: string | undefined;
}

interface RetryOptions {
  /** The conversation changes to this model first. */
  readonly modelId?: string | undefined;
  readonly unreserved?: Unreserved | undefined;
  /** Names this request, however often it comes: it becomes the id of the answer. */
  readonly requestId?: string | undefined;
}

const begunIn = ({ conversationId }: BegunAnswer): string => conversationId;

/** Runs conversations: checks and records what is asked, has it answered, and begins, forks and prunes their branches. */
export class ChatOrchestrator {
  readonly #answers: AnswerRunner;
  readonly #duplicates: DuplicateGuard;
  readonly #claimed: ClaimedRequests;
  readonly #deletion: EntryDeletion;
  readonly #rereading: ChatOrchestratorNeeds['rereading'];
  readonly #repository: ConversationRepository;
  readonly #router: ChatOrchestratorNeeds['router'];
  readonly #clock: ChatOrchestratorNeeds['clock'];
  readonly #newId: NewId;
  readonly #settings: () => ChatSettings;
  readonly #workspace: () => string | null;
  /** Conversation and model of requests that the user wants sent although no budget can limit them, until the window closes. */
  readonly #unreserved = new Set<string>();
  /** Requests for one conversation wait for each other: each one sees what the one before has written. */
  readonly #queue = new KeyedSerialQueue<string>();
  readonly #accepted = new AcceptedRequests<BegunAnswer>();

  constructor({
    answers,
    duplicates,
    claimed,
    deletion,
    rereading,
    repository,
    router,
    clock,
    newId,
    settings,
    workspace,
  }: ChatOrchestratorNeeds) {
    this.#answers = answers;
    this.#duplicates = duplicates;
    this.#claimed = claimed;
    this.#deletion = deletion;
    this.#rereading = rereading;
    this.#repository = repository;
    this.#router = router;
    this.#clock = clock;
    this.#newId = newId;
    this.#settings = settings;
    this.#workspace = workspace;
  }

  /** Answers that are arriving in this window. */
  live(conversationId?: string): readonly ActiveAnswer[] {
    return this.#answers.live(conversationId);
  }

  /** The archive's messages, with the answers of this window as far as they are. */
  async tree(conversationId: string): Promise<MessageTree> {
    return new MessageTree(await this.#answers.messages(conversationId));
  }

  /**
   * Records the question and starts the answer. Resolves when both are durable in the archive; the answer goes on in the background.
   * Rejects with ChatError when nothing was recorded and nothing was sent. A request that comes again has the result of the first, also from
   * a window that was there before this one, or that has it at the same moment.
   */
  async ask(question: Question): Promise<BegunAnswer> {
    const { conversationId, text, attachments, position, requestId } = question;
    validateInput(text, attachments);
    const content = [text, attachments, 'beside' in position ? position.beside : null];
    return this.#accept(requestId, () =>
      this.#once(conversationId, content, () => this.#claimed.untilBegun(() => this.#ask(question)), begunIn),
    );
  }

  /**
   * Answers the question of an answer that has ended again, as a sibling beside it. Resolves and rejects like `ask`.
   */
  async retry(conversationId: string, messageId: string, options: RetryOptions = {}): Promise<BegunAnswer> {
    const { modelId, unreserved, requestId } = options;
    const content = { retry: messageId, modelId, unreserved };
    return this.#accept(requestId, () =>
      this.#once(conversationId, content, () => this.#claimed.untilBegun(() => this.#retry(conversationId, messageId, options)), begunIn),
    );
  }

  /** Begins a conversation below this message, with everything above it; nothing is copied. Resolves with its id. */
  async fork(conversationId: string, messageId: string): Promise<string> {
    return this.#once(
      conversationId,
      { fork: messageId },
      () => this.#fork(conversationId, messageId),
      () => conversationId,
    );
  }

  /** Takes a message and all below it out of sight. Resolves with how many messages that are. */
  async deleteEntry(conversationId: string, messageId: string): Promise<number> {
    return this.#queue.enqueue(conversationId, () => this.#deletion.delete(conversationId, messageId));
  }

  /** Brings a deleted message back, and what above it was deleted too: without that it could not be seen. */
  async restoreEntry(conversationId: string, messageId: string): Promise<void> {
    await this.#queue.enqueue(conversationId, () => this.#deletion.restore(conversationId, messageId));
  }

  /** The next message of the conversation goes to this model, at the server that has it now. */
  selectModel(conversationId: string, modelId: string): Promise<void> {
    const endpoint = this.#router.endpointFor(modelId);
    return this.#repository.changeConversation(conversationId, endpoint === null ? { modelId } : { modelId, endpoint });
  }

  /** Ends the running answers of a conversation; what arrived is kept. */
  stop(conversationId: string): void {
    this.#answers.stop(conversationId);
  }

  /** Money or limits have moved: running answers are checked again. */
  refreshBudgets(conversationIds: readonly string[] = []): void {
    this.#answers.refreshBudgets(conversationIds);
  }

  /** Ends everything, and resolves when all of it is in the archive. Nothing can be asked after. */
  shutdown(): Promise<void> {
    return this.#answers.shutdown();
  }

  #accept(requestId: string | undefined, work: () => Promise<BegunAnswer>): Promise<BegunAnswer> {
    return requestId === undefined ? work() : this.#accepted.once(requestId, work);
  }

  /** Refuses a repetition of what another request asks for. `conversationOf`: where the result is. */
  async #once<T>(
    conversationId: string | null,
    content: unknown,
    work: () => Promise<T>,
    conversationOf: (result: T) => string,
  ): Promise<T> {
    const request = this.#duplicates.begin(conversationId, content);
    try {
      const result = await (conversationId === null ? work() : this.#queue.enqueue(conversationId, work));
      request.written(conversationOf(result));
      return result;
    } catch (error) {
      request.refused();
      throw error;
    }
  }

  async #ask(question: Question): Promise<BegunAnswer | null> {
    const { text, attachments, modelId: chosenId, unreserved, requestId = this.#newId() } = question;
    const conversationId = question.conversationId ?? requestId;
    const { conversation, tree } = await this.#read(conversationId);
    if (!conversation && question.conversationId !== null) throw notFound();
    const modelId = conversation?.modelId ?? chosenId;
    const answer = tree.answerTo(requestId);
    if (conversation && answer) return { conversationId, messageId: answer.id };
    // A window that was killed may have written the question alone: then it stands where it was asked, and only its answer is missing.
    const isWritten = tree.knows(requestId);
    if (isWritten && tree.find(requestId)?.role !== 'user') throw entryNotFound();
    const history = isWritten ? tree.path(requestId).slice(0, -1) : historyAt(question.position, tree);
    const asked: NewMessage = {
      id: requestId,
      conversationId,
      parentId: history.at(-1)?.id ?? null,
      role: 'user',
      modelId: null,
      text,
      attachments,
      createdAt: this.#clock.now(),
    };
    const systemPrompt = conversation?.systemPrompt ?? this.#settings().systemPrompt;
    const create = () =>
      this.#repository.createConversation({
        id: conversationId,
        title: conversationTitle(text.trim() === '' ? (attachments[0]?.name ?? '') : text),
        modelId,
        endpoint: this.#router.endpointFor(modelId),
        systemPrompt,
        workspace: this.#workspace(),
      });
    const order = {
      conversationId,
      modelId,
      parentId: asked.id,
      purpose: 'chat',
      unreserved: this.#agreesTo(conversationId, modelId, unreserved),
      turns: buildPrompt(systemPrompt, [...history, asked]),
      write: () => [conversation ? null : create(), isWritten ? null : this.#repository.addMessage(asked)],
    } as const;
    return this.#claimed.start(order, question.requestId);
  }

  async #retry(
    conversationId: string,
    entryId: string,
    { modelId: chosenId, unreserved, requestId: givenId }: RetryOptions,
  ): Promise<BegunAnswer | null> {
    const requestId = givenId ?? this.#newId();
    const { conversation, tree } = await this.#read(conversationId);
    if (!conversation) throw notFound();
    if (tree.knows(requestId)) return { conversationId, messageId: requestId };
    const answer = tree.find(entryId);
    const history = tree.path(entryId).slice(0, -1);
    const asked = history.at(-1);
    if (answer?.role !== 'assistant' || !asked) throw entryNotFound();
    if (answer.state === 'streaming') throw stillArriving();
    const modelId = chosenId ?? conversation.modelId;
    const order = {
      messageId: requestId,
      conversationId,
      modelId,
      parentId: asked.id,
      purpose: 'retry',
      unreserved: this.#agreesTo(conversationId, modelId, unreserved),
      turns: buildPrompt(conversation.systemPrompt, history),
      write: () => [chosenId === undefined ? null : this.selectModel(conversationId, modelId)],
    } as const;
    return this.#claimed.start(order, givenId);
  }

  /** Asked each time, unless the user has agreed to all requests of this model in the conversation. */
  #agreesTo(conversationId: string, modelId: string, unreserved: Unreserved | undefined): boolean {
    const requests = `${conversationId} ${modelKey({ modelId, endpoint: this.#router.endpointFor(modelId) })}`;
    if (unreserved === 'conversation') this.#unreserved.add(requests);
    return unreserved !== undefined || this.#unreserved.has(requests);
  }

  async #fork(conversationId: string, messageId: string): Promise<string> {
    const { title, modelId, endpoint = null, systemPrompt, params } = await this.#existing(conversationId);
    const tree = await this.tree(conversationId);
    const message = tree.find(messageId);
    if (!message) throw entryNotFound();
    if (tree.path(messageId).some(({ state }) => state === 'streaming')) throw stillArriving();
    const id = this.#newId();
    await Promise.all([
      this.#repository.createConversation({
        id,
        title: `${title} (fork)`,
        modelId,
        endpoint,
        systemPrompt,
        workspace: this.#workspace(),
        // The entry may itself be one that a fork shares with its origin.
        forkedFrom: { conversationId: message.conversationId, messageId },
      }),
      Object.keys(params).length > 0 && this.#repository.changeConversation(id, { params }),
    ]);
    return id;
  }

  /** What a request is made from, the ledger included: none of it is waited for before the rest is asked for. */
  async #read(conversationId: string): Promise<{ readonly conversation: Conversation | undefined; readonly tree: MessageTree }> {
    this.#rereading.begin(conversationId);
    const [conversation, tree] = await Promise.all([this.#repository.conversation(conversationId), this.tree(conversationId)]);
    return { conversation, tree: conversation ? tree : new MessageTree([]) };
  }

  async #existing(conversationId: string): Promise<Conversation> {
    const conversation = await this.#repository.conversation(conversationId);
    if (!conversation) throw notFound();
    return conversation;
  }
}
