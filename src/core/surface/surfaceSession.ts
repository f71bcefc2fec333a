import type { Conversation } from '../../shared/model/conversation.ts';
import type { Spend } from '../../shared/model/costs.ts';
import type { HostMessage, Nudge, WebviewMessage } from '../../shared/protocol/messages.ts';
import type { ConversationEdits } from '../../shared/protocol/requests/archive.ts';
import { DisposableList } from '../../shared/async/disposables.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { BusEvent, EventBus } from '../events/eventBus.ts';
import { MessageTree } from '../conversation/messageTree.ts';
import { Outbox } from './surfaceChannel.ts';
import { budgetNotice, type BudgetNews } from '../money/budget/budgetNotice.ts';
import type { ArchiveChange } from '../ports/conversationRepository.ts';
import type { Clock } from '../ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { whileMoving } from './liveSpend.ts';
import { ShownBranch } from './branchView.ts';
import { type RequestingSurface, SurfaceRequests, type SurfaceRequestsOptions } from './surfaceRequestHandler.ts';
import { Visit } from './surfaceLocation.ts';

export interface SurfaceSessionOptions extends SurfaceRequestsOptions {
  /** Sends to the page. A message that nobody receives is lost; the page asks for a snapshot when it listens again. */
  readonly post: (message: HostMessage) => void;
  readonly bus: EventBus;
  readonly clock: Clock;
  /** What a surface of this kind showed last; undefined = none ever. For a page whose own memory is gone. */
  readonly remembered?: () => string | null | undefined;
}

/** ms between two looks at the moving figures of a running answer. */
const progressEveryMs = 1000;

/** ms until a snapshot that could not be made is tried again. */
const snapshotAgainMs = 2000;

/** One surface (sidebar or editor panel) and the branch it shows of a conversation. Sessions do not know each other. */
export class SurfaceSession implements RequestingSurface, Disposable {
  readonly #o: SurfaceSessionOptions;
  readonly #outbox: Outbox;
  readonly #shown: ShownBranch;
  readonly #requests: SurfaceRequests;
  readonly #disposables = new DisposableList();
  readonly #conversationChanged = new Emitter();
  readonly #titleChanged = new Emitter<string | null>();
  readonly onDidChangeConversation = this.#conversationChanged.event;
  /** The title of what is shown; null for a new conversation. */
  readonly onDidChangeTitle = this.#titleChanged.event;

  #visit = new Visit(null, null);
  /** True once this side has said what is shown. Only before that does the page's memory count: later it can only be older. */
  #placed = false;
  #title: string | null = null;
  #snapshotAgain: Disposable | null = null;
  #progressAt = 0;
  /** What is to be told of a conversation that is being begun, perhaps by this surface. */
  #early: BudgetNews | null = null;
  #listening = false;
  #waiting: Nudge[] = [];
  /** Loading is asynchronous: one step at a time and in order, so that an older state never overwrites a newer one. */
  #steps: Promise<void> = Promise.resolve();

  constructor(options: SurfaceSessionOptions) {
    const { post, orchestrator, bus, repository, environment } = options;
    this.#o = options;
    this.#outbox = new Outbox(post);
    this.#shown = new ShownBranch(this.#outbox, (id) => orchestrator.live().find(({ messageId }) => messageId === id));
    this.#requests = new SurfaceRequests(options, this);
    this.#disposables.push(bus.subscribeAll((event) => this.#onBusEvent(event)));
    this.#disposables.push(repository.onDidChange((change) => this.#onArchiveChange(change)));
    this.#disposables.push(environment.onDidChangeStatus(() => void this.#step('status', () => this.#sendStatus())));
  }

  get conversationId(): string | null {
    return this.#visit.conversationId;
  }

  get visit(): Visit {
    return this.#visit;
  }

  receive(message: WebviewMessage): void {
    switch (message.type) {
      case 'ready':
        this.#place(message.conversation, message.tip ?? null);
        this.#listening = true;
        this.#shown.forget();
        this.#snapshot();
        void this.#step('nudges', () => this.#flushNudges());
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
        void this.#requests.answer(message).then(this.#o.post);
        break;
    }
  }

