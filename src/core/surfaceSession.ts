import type { Conversation, Message, Spend } from '../shared/model.ts';
import type { Entry, HostMessage, Nudge, RequestMessage, Requests, WebviewMessage } from '../shared/protocol.ts';
import { newestBranch } from './branch.ts';
import type { ChatOrchestrator } from './chatOrchestrator.ts';
import { DisposableList } from './disposables.ts';
import { Emitter } from './emitter.ts';
import { ChatError, failureOf } from './errors.ts';
import type { BusEvent, EventBus } from './eventBus.ts';
import type { ModelRouter } from './modelRouter.ts';
import { Outbox } from './outbox.ts';
import type { ArchiveChange, Clock, ConversationRepository, Disposable, Logger } from './ports.ts';
import { isEditorRequest, type SurfaceEnvironment } from './surfaceEnvironment.ts';

export interface SurfaceSessionOptions {
  /** Sends to the page. A message that nobody receives is lost; the page asks for a snapshot when it listens again. */
  readonly post: (message: HostMessage) => void;
  readonly orchestrator: ChatOrchestrator;
  readonly repository: ConversationRepository;
  readonly router: ModelRouter;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: SurfaceEnvironment;
}

/** ms between two looks at the moving figures of a running answer. */
const progressEveryMs = 1000;

/** ms until a snapshot that could not be made is tried again. */
const snapshotAgainMs = 2000;

/** One surface (sidebar or editor panel) and the conversation it shows. Sessions do not know each other. */
export class SurfaceSession implements Disposable {
  readonly #o: SurfaceSessionOptions;
  readonly #outbox: Outbox;
  readonly #disposables = new DisposableList();
  readonly #conversationChanged = new Emitter();
  readonly #titleChanged = new Emitter<string | null>();
  readonly onDidChangeConversation = this.#conversationChanged.event;
  /** The title of what is shown; null for a new conversation. */
  readonly onDidChangeTitle = this.#titleChanged.event;

  #conversationId: string | null = null;
  /** True once this side has said what is shown. Only before that does the page's memory count: later it can only be older. */
  #placed = false;
  /** The new conversation that is being begun here by its first message. */
  #begun: Promise<{ readonly conversationId: string }> | null = null;
  /** Chosen for a conversation that does not exist yet. */
  #nextModelId: string | null = null;
  /** What the surface has, in order. */
  #entries = new Map<string, Entry>();
  /** Newest known text of answers that another window receives. */
  readonly #foreignTexts = new Map<string, string>();
  #snapshotAgain: Disposable | null = null;
  #progressAt = 0;
  #listening = false;
  #waiting: Nudge[] = [];
  /** Loading is asynchronous: one step at a time and in order, so that an older state never overwrites a newer one. */
  #steps: Promise<void> = Promise.resolve();

  constructor(options: SurfaceSessionOptions) {
    this.#o = options;
    this.#outbox = new Outbox(options.post);
    this.#disposables.push(options.bus.subscribeAll((event) => this.#onBusEvent(event)));
    this.#disposables.push(options.repository.onDidChange((change) => this.#onArchiveChange(change)));
    this.#disposables.push(options.environment.onDidChangeStatus(() => this.#step('status', () => this.#sendStatus())));
  }

  get conversationId(): string | null {
    return this.#conversationId;
  }

