import { t } from '../../src/shared/l10n/t.ts';
import type { ConversationSummary } from '../../src/shared/model/conversation.ts';
import type { ConversationEdits } from '../../src/shared/protocol/requests/archive.ts';
import type { Requests } from '../../src/shared/protocol/requests/requests.ts';
import { entryCountText, entryNumber } from '../format/entryFigures.ts';
import type { ComposerStore } from './composerStore.ts';
import type { DeletedStore } from './deletedStore.ts';
import type { DraftStore } from './draftStore.ts';
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
  readonly drafts: Pick<DraftStore, 'depart' | 'arriveAt'>;
  readonly deleted: Pick<DeletedStore, 'read'>;
}

/** What the user does to the tree of messages and to the conversations in the archive. A failure is shown above the composer. */
export class ConversationActions {
  readonly #requests: RequestSender;
  readonly #surface: SurfaceStore;
  readonly #notices: NoticesStore;
  readonly #view: ViewStore;
  readonly #composer: Pick<ComposerStore, 'focus'>;
  readonly #drafts: Pick<DraftStore, 'depart' | 'arriveAt'>;
  readonly #deleted: Pick<DeletedStore, 'read'>;
  #readingEarlier = false;

  constructor({ requests, surface, notices, view, composer, drafts, deleted }: ConversationActionsOptions) {
    this.#requests = requests;
    this.#surface = surface;
    this.#notices = notices;
    this.#view = view;
    this.#composer = composer;
    this.#drafts = drafts;
    this.#deleted = deleted;
  }

  /** null: a new one. Resolves whether it was granted. */
  async open(id: string | null): Promise<boolean> {
    this.#view.drawer.value = null;
    this.#notices.dismissFailure();
    this.#composer.focus();
    this.#view.followEnd();
    return id === null ? this.#go('newConversation', {}) : this.#go('openConversation', { id });
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

  /** Resolves whether it is in the clipboard. */
  async copy(text: string): Promise<boolean> {
    const isCopied = await this.#requests.send('copyText', { text });
    if (isCopied) this.#surface.announce(t('Copied'));
    return isCopied;
  }

  async regenerate(entry: string): Promise<void> {
    this.#composer.focus();
    if (await this.#requests.send('retry', { entry })) this.#view.followEnd();
  }

  async fork(entry: string): Promise<void> {
    this.#composer.focus();
    if (await this.#go('fork', { entry })) this.#surface.announce(t('Forked; this is the new conversation'));
  }

  /** `number`: as the entry is numbered on the surface, from 1. */
  async deleteEntry(entry: string, number: number): Promise<void> {
    const conversation = this.#surface.conversation.value?.id;
    this.#composer.focus();
    if (conversation === undefined) return;
    const reply = await this.#requests.replyOf('deleteEntry', { entry });
    // Of a second click there is nothing to say: everything was deleted by the first.
    if (!reply || reply.entryCount === 0) return;
    const text = entriesDeleted(reply.entryCount, entryNumber(number));
    this.#notices.undoable.value = { text, undo: () => this.restoreEntry(conversation, entry) };
  }

  /** Brings it back, and shows it where it stands. */
  async restoreEntry(conversation: string, entry: string): Promise<void> {
    if (!(await this.#go('restoreEntry', { conversation, entry }))) return;
    this.#view.drawer.value = null;
    this.#composer.focus();
  }

  change(id: string, changes: ConversationEdits): Promise<boolean> {
    return this.#requests.send('changeConversation', { id, changes });
  }

  async delete(conversation: DeletedConversation): Promise<void> {
    if (await this.change(conversation.id, { deleted: true })) this.offerRestore(conversation);
  }

  /** Says that a conversation was deleted, with the way back. */
  offerRestore(conversation: DeletedConversation): void {
    const { id } = conversation;
    const undo = async () => (await this.change(id, { deleted: false })) && this.open(id);
    this.#notices.undoable.value = { text: conversationDeleted(conversation), undo };
  }

  /** Back among the others, where the user goes on reading the archive. */
  async restore({ id, title }: Pick<DeletedConversation, 'id' | 'title'>): Promise<void> {
    if (await this.change(id, { deleted: false })) this.#notices.message.value = t('Restored: {0}', title || t('Untitled'));
  }

  /** VS Code asks the user, and says what was done. */
  async erase(id: string): Promise<void> {
    await this.#afterErasing(await this.#requests.replyOf('eraseConversation', { id }));
  }

  /** The same for a deleted entry and everything below it. */
  async eraseEntry(conversation: string, entry: string): Promise<void> {
    await this.#afterErasing(await this.#requests.replyOf('eraseEntry', { conversation, entry }));
  }

  async #afterErasing(reply: { readonly isErased: boolean } | null | undefined): Promise<void> {
    // It may be what the notice offers to restore.
    if (reply?.isErased) this.#notices.dismissAll();
    await this.#deleted.read();
  }

  /** A request that leads elsewhere: what is typed from now on is for there. Resolves whether it was granted. */
  async #go<K extends LeadingElsewhere>(name: K, body: Requests[K]['body']): Promise<boolean> {
    this.#drafts.depart();
    const reply = await this.#requests.replyOf(name, body);
    this.#drafts.arriveAt(reply?.stay);
    return reply !== undefined;
  }
}

type LeadingElsewhere = 'newConversation' | 'openConversation' | 'fork' | 'restoreEntry';

type DeletedConversation = Pick<ConversationSummary, 'id' | 'title' | 'messageCount'>;

function conversationDeleted({ title, messageCount }: DeletedConversation): string {
  const name = title || t('Untitled');
  return t('Deleted: {0} ({1}). It stays in the archive under Deleted.', name, entryCountText(messageCount));
}

/** How many were deleted, beginning with the one of this number. */
function entriesDeleted(count: number, number: string): string {
  return count === 1
    ? t('Entry {0} deleted. It stays in the archive under Deleted.', number)
    : t('{0} entries deleted ({1} and what followed). They stay in the archive under Deleted.', count, number);
}