  /** Sent when the page listens, at once if it does. */
  nudge(nudge: Nudge): void {
    this.#waiting.push(nudge);
    if (this.#listening) void this.#step('nudges', () => this.#flushNudges());
  }

  /** The page is gone or hidden; it will say `ready` when it is back. */
  pageGone(): void {
    this.#listening = false;
    this.#snapshotAgain?.dispose();
    this.#outbox.close();
  }

  /** What is shown already stays on its branch. null: a new conversation. */
  show(conversationId: string | null): void {
    this.#placed = true;
    if (conversationId === null || conversationId !== this.#visit.conversationId) this.#enter(conversationId, null);
    this.#snapshot();
  }

  newConversation(): void {
    this.show(null);
    this.nudge({ type: 'nudge', nudge: 'focusComposer' });
  }

  async selectModel(modelId: string): Promise<void> {
    const visit = this.#visit;
    await visit.inTurn(async () => {
      if (visit.conversationId === null) visit.modelId = modelId;
      else await this.#o.repository.changeConversation(visit.conversationId, { modelId });
    });
    void this.#step('status', () => this.#sendStatus());
  }

  async changeConversation(id: string, changes: ConversationEdits): Promise<void> {
    await this.#requests.changeConversation({ id, changes });
  }

  stop(): void {
    if (this.conversationId !== null) this.#o.orchestrator.stop(this.conversationId);
  }

  moved(visit: Visit, conversationId: string, tip: string | null): void {
    const begun = visit.conversationId !== conversationId;
    visit.conversationId = conversationId;
    visit.tip = tip;
    // The person may have gone elsewhere while it was being written.
    if (visit !== this.#visit) return;
    if (begun) {
      if (this.#early?.conversationId === conversationId) this.#tell(this.#early);
      this.#conversationChanged.fire();
      this.#snapshot();
    } else if (tip !== this.#shown.tip) void this.#step('refresh', () => this.#refresh());
  }

  showEarlier(): Promise<void> {
    return this.#step('earlier', () => this.#draw((tree, tip) => this.#shown.showEarlier(tree, tip)));
  }

  dispose(): void {
    this.pageGone();
    this.#disposables.dispose();
  }

  /** The page is there; unless this side has said what it shows, that is what it remembers, or what one like it showed last. */
  #place(conversation: string | null | undefined, tip: string | null): void {
    const shown = conversation === undefined ? this.#o.remembered?.() : conversation;
    if (!this.#placed && shown !== undefined) this.#enter(shown, tip);
    this.#placed = true;
  }

  #enter(conversationId: string | null, tip: string | null): void {
    const before = this.#visit;
    this.#visit = new Visit(conversationId, tip);
    this.#shown.forget();
    if (conversationId !== before.conversationId) this.#conversationChanged.fire();
    else this.#visit.modelId = before.modelId;
  }

  #onBusEvent(event: BusEvent): void {
    if (event.type === 'budget.lowered' && this.conversationId === null) this.#early = event;
    if (event.conversationId !== this.conversationId) return;
    switch (event.type) {
      case 'message.started':
        this.#progressAt = this.#o.clock.monotonic();
        void this.#step('refresh', () => this.#refresh());
        break;
      case 'message.completed':
      case 'message.failed':
      case 'message.changed':
        void this.#step('refresh', () => this.#refresh());
        break;
      case 'token.generated':
        this.#outbox.wake();
        if (this.#o.clock.monotonic() - this.#progressAt >= progressEveryMs) this.#sendProgress();
        break;
      case 'ledger.settled':
        void this.#step('refresh', () => this.#refresh());
        break;
      case 'budget.lowered':
      case 'budget.alert':
        this.#tell(event);
        break;
      case 'budget.threshold':
      case 'budget.exceeded':
        void this.#step('spend', async () =>
          this.#outbox.push({ op: 'spend', spend: await this.#o.environment.spend(this.conversationId) }),
        );
        break;
    }
  }

  #tell(news: BudgetNews): void {
    this.nudge({ type: 'nudge', nudge: 'notice', text: budgetNotice(news) });
  }

  #onArchiveChange({ conversationIds, own, ledger }: ArchiveChange): void {
    // Own writes to messages are announced by the bus, when there is something to see; checkpoints are not.
    const news = conversationIds.filter((id) => (id === this.conversationId ? !own : this.#shown.holds(id)));
    if (this.conversationId !== null && conversationIds.includes(this.conversationId)) void this.#step('title', () => this.#readTitle(own));
    if (news.length > 0) void this.#step('refresh', () => this.#refresh());
    // The money of a running answer moves by itself, once a second; a checkpoint is no reason to send it.
    else void this.#step('facts', () => this.#sendFacts(own && !ledger ? this.#outbox.shownSpend : null));
  }

  /** Runs `work` after what is already under way. A surface that does not listen needs nothing: its next snapshot has it all. */
  #step(name: string, work: () => Promise<void> | void): Promise<void> {
    this.#steps = this.#steps
      .then(() => (this.#listening ? work() : undefined))
      .catch((error: unknown) => this.#o.logger.error('surface.stepFailed', { name, error: String(error) }));
    return this.#steps;
  }

  #snapshot(): void {
    this.#snapshotAgain?.dispose();
    void this.#step('snapshot', async () => {
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
    const visit = this.#visit;
    const { conversationId: id, tip } = visit;
    const conversation = id === null ? null : ((await repository.conversation(id)) ?? null);
    const [conversations, status] = await Promise.all([
      repository.conversations(),
      environment.status(conversation, this.#modelId(conversation)),
    ]);
    // Last, so that the text is as new as it can be.
    const tree = conversation ? await orchestrator.tree(conversation.id) : new MessageTree([]);
    if (visit !== this.#visit || id !== visit.conversationId || !this.#listening) return; // the person went on; that step waits behind this one
    if (tip !== visit.tip) return this.#snapshot(); // these messages may not have the new tip yet
    if (!conversation && id !== null) this.#enter(null, null);
    // From here on nothing is awaited: texts and the offsets that are promised for them belong to the same moment.
    const branch = this.#shown.open(tree, tip);
    this.#visit.tip = branch.tip;
    this.#tellTitle(conversation);
    this.#outbox.snapshot({ conversation, ...branch, conversations, status });
  }

  async #refresh(): Promise<void> {
    await this.#draw((tree, tip) => this.#shown.goOn(tree, tip));
    await this.#sendFacts();
  }

  /** Sends what of the messages, as they are now, is new; all of it where `draw` says that what is shown does not go on. */
  async #draw(draw: (tree: MessageTree, tip: string | null) => boolean): Promise<void> {
    const visit = this.#visit;
    const { conversationId, tip } = visit;
    if (conversationId === null) return;
    const tree = await this.#o.orchestrator.tree(conversationId);
    if (visit !== this.#visit || tip !== visit.tip) return; // the step that comes from that waits behind this one
    if (draw(tree, tip)) visit.tip = this.#shown.tip;
    else await this.#sendSnapshot();
  }

  async #readTitle(own: boolean): Promise<void> {
    const id = this.conversationId;
    const conversation = id === null ? undefined : await this.#o.repository.conversation(id);
    if (!conversation || id !== this.conversationId || conversation.title === this.#title) return;
    this.#tellTitle(conversation);
    if (!own) this.#o.post({ type: 'nudge', nudge: 'notice', text: `Renamed in another window: ${conversation.title}` });
  }

  #tellTitle(conversation: Conversation | null): void {
    this.#title = conversation?.title ?? null;
    this.#titleChanged.fire(this.#title);
  }

  #sendProgress(): void {
    this.#progressAt = this.#o.clock.monotonic();
    for (const answer of this.#o.orchestrator.live(this.conversationId ?? '')) this.#shown.sendProgress(answer);
    void this.#step('spend', async () => {
      const spend = await this.#o.environment.spend(this.conversationId);
      this.#outbox.push({ op: 'spend', spend: whileMoving(spend, this.#outbox.shownSpend) });
    });
  }

  /** Everything but the entries, as far as it is new. */
  async #sendFacts(spend: Spend | null = null): Promise<void> {
    this.#outbox.push({ op: 'conversations', conversations: await this.#o.repository.conversations() });
    await this.#sendStatus(spend);
  }

  /** With `spend` the money stays as it is shown. */
  async #sendStatus(spend: Spend | null = null): Promise<void> {
    const id = this.conversationId;
    const conversation = id === null ? null : ((await this.#o.repository.conversation(id)) ?? null);
    const status = await this.#o.environment.status(conversation, this.#modelId(conversation));
    if (id !== this.conversationId) return;
    if (id !== null && !conversation) return this.#snapshot(); // it was purged
    if (conversation) this.#outbox.push({ op: 'conversation', conversation });
    this.#outbox.push({ op: 'status', status: spend ? { ...status, spend } : status });
  }

  #modelId(conversation: Conversation | null): string {
    return conversation?.modelId ?? this.#visit.modelId ?? this.#o.environment.defaultModelId();
  }

  #flushNudges(): void {
    for (const nudge of this.#waiting.splice(0)) this.#o.post(nudge);
  }
}