  receive(message: WebviewMessage): void {
    switch (message.type) {
      case 'ready':
        if (!this.#placed && message.conversation !== undefined) this.#setConversation(message.conversation);
        this.#placed = true;
        this.#listening = true;
        this.#snapshot();
        this.#step('nudges', () => this.#flushNudges());
        break;
      case 'resync':
        this.#snapshot();
        break;
      case 'painted':
        this.#outbox.painted(message.batch);
        break;
      case 'fault':
        this.#o.logger.warn('webview.fault', { kind: message.kind, detail: message.message });
        break;
      case 'request':
        void this.#answer(message);
        break;
    }
  }

  /** Sent when the page listens, at once if it does. */
  nudge(nudge: Nudge): void {
    this.#waiting.push(nudge);
    if (this.#listening) this.#step('nudges', () => this.#flushNudges());
  }

  /** The page is gone or hidden; it will say `ready` when it is back. */
  pageGone(): void {
    this.#listening = false;
    this.#snapshotAgain?.dispose();
    this.#outbox.close();
  }

  show(conversationId: string): void {
    this.#goTo(conversationId);
  }

  newConversation(): void {
    this.#goTo(null);
    this.nudge({ type: 'nudge', nudge: 'focusComposer' });
  }

  async selectModel(modelId: string): Promise<void> {
    if (this.#conversationId === null) this.#nextModelId = modelId;
    else await this.#o.repository.changeConversation(this.#conversationId, { modelId });
    this.#step('status', () => this.#sendStatus());
  }

  stop(): void {
    if (this.#conversationId !== null) this.#o.orchestrator.stop(this.#conversationId);
  }

  dispose(): void {
    this.pageGone();
    this.#disposables.dispose();
  }

  async #answer(request: RequestMessage): Promise<void> {
    try {
      this.#o.post({ type: 'reply', re: request.id, ok: await this.#perform(request) });
    } catch (error) {
      const failure = failureOf(error);
      this.#o.logger.info('request.refused', {
        name: request.name,
        code: failure.code,
        detail: failure.code === 'INTERNAL' ? String(error) : undefined,
      });
      this.#o.post({ type: 'reply', re: request.id, error: failure });
    }
  }

  async #perform(request: RequestMessage): Promise<unknown> {
    const { orchestrator, repository, router, environment } = this.#o;
    if (isEditorRequest(request.name)) return environment.perform(request.name, request.body, this.#conversationId);
    switch (request.name) {
      case 'ask':
        return this.#ask(request.body);
      case 'retry':
        await orchestrator.retry(this.#required(), request.body.entry, request.body.modelId);
        return null;
      case 'stop':
        this.stop();
        return null;
      case 'newConversation':
        this.newConversation();
        return null;
      case 'openConversation':
        if (!(await repository.conversation(request.body.id)))
          throw new ChatError('CONVERSATION_NOT_FOUND', 'This conversation is not in the archive any more.');
        this.show(request.body.id);
        return null;
      case 'selectModel':
        await this.selectModel(request.body.id);
        return null;
      case 'listModels':
        return router.list();
    }
  }

  async #ask(body: Requests['ask']['body']): Promise<Requests['ask']['reply']> {
    const { orchestrator, environment } = this.#o;
    const modelId = this.#nextModelId ?? environment.defaultModelId();
    // A second message that comes while the first one of a new conversation is being written belongs into that conversation.
    const conversationId = this.#conversationId ?? (await this.#begun?.catch(() => null))?.conversationId ?? null;
    const asked = orchestrator.ask({ ...body, conversationId, modelId });
    if (conversationId !== null) return asked;
    this.#begun = asked;
    try {
      const reply = await asked;
      // The person may have gone elsewhere while the first message was being written.
      if (this.#begun === asked) this.#goTo(reply.conversationId);
      return reply;
    } finally {
      if (this.#begun === asked) this.#begun = null;
    }
  }

  #goTo(conversationId: string | null): void {
    this.#placed = true;
    this.#begun = null;
    this.#setConversation(conversationId);
    this.#snapshot();
  }

  #required(): string {
    if (this.#conversationId === null) throw new ChatError('CONVERSATION_NOT_FOUND', 'There is no conversation to go on with.');
    return this.#conversationId;
  }

  #setConversation(id: string | null): void {
    if (id === this.#conversationId) return;
    this.#conversationId = id;
    this.#nextModelId = null;
    this.#conversationChanged.fire();
  }

  #onBusEvent(event: BusEvent): void {
    if (event.conversationId !== this.#conversationId) return;
    switch (event.type) {
      case 'message.started':
        this.#progressAt = this.#o.clock.monotonic();
        this.#step('refresh', () => this.#refresh());
        break;
      case 'message.completed':
      case 'message.failed':
        this.#step('refresh', () => this.#refresh());
        break;
      case 'token.generated':
        this.#outbox.wake();
        if (this.#o.clock.monotonic() - this.#progressAt >= progressEveryMs) this.#sendProgress();
        break;
      case 'budget.exceeded':
      case 'ledger.settled':
        break;
    }
  }

  #onArchiveChange(change: ArchiveChange): void {
    // Own writes to messages are announced by the bus, when there is something to see; checkpoints are not.
    if (!change.own && this.#conversationId !== null && change.conversationIds.includes(this.#conversationId))
      this.#step('refresh', () => this.#refresh());
    // The money of a running answer moves by itself, once a second; a checkpoint is no reason to send it.
    else this.#step('facts', () => this.#sendFacts(change.own && !change.ledger ? this.#outbox.shownSpend : null));
  }

  /** Runs `work` after what is already under way. A surface that does not listen needs nothing: its next snapshot has it all. */
  #step(name: string, work: () => Promise<void> | void): void {
    this.#steps = this.#steps
      .then(() => (this.#listening ? work() : undefined))
      .catch((error: unknown) => this.#o.logger.error('surface.stepFailed', { name, error: String(error) }));
  }

  #snapshot(): void {
    this.#snapshotAgain?.dispose();
    this.#step('snapshot', async () => {
      try {
        await this.#sendSnapshot();
      } catch (error) {
        // A page without a snapshot shows nothing, and nothing else would bring it one.
        this.#snapshotAgain = this.#o.clock.timeout(snapshotAgainMs, () => this.#snapshot());
        throw error;
      }
    });
  }

  async #sendSnapshot(): Promise<void> {
    const { orchestrator, repository, environment } = this.#o;
    const id = this.#conversationId;
    const conversation = id === null ? null : ((await repository.conversation(id)) ?? null);
    const [conversations, status] = await Promise.all([
      repository.conversations(),
      environment.status(conversation, this.#modelId(conversation)),
    ]);
    // Last, so that the text is as new as it can be.
    const messages = conversation ? await orchestrator.messages(conversation.id) : [];
    if (id !== this.#conversationId || !this.#listening) return; // the person went on; that step waits behind this one
    if (!conversation) this.#setConversation(null);
    // From here on nothing is awaited: texts and the offsets that are promised for them belong to the same moment.
    this.#outbox.reset();
    this.#foreignTexts.clear();
    const entries = newestBranch(messages).map((message) => this.#openEntry(message));
    this.#entries = new Map(entries.map((entry) => [entry.id, entry]));
    this.#titleChanged.fire(conversation?.title ?? null);
    this.#outbox.snapshot({ conversation, entries, conversations, status });
  }

  async #refresh(): Promise<void> {
    const id = this.#conversationId;
    if (id === null) return;
    const branch = newestBranch(await this.#o.orchestrator.messages(id));
    if (id !== this.#conversationId) return;
    const known = [...this.#entries.keys()];
    if (known.some((entryId, index) => branch[index]?.id !== entryId)) {
      // Another branch became the newest one: what is shown does not simply go on.
      await this.#sendSnapshot();
      return;
    }
    for (const message of branch) this.#sendEntry(message);
    await this.#sendFacts();
  }

  #sendEntry(message: Message): void {
    const had = this.#entries.get(message.id);
    if (!had) {
      const entry = this.#openEntry(message);
      this.#entries.set(entry.id, entry);
      this.#outbox.push({ op: 'entry', entry });
    } else if (had.stream === null) {
      if (sameMessage(had, message)) return;
      const entry = this.#openEntry(message);
      this.#entries.set(entry.id, entry);
      this.#outbox.push({ op: 'entry', entry });
    } else if (this.#live(message.id)) {
      this.#outbox.wake();
    } else if (message.state === 'streaming') {
      this.#foreignTexts.set(message.id, message.text);
      this.#outbox.wake();
    } else {
      const from = this.#outbox.closeStream(had.stream);
      this.#foreignTexts.delete(message.id);
      const entry = { ...message, ...settled };
      const { text, ...head } = entry;
      this.#entries.set(message.id, entry);
      this.#outbox.push({ op: 'close', entry: head, from, text: text.slice(from) });
    }
  }

  /** The entry for a message as it is now; a growing one gets a stream that goes on from there. */
  #openEntry(message: Message): Entry {
    if (message.state !== 'streaming') return { ...message, ...settled };
    const live = this.#live(message.id);
    if (!live) this.#foreignTexts.set(message.id, message.text);
    const read = live ? () => live.text : () => this.#foreignTexts.get(message.id) ?? '';
    return { ...message, stream: this.#outbox.openStream(read, message.text.length), elsewhere: !live };
  }

  #live(messageId: string) {
    return this.#o.orchestrator.live(this.#conversationId ?? '').find((answer) => answer.messageId === messageId);
  }

  #sendProgress(): void {
    this.#progressAt = this.#o.clock.monotonic();
    for (const answer of this.#o.orchestrator.live(this.#conversationId ?? '')) {
      const { messageId, cost, usage, firstTokenMs, latencyMs } = answer;
      if (this.#entries.has(messageId)) this.#outbox.push({ op: 'progress', id: messageId, cost, usage, firstTokenMs, latencyMs });
    }
    this.#step('spend', async () => this.#outbox.push({ op: 'spend', spend: await this.#o.environment.spend(this.#conversationId) }));
  }

  /** Everything but the entries, as far as it is new. */
  async #sendFacts(spend: Spend | null = null): Promise<void> {
    this.#outbox.push({ op: 'conversations', conversations: await this.#o.repository.conversations() });
    await this.#sendStatus(spend);
  }

  /** With `spend` the money stays as it is shown. */
  async #sendStatus(spend: Spend | null = null): Promise<void> {
    const id = this.#conversationId;
    const conversation = id === null ? null : ((await this.#o.repository.conversation(id)) ?? null);
    const status = await this.#o.environment.status(conversation, this.#modelId(conversation));
    if (id !== this.#conversationId) return;
    if (conversation) this.#outbox.push({ op: 'conversation', conversation });
    this.#outbox.push({ op: 'status', status: spend ? { ...status, spend } : status });
    this.#titleChanged.fire(conversation?.title ?? null);
  }

  #modelId(conversation: Conversation | null): string {
    return conversation?.modelId ?? this.#nextModelId ?? this.#o.environment.defaultModelId();
  }

  #flushNudges(): void {
    for (const nudge of this.#waiting.splice(0)) this.#o.post(nudge);
  }
}

/** What an entry has beside its message when nothing arrives for it any more. */
const settled = { stream: null, elsewhere: false } as const;

function sameMessage(entry: Entry, message: Message): boolean {
  const essence = (value: Message) => JSON.stringify({ ...value, ...settled });
  return essence(entry) === essence(message);
}
