import { DisposableList } from '../../shared/async/disposables.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { HostMessage, HostCommand, ReadyMessage, WebviewMessage } from '../../shared/protocol/messages.ts';
import type { Draft } from '../../shared/model/draft.ts';
import type { ConversationEdits } from '../../shared/protocol/requests/archive.ts';
import type { ChatOrchestrator } from '../chat/chatOrchestrator.ts';
import type { BusEvent, EventBus } from '../events/eventBus.ts';
import { budgetNotice, type BudgetEvent } from '../money/budget/budgetNotice.ts';
import type { ArchiveChange, ConversationRepository } from '../ports/conversationRepository.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { BranchView } from './branchView.ts';
import type { ConversationDrafts } from './conversationDrafts.ts';
import type { FactsSender } from './factsSender.ts';
import type { HostCommandQueue } from './hostCommandQueue.ts';
import type { HostServices } from './hostServices.ts';
import type { RequestingSurface } from './requestingSurface.ts';
import type { SurfaceChannel } from './surfaceChannel.ts';
import type { SurfaceDraft } from './surfaceDraft.ts';
import type { SurfaceLoader } from './surfaceLoader.ts';
import type { SurfaceLocation } from './surfaceLocation.ts';
import type { ShownConversation, SurfaceNavigation } from './surfaceNavigation.ts';
import type { SurfaceRequestHandler } from './surfaceRequestHandler.ts';
import type { SurfaceSteps } from './surfaceSteps.ts';

/** What a session works with; `createSurfaceSession` makes it. */
export interface SurfaceSessionParts {
  readonly post: (message: HostMessage) => void;
  readonly remembered: (surface: string | undefined) => ShownConversation | undefined;
  readonly orchestrator: ChatOrchestrator;
  readonly repository: ConversationRepository;
  readonly drafts: ConversationDrafts;
  readonly draft: SurfaceDraft;
  readonly environment: HostServices;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly channel: SurfaceChannel;
  readonly branch: BranchView;
  readonly navigation: SurfaceNavigation;
  readonly steps: SurfaceSteps;
  readonly commands: HostCommandQueue;
  readonly facts: FactsSender;
  readonly loader: SurfaceLoader;
  /** What answers the requests of this surface's page. */
  readonly requests: (surface: RequestingSurface) => SurfaceRequestHandler;
}

/** ms between two updates of the moving figures of a running answer: with the way to the screen, none is late by more than 300. */
const progressEveryMs = 250;

/** One surface (sidebar or editor panel) and the branch it shows of a conversation. Sessions do not know each other. */
export class SurfaceSession implements RequestingSurface, Disposable {
  readonly #post: (message: HostMessage) => void;
  readonly #remembered: SurfaceSessionParts['remembered'];
  readonly #orchestrator: ChatOrchestrator;
  readonly #drafts: ConversationDrafts;
  readonly #draft: SurfaceDraft;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #channel: SurfaceChannel;
  readonly #branch: BranchView;
  readonly #navigation: SurfaceNavigation;
  readonly #steps: SurfaceSteps;
  readonly #commands: HostCommandQueue;
  readonly #facts: FactsSender;
  readonly #loader: SurfaceLoader;
  readonly #requests: SurfaceRequestHandler;
  readonly #disposables = new DisposableList();
  readonly #touched = new Emitter();
  /** The user has turned to this surface, while another one was used before. */
  readonly onDidTouch = this.#touched.event;
  readonly onDidChangeConversation: SurfaceNavigation['onDidChangeConversation'];
  /** The title of what is shown; null for a new conversation. */
  readonly onDidChangeTitle: SurfaceLoader['onDidChangeTitle'];
  #surfaceId: string | undefined;
  /** When the moving figures were sent last (ms, monotonic). */
  #progressAt = 0;
  #progressTimer: Disposable | null = null;
  /** What there is to say of a conversation that is being begun, perhaps by this surface. */
  #early: BudgetEvent | null = null;

