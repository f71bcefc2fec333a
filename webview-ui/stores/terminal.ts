import { computed, effect, signal } from '@preact/signals';
import type { Attachment } from '../../src/shared/model/attachment.ts';
import type { CatalogueModel } from '../../src/shared/model/catalogue.ts';
import type { Failure, RecoveryAction } from '../../src/shared/model/failure.ts';
import type { BudgetReading } from '../../src/shared/model/budget.ts';
import type { HostMessage, Nudge, Reply } from '../../src/shared/protocol/messages.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Entry } from '../../src/shared/protocol/surfaceState.ts';
import type { HostPort } from '../transport/host.ts';
import { HostRequests } from '../transport/hostRequests.ts';
import { type BudgetsSeen, crossing, eased } from './budgetTransitions.ts';
import { CostsDesk } from './costsStore.ts';
import { afterAcknowledged, beginEdit, type Draft, emptyDraft, endEdit, withAttachment } from './draft.ts';
import { Forecasting } from './forecastStore.ts';
import type { Applied } from './surfaceState.ts';
import { Recovery } from './failureActions.ts';
import { SurfaceStore } from './surfaceStore.ts';
import { TreeDeeds } from './conversationActions.ts';
import { type DrawerName, parseViewState, type Place, type ViewState } from './viewState.ts';

/** ms from one keeping of what has changed to the next. */
const saveAfterMs = 150;

/** What changes the archive or what is shown of it: with the next one of these, a notice about the last one is done with. */
const deeds: ReadonlySet<RequestName> = new Set<RequestName>([
  'ask',
  'retry',
  'showBranch',
  'fork',
  'deleteEntry',
  'changeConversation',
  'newConversation',
  'openConversation',
]);

/** Everything a component can see and do. One per page. */
export class Terminal {
  readonly surface = new SurfaceStore();
  readonly draft = signal<Draft>(emptyDraft);
  readonly drawer = signal<DrawerName | null>(null);
  /** null: the transcript follows its end. */
  readonly place = signal<Place | null>(null);
  /** The trouble of the archive whose banner is folded away. */
  readonly folded = signal<string | null>(null);
  /** Why the last wish was refused; shown above the composer. */
  readonly refusal = signal<Failure | null>(null);
  /** Something that happened elsewhere and should be seen once. */
  readonly told = signal<string | null>(null);
  /** True from Transmit until the host has taken the message. */
  readonly transmitting = signal(false);
  /** null: not read yet. A failure leaves the list that was read before. */
  readonly models = signal<{ readonly list: readonly CatalogueModel[]; readonly stale: boolean } | null>(null);
  readonly modelsFailure = signal<string | null>(null);
  /** Counts the wishes for focus; the composer follows. */
  readonly focusWish = signal(0);
  readonly modelId = computed(() => this.surface.status.value?.modelId ?? '');
  /** The budget that came to its warning level, as it was then. */
  readonly warned = signal<BudgetReading | null>(null);
  readonly tree: TreeDeeds;
  readonly forecasting: Forecasting;
  readonly costs: CostsDesk;

  readonly #host: HostPort;
  readonly #requests: HostRequests;
  readonly #recovery: Recovery;
  #shown: Pick<ViewState, 'conversation' | 'tip'>;

