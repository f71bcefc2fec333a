import * as vscode from 'vscode';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import { maxTitleLength } from '../../shared/limits.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import type { Surface } from '../chat/surfaceRegistry.ts';

export interface ConversationCommandsOptions {
  readonly repository: ConversationRepository;
  readonly care: ArchiveMaintenance;
  /** The surface that the person used last. */
  readonly surface: () => Surface | null;
}

/** What the palette offers for the conversation that the user sees. */
export class ConversationCommands {
  readonly #repository: ConversationRepository;
  readonly #care: ArchiveMaintenance;
  readonly #surface: () => Surface | null;

  constructor({ repository, care, surface }: ConversationCommandsOptions) {
    this.#repository = repository;
    this.#care = care;
    this.#surface = surface;
  }

  async rename(): Promise<void> {
    const conversation = await this.#current();
    if (!conversation) return;
    const title = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Conversation'),
      value: conversation.title,
      validateInput: (value) =>
        value.trim() === '' || value.trim().length > maxTitleLength
          ? vscode.l10n.t('A title has 1 to {0} characters.', maxTitleLength)
          : undefined,
    });
    if (title?.trim()) await this.#repository.changeConversation(conversation.id, { title: title.trim() });
  }

  async editTags(): Promise<void> {
    const conversation = await this.#current();
    if (!conversation) return;
    const entered = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Tags'),
      prompt: vscode.l10n.t('Words, separated by commas'),
      value: conversation.tags.join(', '),
    });
    if (entered === undefined) return;
    const tags = [...new Set(entered.split(',').map((tag) => tag.trim().slice(0, 50)))].filter((tag) => tag !== '').slice(0, 50);
    await this.#repository.changeConversation(conversation.id, { tags });
  }

  async togglePin(): Promise<void> {
    const conversation = await this.#current();
    if (conversation) await this.#repository.changeConversation(conversation.id, { pinned: !conversation.pinned });
  }

  async toggleArchived(): Promise<void> {
    const conversation = await this.#current();
    if (!conversation) return;
    const status = conversation.status === 'archived' ? 'active' : 'archived';
    await this.#repository.changeConversation(conversation.id, { status });
  }

  /** Out of every list. The surface offers to undo it. */
  async delete(): Promise<void> {
    const surface = this.#surface();
    const conversation = await this.#current();
    if (!surface || !conversation) return;
    await surface.session.changeConversation(conversation.id, { deleted: true });
    surface.reveal();
  }

  /** For good: the text is overwritten in every file of the archive. What it cost stays in the ledger. */
  async purge(): Promise<void> {
    const surface = this.#surface();
    const conversation = await this.#current();
    if (!conversation) return;
    const erase = vscode.l10n.t('Erase for Good');
    const confirmed = await vscode.window.showWarningMessage(
      vscode.l10n.t('Erase “{0}” for good?', conversation.title),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Every message of it is overwritten in all files of the archive, its own copies included; forks lose the part they share with it. ' +
            'Backups that you made elsewhere are not touched. What it cost stays in the ledger. This cannot be undone.',
        ),
      },
      erase,
    );
    if (confirmed !== erase) return;
    surface?.session.stop();
    const { leftIn } = await this.#care.purge(conversation.id);
    surface?.session.newConversation();
    if (leftIn.length === 0)
      void vscode.window.showInformationMessage(vscode.l10n.t('Erased. The text is in no file of the archive any more.'));
    else void vscode.window.showWarningMessage(vscode.l10n.t('Erased, but a part of the text is still in: {0}', leftIn.join(', ')));
  }

  async #current(): Promise<Conversation | undefined> {
    const id = this.#surface()?.session.conversationId ?? null;
    const conversation = id === null ? undefined : await this.#repository.conversation(id);
    if (!conversation) void vscode.window.showInformationMessage(vscode.l10n.t('Open a conversation first.'));
    return conversation;
  }
}