  constructor(parts: SurfaceSessionParts) {
    this.#post = parts.post;
    this.#remembered = parts.remembered;
    this.#orchestrator = parts.orchestrator;
    this.#drafts = parts.drafts;
    this.#draft = parts.draft;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#channel = parts.channel;
    this.#branch = parts.branch;
    this.#navigation = parts.navigation;
    this.#steps = parts.steps;
    this.#commands = parts.commands;
    this.#facts = parts.facts;
    this.#loader = parts.loader;
    this.#requests = parts.requests(this);
    this.onDidChangeConversation = parts.navigation.onDidChangeConversation;
    this.onDidChangeTitle = parts.loader.onDidChangeTitle;
    this.#disposables.push(parts.draft);
    this.#disposables.push(parts.bus.subscribeAll((event) => this.#onBusEvent(event)));
    this.#disposables.push(parts.repository.onDidChange((change) => this.#onArchiveChange(change)));
    this.#disposables.push(parts.environment.onDidChangeStatus(() => this.#loader.refreshStatus()));
  }

  get conversationId(): string | null {
    return this.#navigation.conversationId;
  }

  /** What the page calls itself, over reloads; undefined before it listens. */
  get surfaceId(): string | undefined {
    return this.#surfaceId;
  }

  get location(): SurfaceLocation {
    return this.#navigation.location;
  }

  receive(message: WebviewMessage): void {
    switch (message.type) {
      case 'ready':
        this.#pageListens(message);
        break;
      case 'resync':
        this.#loader.snapshot();
        break;
      case 'draft':
        this.#draft.write(message.stay, message.change, message.draft);
        break;
      case 'painted':
        this.#channel.painted(message.rev);
        break;
      case 'touched':
        this.#touched.fire();
        break;
      case 'fault':
        this.#logger.warn('webview.fault', { kind: message.kind, detail: message.message });
        break;
      case 'request':
        void this.#requests.answer(message, this.#shownAt(message.stay)).then(this.#post);
        break;
    }
  }

  /** Sent when the page listens, at once if it does. */
  sendCommand(command: HostCommand): void {
    this.#commands.send(command);
  }

