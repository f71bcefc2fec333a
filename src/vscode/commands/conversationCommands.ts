import * as vscode from 'vscode';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import { maxTitleLength } from '../../shared/limits.ts';
import type { Conversation } from '../../shared/model/conversation.ts';
import { parseTags } from '../../shared/values/parseTags.ts';
import type { Surface } from '../chat/surfaceRegistry.ts';
import type { ConversationEraser } from './conversationEraser.ts';

export interface ConversationCommandsOptions {
  readonly repository: ConversationRepository;
  readonly eraser: Pick<ConversationEraser, 'erase'>;
  /** The surface that is meant. With none in sight it says so to the user. */
  readonly surface: () => Surface | null;
}

/** What a command is about: decided when it begins, whatever is touched or opened while it asks. */
interface Target {
  readonly surface: Surface;
  readonly conversation: Conversation;
}

/** What the palette offers for the conversation that the user sees. What it has changed is said on the surface. */
export class ConversationCommands {
  readonly #repository: ConversationRepository;
  readonly #eraser: ConversationCommandsOptions['eraser'];
  readonly #surface: () => Surface | null;

  constructor({ repository, eraser, surface }: ConversationCommandsOptions) {
    this.#repository = repository;
    this.#eraser = eraser;
    this.#surface = surface;
  }

  async rename(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    const title = await vscode.window.showInputBox({
      title: vscode.l10n.t('Rename Conversation'),
      value: conversation.title,
      validateInput: (value) =>
        value.trim() === '' || value.trim().length > maxTitleLength
          ? vscode.l10n.t('A title has 1 to {0} characters.', maxTitleLength)
          : undefined,
    });
    if (!title?.trim()) return;
    await this.#repository.changeConversation(conversation.id, { title: title.trim() });
    notify(surface, vscode.l10n.t('Renamed: {0}', title.trim()));
  }

  async editTags(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    const entered = await vscode.window.showInputBox({
      title: vscode.l10n.t('Edit Tags'),
      prompt: vscode.l10n.t('Words, separated by commas'),
      value: conversation.tags.join(', '),
    });
    if (entered === undefined) return;
    const tags = parseTags(entered);
    await this.#repository.changeConversation(conversation.id, { tags });
    notify(
      surface,
      tags.length > 0
        ? vscode.l10n.t('Tags of {0}: {1}', nameOf(conversation), tags.join(', '))
        : vscode.l10n.t('No tags: {0}', nameOf(conversation)),
    );
  }

  async togglePin(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    await this.#repository.changeConversation(conversation.id, { pinned: !conversation.pinned });
    notify(
      surface,
      conversation.pinned ? vscode.l10n.t('Unpinned: {0}', nameOf(conversation)) : vscode.l10n.t('Pinned: {0}', nameOf(conversation)),
    );
  }

  async toggleArchived(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    const isArchived = conversation.status === 'archived';
    await this.#repository.changeConversation(conversation.id, { status: isArchived ? 'active' : 'archived' });
    notify(
      surface,
      isArchived
        ? vscode.l10n.t('Back among the conversations: {0}', nameOf(conversation))
        : vscode.l10n.t('Archived: {0}. It stands in the archive under Archived.', nameOf(conversation)),
    );
  }

  /** Out of every list. The surface offers to undo it. */
  async delete(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    await surface.session.changeConversation(conversation.id, { deleted: true });
    surface.reveal();
  }

  async purge(): Promise<void> {
    const target = await this.#target();
    if (!target) return;
    const { surface, conversation } = target;
    const isErased = await this.#eraser.erase(conversation.id);
    // The user may have gone elsewhere while it was being erased.
    if (isErased && surface.session.conversationId === conversation.id) surface.session.newConversation();
  }

  async #target(): Promise<Target | null> {
    const surface = this.#surface();
    if (!surface) return null;
    const id = surface.session.conversationId;
    const conversation = id === null ? undefined : await this.#repository.conversation(id);
    if (!conversation) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a conversation first.'));
      return null;
    }
    return { surface, conversation };
  }
}

function notify({ session }: Surface, text: string): void {
  session.sendCommand({ type: 'hostCommand', command: 'notice', text });
}

const nameOf = ({ title }: Conversation): string => title || vscode.l10n.t('Untitled');
