import type { Disposable } from '../../shared/async/disposable.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import type { ChatOrchestrator } from '../chat/chatOrchestrator.ts';
import { MessageTree } from '../conversation/messageTree.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { Clock } from '../ports/platform.ts';
import type { BranchView } from './branchView.ts';
import type { ConversationDrafts } from './conversationDrafts.ts';
import type { FactsSender } from './factsSender.ts';
import type { SurfaceChannel } from './surfaceChannel.ts';
import type { SurfaceDraft } from './surfaceDraft.ts';
import type { SurfaceNavigation } from './surfaceNavigation.ts';
import type { SurfaceSteps } from './surfaceSteps.ts';

export interface SurfaceLoaderOptions {
  readonly orchestrator: Pick<ChatOrchestrator, 'tree'>;
  readonly repository: ConversationRepository;
  readonly clock: Clock;
  readonly channel: SurfaceChannel;
  readonly branch: BranchView;
  readonly navigation: SurfaceNavigation;
  readonly steps: SurfaceSteps;
  readonly facts: FactsSender;
  readonly drafts: Pick<ConversationDrafts, 'load'>;
  readonly draft: SurfaceDraft;
}

/** ms until a snapshot that could not be made is tried again. */
const snapshotAgainMs = 2000;

/** Reads what there is where a surface is, and sends it: all of it as a snapshot, or what of it is new. Everything is a step, in order. */
export class SurfaceLoader implements Disposable {
  readonly #orchestrator: Pick<ChatOrchestrator, 'tree'>;
  readonly #repository: ConversationRepository;
  readonly #clock: Clock;
  readonly #channel: SurfaceChannel;
  readonly #branch: BranchView;
  readonly #navigation: SurfaceNavigation;
  readonly #steps: SurfaceSteps;
  readonly #facts: FactsSender;
  readonly #drafts: SurfaceLoaderOptions['drafts'];
  readonly #draft: SurfaceDraft;
  readonly #titleChanged = new Emitter<string | null>();
  readonly onDidChangeTitle = this.#titleChanged.event;
  #title: string | null = null;
  #snapshotAgain: Disposable | null = null;
  /** How many answers have ended in this window. */
  #ends = 0;

  constructor(options: SurfaceLoaderOptions) {
    this.#orchestrator = options.orchestrator;
    this.#repository = options.repository;
    this.#clock = options.clock;
    this.#channel = options.channel;
    this.#branch = options.branch;
    this.#navigation = options.navigation;
    this.#steps = options.steps;
    this.#facts = options.facts;
    this.#drafts = options.drafts;
    this.#draft = options.draft;
  }

  /** Sends everything, and tries again until it could be read. */
  snapshot(): void {
    this.dispose();
    void this.#steps.enqueue('snapshot', async () => {
      try {
        await this.#sendSnapshot();
      } catch (error) {
        // A page without a snapshot shows nothing, and nothing else would bring it one.
        this.#snapshotAgain = this.#clock.timeout(snapshotAgainMs, () => this.snapshot());
        throw error;
      }
    });
  }

  /** Sends what is new: entries, list and status. */
  refresh(): void {
    void this.#steps.enqueue('refresh', async () => {
      await this.#draw((tree, tip) => this.#branch.goOn(tree, tip));
      if (!(await this.#facts.sendAll())) this.snapshot();
    });
  }

  /** An answer of what is shown has ended in this window: it is not drawn from what was read while it ran. */
  answerEnded(): void {
    this.#ends += 1;
    this.refresh();
  }

  /** Sends what is new of the list and the status; with `keepsSpend` the money stays as it is shown. */
  refreshFacts(keepsSpend: boolean): void {
    void this.#steps.enqueue('facts', async () => {
      if (!(await this.#facts.sendAll(keepsSpend))) this.snapshot();
    });
  }

  refreshStatus(): void {
    void this.#steps.enqueue('status', async () => {
      if (!(await this.#facts.sendStatus())) this.snapshot();
    });
  }

  /** Reads the title again; calls `onOther` with it when it is another one than was shown. */
  refreshTitle(onOther: (title: string) => void): void {
    void this.#steps.enqueue('title', async () => {
      const id = this.#navigation.conversationId;
      const conversation = id === null ? undefined : await this.#repository.conversation(id);
      if (!conversation || id !== this.#navigation.conversationId || conversation.title === this.#title) return;
      this.#setTitle(conversation);
      onOther(conversation.title);
    });
  }

  /** Sends the entries above the first one. Resolves when that is done. */
  showEarlier(): Promise<void> {
    return this.#steps.enqueue('earlier', () => this.#draw((tree, tip) => this.#branch.showEarlier(tree, tip)));
  }

  /** Does not try again what could not be read. */
  dispose(): void {
    this.#snapshotAgain?.dispose();
  }

  async #sendSnapshot(): Promise<void> {
    await this.#drafts.load();
    this.#navigation.restoreTip();
    const at = this.#navigation.location;
    const { conversationId: id, tip } = at;
    const conversation = id === null ? null : ((await this.#repository.conversation(id)) ?? null);
    const [conversations, deletedCount, status] = await Promise.all([
      this.#repository.conversations(),
      this.#repository.countDeleted(),
      this.#facts.status(conversation),
    ]);
    // Last, so that the text is as new as it can be.
    const ends = this.#ends;
    const tree = conversation ? await this.#orchestrator.tree(conversation.id) : new MessageTree([]);
    await this.#dropWhatWasAsked(id, tree);
    // The surface went on; the step of that waits behind this one.
    if (at !== this.#navigation.location || id !== at.conversationId || !this.#steps.listening) return;
    // These messages may not have the new tip yet, or an answer as still arriving that arrives nowhere any more, as if in another window.
    if (tip !== at.tip || ends !== this.#ends) return this.snapshot();
    if (!conversation && id !== null) {
      this.#navigation.enter(null, null);
      this.#branch.resetLength();
    }
    // From here on nothing is awaited: texts and the offsets that are promised for them belong to the same moment.
    const branch = this.#branch.open(tree, tip);
    this.#navigation.location.tip = branch.tip;
    this.#setTitle(conversation);
    const { stay } = this.#navigation.location;
    this.#channel.snapshot({ conversation, ...branch, conversations, deletedCount, status, stay, ...this.#draft.state() });
  }

  /** Sends what of the messages, as they are now, is new; all of it where `draw` says that what is shown does not go on. */
  async #draw(draw: (tree: MessageTree, tip: string | null) => boolean): Promise<void> {
    const at = this.#navigation.location;
    const { conversationId, tip } = at;
    if (conversationId === null) return;
    const ends = this.#ends;
    const tree = await this.#orchestrator.tree(conversationId);
    if (at !== this.#navigation.location) return; // the step that comes from that waits behind this one
    if (tip !== at.tip || ends !== this.#ends) return this.#draw(draw); // as for a snapshot
    if (draw(tree, tip)) at.tip = this.#branch.tip;
    else await this.#sendSnapshot();
  }

  /** A window that was killed may have asked what its draft still holds. */
  async #dropWhatWasAsked(id: string | null, tree: MessageTree): Promise<void> {
    const { draft } = this.#draft.state();
    if (draft.requestId === null) return;
    const isAsked = id === null ? (await this.#repository.conversation(draft.requestId)) !== undefined : tree.knows(draft.requestId);
    if (isAsked) this.#draft.asked(id, id ?? draft.requestId, draft);
  }

  #setTitle(conversation: Conversation | null): void {
    this.#title = conversation?.title ?? null;
    this.#titleChanged.fire(this.#title);
  }
}