  /** The user has turned to another surface. At once, not as a step: a touch that comes back meanwhile must not be missed. */
  otherTouched(): void {
    // A page that does not listen is made anew, and a new one says when it is touched.
    if (this.#steps.listening) this.#post({ type: 'hostCommand', command: 'otherTouched' });
  }

  /** The page is gone or hidden; it will say `ready` when it is back. */
  pageGone(): void {
    this.#steps.listening = false;
    this.#loader.dispose();
    this.#channel.close();
  }

  beginNavigation(): () => boolean {
    return this.#navigation.begin();
  }

  /** What is shown already stays on its branch. null: a new conversation. */
  show(conversationId: string | null): void {
    const before = this.location;
    this.#navigation.show(conversationId);
    if (before !== this.location) this.#branch.resetLength();
    this.#loader.snapshot();
  }

  newConversation(): void {
    this.beginNavigation();
    this.show(null);
    this.sendCommand({ type: 'hostCommand', command: 'focusComposer' });
  }

  async selectModel(modelId: string): Promise<void> {
    const at = this.location;
    await at.enqueue(async () => {
      if (at.conversationId === null) at.modelId = modelId;
      else await this.#orchestrator.selectModel(at.conversationId, modelId);
    });
    this.#loader.refreshStatus();
  }

  async changeConversation(id: string, changes: ConversationEdits): Promise<void> {
    await this.#requests.perform('changeConversation', { id, changes }, this.location);
  }

  stop(): void {
    if (this.conversationId !== null) this.#orchestrator.stop(this.conversationId);
  }

  moveTo(location: SurfaceLocation, conversationId: string, tip: string | null): void {
    const begun = this.#navigation.moveTo(location, conversationId, tip);
    this.#drafts.chooseBranch(conversationId, tip);
    // The user may have gone elsewhere while it was being written.
    if (location !== this.location) return;
    if (begun) {
      if (this.#early?.conversationId === conversationId) this.#notifyOfBudget(this.#early);
      this.#loader.snapshot();
    } else if (tip !== this.#branch.tip) this.#loader.refresh();
  }

  asked(at: string | null, conversationId: string, sent: Draft): void {
    this.#draft.asked(at, conversationId, sent);
  }

  showEarlier(): Promise<void> {
    return this.#loader.showEarlier();
  }

  dispose(): void {
    this.pageGone();
    this.#stopProgress();
    this.#disposables.dispose();
  }

  /** Where a page was when it made its request: it may not have been sent yet where the surface is now. */
  #shownAt(stay: number | undefined): SurfaceLocation {
    return (stay === undefined ? undefined : this.#navigation.stay(stay)) ?? this.location;
  }

  /** The page is there. Unless the host has decided what is shown, that is what the page remembers, or what is newer of the surface. */
  #pageListens({ conversation, tip = null, stay = 0, surface, entries = 0, changes = 0 }: ReadyMessage): void {
    const page = conversation === undefined ? undefined : { conversationId: conversation, stay };
    this.#surfaceId = surface;
    this.#navigation.restore(page, tip, this.#remembered(surface));
    this.#draft.pageListens(changes);
    this.#steps.listening = true;
    this.#branch.resetLength(conversation === this.conversationId ? entries : 0);
    this.#loader.snapshot();
    this.#commands.flush();
  }

  #onBusEvent(event: BusEvent): void {
    if (event.type === 'budget.lowered' && this.conversationId === null) this.#early = event;
    // The limit of a day or of a month is that of every conversation.
    const concernsAll = (event.type === 'budget.threshold' || event.type === 'budget.exceeded') && event.scope !== 'conversation';
    if (event.conversationId !== this.conversationId && !concernsAll) return;
    switch (event.type) {
      case 'message.started':
        this.#progressAt = this.#clock.monotonic();
        this.#loader.refresh();
        break;
      case 'message.completed':
      case 'message.failed':
        // The end has the figures, unless another answer of the conversation still moves its own.
        if (this.#orchestrator.live(event.conversationId).length === 0) this.#stopProgress();
        this.#loader.answerEnded();
        break;
      case 'message.changed':
      case 'ledger.settled':
        this.#loader.refresh();
        break;
      case 'token.generated':
        this.#channel.wake();
        this.#sendProgressSoon();
        break;
      case 'budget.lowered':
      case 'budget.alert':
        this.#notifyOfBudget(event);
        break;
      case 'budget.threshold':
      case 'budget.exceeded':
        void this.#steps.enqueue('spend', () => this.#facts.sendSpend());
        break;
    }
  }

  #notifyOfBudget(event: BudgetEvent): void {
    this.sendCommand({ type: 'hostCommand', command: 'notice', text: budgetNotice(event) });
  }

  #onArchiveChange({ conversationIds, own, ledger }: ArchiveChange): void {
    // Own writes to messages are announced by the bus, when there is something to see; checkpoints are not.
    const unseen = conversationIds.some((id) => (id === this.conversationId ? !own : this.#branch.hasEntryOf(id)));
    if (this.conversationId !== null && conversationIds.includes(this.conversationId)) this.#refreshTitle(own);
    if (unseen) this.#loader.refresh();
    // The money of a running answer moves by itself, once a second; a checkpoint is no reason to send it.
    else this.#loader.refreshFacts(own && !ledger);
  }

  #refreshTitle(own: boolean): void {
    this.#loader.refreshTitle((title) => {
      if (!own) this.#post({ type: 'hostCommand', command: 'notice', text: `Renamed in another window: ${title}` });
    });
  }

  /** At once when the last figures are old enough, else when they are: the last piece before a silence counts, too. */
  #sendProgressSoon(): void {
    const waitMs = this.#progressAt + progressEveryMs - this.#clock.monotonic();
    if (waitMs <= 0) this.#sendProgress();
    else this.#progressTimer ??= this.#clock.timeout(waitMs, () => this.#sendProgress());
  }

  #stopProgress(): void {
    this.#progressTimer?.dispose();
    this.#progressTimer = null;
  }

  #sendProgress(): void {
    this.#stopProgress();
    this.#progressAt = this.#clock.monotonic();
    if (this.conversationId === null) return;
    for (const answer of this.#orchestrator.live(this.conversationId)) this.#branch.sendProgress(answer);
    void this.#steps.enqueue('spend', () => this.#facts.sendLiveSpend());
  }
}
