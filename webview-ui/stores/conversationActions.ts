import { signal } from '@preact/signals';
import type { ConversationEdits } from '../../src/shared/protocol/requests/archive.ts';
import type { Terminal } from './terminal.ts';

/** Something that was taken away and can be had back. */
interface Undoable {
  readonly text: string;
  readonly undo: () => Promise<unknown>;
}

type TreeDeedsOptions = Pick<Terminal, 'wish' | 'surface' | 'place' | 'focusComposer' | 'openConversation'>;

/** What a person does to the tree of messages and to the conversations in the archive. A refusal is shown where all refusals are. */
export class TreeDeeds {
  /** Stays until the next deed or until it is dismissed; there is no hurry to undo. */
  readonly undoable = signal<Undoable | null>(null);
  readonly #o: TreeDeedsOptions;
  #readingEarlier = false;

  constructor(options: TreeDeedsOptions) {
    this.#o = options;
  }

  /** Shows the branch that goes through this entry. */
  async showBranch(entry: string): Promise<void> {
    await this.#o.wish('showBranch', { entry });
  }

  /** One request at a time: each one shows what stands above the last. */
  async showEarlier(): Promise<void> {
    if (this.#readingEarlier || this.#o.surface.earlier.value === 0) return;
    this.#readingEarlier = true;
    await this.#o.wish('showEarlier', {});
    this.#readingEarlier = false;
  }

  async regenerate(entry: string): Promise<void> {
    this.#o.focusComposer();
    if (await this.#o.wish('retry', { entry })) this.#o.place.value = null;
  }

  async fork(entry: string): Promise<void> {
    this.#o.focusComposer();
    if (await this.#o.wish('fork', { entry })) this.#o.surface.announced.value = 'Forked; this is the new conversation';
  }

  async deleteEntry(entry: string): Promise<void> {
    const conversation = this.#o.surface.conversation.value?.id;
    this.#o.focusComposer();
    if (conversation === undefined || !(await this.#o.wish('deleteEntry', { entry, deleted: true }))) return;
    this.undoable.value = { text: 'Entry deleted.', undo: () => this.#restoreEntry(conversation, entry) };
  }

  async #restoreEntry(conversation: string, entry: string): Promise<void> {
    const elsewhere = this.#o.surface.conversation.value?.id !== conversation;
    if (elsewhere && !(await this.#o.openConversation(conversation))) return;
    await this.#o.wish('deleteEntry', { entry, deleted: false });
  }

  changeConversation(id: string, changes: ConversationEdits): Promise<boolean> {
    return this.#o.wish('changeConversation', { id, changes });
  }

  async deleteConversation(conversation: { readonly id: string; readonly title: string }): Promise<void> {
    if (await this.changeConversation(conversation.id, { deleted: true })) this.offerBack(conversation);
  }

  /** Says that a conversation was deleted, with the way back. */
  offerBack({ id, title }: { readonly id: string; readonly title: string }): void {
    const undo = async () => (await this.changeConversation(id, { deleted: false })) && this.#o.openConversation(id);
    this.undoable.value = { text: `Deleted: ${title || 'Untitled'}`, undo };
  }
}