  constructor(host: HostPort) {
    this.#host = host;
    this.#requests = new HostRequests((message) => host.post(message));
    const kept = parseViewState(host.getState());
    this.#shown = { conversation: kept.conversation, tip: kept.tip };
    this.draft.value = kept.draft;
    this.drawer.value = kept.drawer;
    this.place.value = kept.place;
    this.folded.value = kept.folded;
    this.tree = new TreeDeeds(this);
    this.#recovery = new Recovery(this);
    const { draft, surface } = this;
    this.forecasting = new Forecasting({ draft, surface, request: (body) => this.#requests.answer('forecast', body) });
    // Said once while the draft is above it, not with every figure.
    const alerts = computed(() => this.forecasting.current.value?.alerts === true);
    effect(() => {
      if (alerts.value) surface.announced.value = 'Above the alert for one message';
    });
    this.costs = new CostsDesk({ status: surface.status, request: (name, body) => this.#requests.answer(name, body) });
  }

  /** Listens to the host and says so. */
  connect(): void {
    this.#host.onMessage((message) => this.#receive(message));
    this.#keepViewState();
    this.#sayReady();
    // While the page was hidden no frame was painted, and a host that waits for one stops sending.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#sayReady();
    });
  }

  /** A request whose refusal is shown to the person. Resolves whether it was granted. */
  async wish<K extends RequestName>(name: K, body: Requests[K]['body']): Promise<boolean> {
    if (deeds.has(name)) this.dismissNotices();
    const answer = await this.#requests.answer(name, body);
    if ('refused' in answer) {
      this.refusal.value = answer.refused;
      this.#recovery.refused(name, body);
    }
    return 'ok' in answer;
  }

  /** Sends the draft. The composer keeps it until the host has it. */
  async transmit(unreserved = false): Promise<void> {
    const sent = this.draft.value;
    const { text, attachments, editing } = sent;
    this.refusal.value = null;
    this.transmitting.value = true;
    const edits = editing && { edits: editing.entry };
    const taken = await this.wish('ask', { text, attachments, ...edits, ...(unreserved && { unreserved }) });
    this.transmitting.value = false;
    if (!taken) return;
    this.draft.value = afterAcknowledged(this.draft.value, sent);
    this.place.value = null;
  }

  async copy(text: string): Promise<void> {
    if (await this.wish('copyText', { text })) this.surface.announced.value = 'Copied';
  }

  edit(text: string): void {
    this.draft.value = { ...this.draft.value, text };
    this.refusal.value = null;
  }

  attach(attachment: Attachment): void {
    this.draft.value = withAttachment(this.draft.value, attachment);
  }

  detach(attachment: Attachment): void {
    const attachments = this.draft.value.attachments.filter((other) => other !== attachment);
    this.draft.value = { ...this.draft.value, attachments };
    this.focusComposer();
  }

  /** The entry's text in the composer, to be worded anew: sending it makes a branch beside the entry. */
  beginEdit(entry: Entry): void {
    const conversation = this.surface.conversation.value?.id;
    if (conversation === undefined) return;
    this.draft.value = beginEdit(this.draft.value, entry, conversation);
    this.refusal.value = null;
    this.focusComposer();
  }

  /** Only an empty composer takes the last message back. */
  editLast(): void {
    const last = this.surface.entries.value.findLast((entry) => entry.value.role === 'user');
    if (last && this.draft.value.text === '' && !this.draft.value.editing) this.beginEdit(last.value);
  }

  cancelEdit(): void {
    this.draft.value = endEdit(this.draft.value);
    this.refusal.value = null;
    this.focusComposer();
  }

  dismissNotices(): void {
    this.tree.undoable.value = null;
    this.told.value = null;
    this.warned.value = null;
  }

  focusComposer(): void {
    this.focusWish.value += 1;
  }

  async selectModel(id: string): Promise<void> {
    this.drawer.value = null;
    this.focusComposer();
    await this.wish('selectModel', { id });
  }

  showCosts(): void {
    this.drawer.value = 'costs';
  }

  async readModels(): Promise<void> {
    this.modelsFailure.value = null;
    const answer = await this.#requests.answer('listModels', {});
    if ('ok' in answer) this.models.value = { list: answer.ok.models, stale: answer.ok.stale };
    else this.modelsFailure.value = answer.refused.message;
  }

  /** null: a new one. Resolves whether it was granted. */
  async openConversation(id: string | null): Promise<boolean> {
    this.drawer.value = null;
    this.refusal.value = null;
    this.focusComposer();
    this.place.value = null;
    return id === null ? this.wish('newConversation', {}) : this.wish('openConversation', { id });
  }

  /** Does what a button under a failure says. `entry` is the failed entry, or null for what was refused. */
  recover(action: RecoveryAction, entry: string | null): Promise<void> {
    return this.#recovery.recover(action, entry);
  }

  #receive(message: HostMessage): void {
    if ('type' in message && message.type === 'reply') return this.#requests.accept(message);
    if ('type' in message && message.type === 'nudge') return this.#nudge(message);
    const answer = this.#apply(message);
    if (this.refusal.value?.code === 'NO_KEY' && this.surface.status.value?.key !== 'missing') this.refusal.value = null;
    if (answer === 'resync') this.#host.post({ type: 'resync' });
    // Signals redraw in a microtask, so this frame shows the batch. A hidden page gets no frame: the host waits, by design.
    else if (answer) requestAnimationFrame(() => this.#host.post({ type: 'painted', batch: answer.painted }));
  }

  #apply(message: Exclude<HostMessage, Reply | Nudge>): Applied['answer'] {
    const { status, conversation } = this.surface;
    const before = status.value && conversation.value?.id;
    const money = this.#budgetsSeen();
    const answer = this.surface.apply(message);
    const shown = conversation.value?.id;
    this.#watchBudgets(money);
    // A place and an edit belong to one conversation. Before the first snapshot they are what was kept of it.
    if (before !== null && before !== shown) this.place.value = null;
    if (status.value && this.draft.value.editing && this.draft.value.editing.conversation !== shown)
      this.draft.value = endEdit(this.draft.value);
    return answer;
  }

  /** null before the first snapshot: what is found then has not just happened. */
  #budgetsSeen(): BudgetsSeen | null {
    const { status, conversation } = this.surface;
    return status.value && { conversation: conversation.value?.id ?? null, budgets: status.value.spend.budgets };
  }

  #watchBudgets(before: BudgetsSeen | null): void {
    const after = this.#budgetsSeen();
    if (!before || !after || before.budgets === after.budgets) return;
    this.warned.value = crossing(before, after) ?? this.warned.value;
    if (this.refusal.value?.code === 'BUDGET_EXCEEDED' && eased(before, after)) this.refusal.value = null;
  }

  #nudge(nudge: Nudge): void {
    switch (nudge.nudge) {
      case 'attach':
        this.attach(nudge.attachment);
        this.focusComposer();
        break;
      case 'focusComposer':
        this.focusComposer();
        break;
      case 'openCosts':
        this.showCosts();
        break;
      case 'notice':
        this.told.value = nudge.text;
        break;
      case 'deleted':
        this.tree.offerBack(nudge.conversation);
        break;
    }
  }

  #sayReady(): void {
    const { conversation, tip } = this.#shown;
    this.#host.post(conversation === undefined ? { type: 'ready' } : { type: 'ready', conversation, tip });
  }

  /** A first change is kept at once, because the window may go away at once; what follows, when it rests. */
  #keepViewState(): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let dirty = false;
    const save = () => {
      clearTimeout(timer);
      timer = undefined;
      if (!dirty) return;
      dirty = false;
      const [draft, drawer, place, folded] = [this.draft.value, this.drawer.value, this.place.value, this.folded.value];
      this.#host.setState({ ...this.#shown, draft, drawer, place, folded } satisfies ViewState);
      timer = setTimeout(save, saveAfterMs);
    };
    effect(() => {
      const { status, conversation, tip } = this.surface;
      if (status.value) this.#shown = { conversation: conversation.value?.id ?? null, tip: tip.value };
      void [this.draft.value, this.drawer.value, this.place.value, this.folded.value];
      dirty = true;
      if (timer === undefined) save();
    });
    window.addEventListener('pagehide', save);
  }
}
