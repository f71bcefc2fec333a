import type { ConversationEdits } from '../../src/shared/protocol/requests/archive.ts';
import type { ComposerStore } from './composerStore.ts';
import type { NoticesStore } from './noticesStore.ts';
import type { RequestSender } from './requestSender.ts';
import type { SurfaceStore } from './surfaceStore.ts';
import type { ViewStore } from './viewStore.ts';

interface ConversationActionsOptions {
  readonly requests: RequestSender;
  readonly surface: SurfaceStore;
  readonly notices: NoticesStore;
  readonly view: ViewStore;
  readonly composer: Pick<ComposerStore, 'focus'>;
}

/** What the user does to the tree of messages and to the conversations in the archive. A failure is shown above the composer. */
export class ConversationActions {
  readonly #requests: RequestSender;
  readonly #surface: SurfaceStore;
  readonly #notices: NoticesStore;
  readonly #view: ViewStore;
  readonly #composer: Pick<ComposerStore, 'focus'>;
  #readingEarlier = false;

  constructor({ requests, surface, notices, view, composer }: ConversationActionsOptions) {
    this.#requests = requests;
    this.#surface = surface;
    this.#notices = notices;
    this.#view = view;
    this.#composer = composer;
  }

  /** null: a new one. Resolves whether it was granted. */
  async open(id: string | null): Promise<boolean> {
    this.#view.drawer.value = null;
    this.#notices.dismissFailure();
    this.#composer.focus();
    this.#view.followEnd();
    return id === null ? this.#requests.send('newConversation', {}) : this.#requests.send('openConversation', { id });
  }

  /** Shows the branch that goes through this entry. */
  async showBranch(entry: string): Promise<void> {
    await this.#requests.send('showBranch', { entry });
  }

  /** One request at a time: each one shows what stands above the last. */
  async showEarlier(): Promise<void> {
    if (this.#readingEarlier || this.#surface.earlier.value === 0) return;
    this.#readingEarlier = true;
    await this.#requests.send('showEarlier', {});
    this.#readingEarlier = false;
  }

  async copy(text: string): Promise<void> {
    if (await this.#requests.send('copyText', { text })) this.#surface.announced.value = 'Copied';
  }

  async regenerate(entry: string): Promise<void> {
    this.#composer.focus();
    if (await this.#requests.send('retry', { entry })) this.#view.followEnd();
  }

  async fork(entry: string): Promise<void> {
    this.#composer.focus();
    if (await this.#requests.send('fork', { entry })) this.#surface.announced.value = 'Forked; this is the new conversation';
  }

  async deleteEntry(entry: string): Promise<void> {
    const conversation = this.#surface.conversation.value?.id;
    this.#composer.focus();
    if (conversation === undefined || !(await this.#requests.send('deleteEntry', { entry, deleted: true }))) return;
    this.#notices.undoable.value = { text: 'Entry deleted.', undo: () => this.#restoreEntry(conversation, entry) };
  }

  async #restoreEntry(conversation: string, entry: string): Promise<void> {
    const elsewhere = this.#surface.conversation.value?.id !== conversation;
    if (elsewhere && !(await this.open(conversation))) return;
    await this.#requests.send('deleteEntry', { entry, deleted: false });
  }

  change(id: string, changes: ConversationEdits): Promise<boolean> {
    return this.#requests.send('changeConversation', { id, changes });
  }

  async delete(conversation: { readonly id: string; readonly title: string }): Promise<void> {
    if (await this.change(conversation.id, { deleted: true })) this.offerRestore(conversation);
  }

  /** Says that a conversation was deleted, with the way back. */
  offerRestore({ id, title }: { readonly id: string; readonly title: string }): void {
    const undo = async () => (await this.change(id, { deleted: false })) && this.open(id);
    this.#notices.undoable.value = { text: `Deleted: ${title || 'Untitled'}`, undo };
  }
}
