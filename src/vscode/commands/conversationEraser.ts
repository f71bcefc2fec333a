import * as vscode from 'vscode';
import { notFound } from '../../core/errors/chatErrors.ts';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';

export interface ConversationEraserOptions {
  readonly repository: Pick<ConversationRepository, 'conversation'>;
  readonly maintenance: Pick<ArchiveMaintenance, 'purge'>;
  /** Ends the running answers of a conversation. */
  readonly stop: (conversationId: string) => void;
}

/** Erases conversations for good: the text is overwritten in every file of the archive. What it cost stays in the ledger. */
export class ConversationEraser {
  readonly #repository: ConversationEraserOptions['repository'];
  readonly #maintenance: ConversationEraserOptions['maintenance'];
  readonly #stop: ConversationEraserOptions['stop'];

  constructor({ repository, maintenance, stop }: ConversationEraserOptions) {
    this.#repository = repository;
    this.#maintenance = maintenance;
    this.#stop = stop;
  }

  /** Asks first. Resolves whether it was done. Rejects with ChatError. */
  async erase(id: string): Promise<boolean> {
    const conversation = await this.#repository.conversation(id);
    if (!conversation) throw notFound();
    const erase = vscode.l10n.t('Erase for Good');
    const name = conversation.title || vscode.l10n.t('Untitled');
    const confirmed = await vscode.window.showWarningMessage(
      vscode.l10n.t('Erase “{0}” for good?', name),
      {
        modal: true,
        detail: vscode.l10n.t(
          'Every message of it is overwritten in all files of the archive, its own copies included; forks lose the part they share with it. ' +
            'Backups that you made elsewhere are not touched. What it cost stays in the ledger. This cannot be undone.',
        ),
      },
      erase,
    );
    if (confirmed !== erase) return false;
    this.#stop(id);
    const { leftIn } = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Erasing “{0}”', name), cancellable: false },
      () => this.#maintenance.purge(id),
    );
    if (leftIn.length === 0)
      void vscode.window.showInformationMessage(vscode.l10n.t('Erased. The text is in no file of the archive any more.'));
    else void vscode.window.showWarningMessage(vscode.l10n.t('Erased, but a part of the text is still in: {0}', leftIn.join(', ')));
    return true;
  }
}
