import * as vscode from 'vscode';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';

export interface ConversationEraserOptions {
  readonly maintenance: Pick<ArchiveMaintenance, 'purge'>;
  /** Ends the running answers of a conversation. */
  readonly stop: (conversationId: string) => void;
}

/** Erases conversations for good: the text is overwritten in every file of the archive. What it cost stays in the ledger. */
export class ConversationEraser {
  readonly #maintenance: ConversationEraserOptions['maintenance'];
  readonly #stop: ConversationEraserOptions['stop'];

  constructor({ maintenance, stop }: ConversationEraserOptions) {
    this.#maintenance = maintenance;
    this.#stop = stop;
  }

  /** Asks first. Resolves whether it was done. Rejects with ChatError. */
  async erase({ id, title }: { readonly id: string; readonly title: string }): Promise<boolean> {
    const erase = vscode.l10n.t('Erase for Good');
    const name = title || vscode.l10n.t('Untitled');
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
