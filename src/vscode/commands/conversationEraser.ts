import * as vscode from 'vscode';
import { entryNotFound, notFound, usedByForks } from '../../core/errors/chatErrors.ts';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { ConversationRepository, Erasure } from '../../core/ports/conversationRepository.ts';

export interface ConversationEraserOptions {
  readonly repository: Pick<ConversationRepository, 'conversation' | 'erasure'>;
  readonly maintenance: Pick<ArchiveMaintenance, 'purge' | 'purgeMessages'>;
  /** Ends the running answers of a conversation. */
  readonly stop: (conversationId: string) => void;
}

/**
 * Erases conversations, and deleted entries with all that is below them, for good: the text is overwritten in every file of the archive. What it
 * cost stays in the ledger.
 */
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
    const name = nameOf(conversation);
    const detail = vscode.l10n.t(
      'Every message of it is overwritten in all files of the archive, its own copies included; forks lose the part they share with it. ' +
        'Backups that you made elsewhere are not touched. What it cost stays in the ledger. This cannot be undone.',
    );
    if (!(await isConfirmed(vscode.l10n.t('Erase “{0}” for good?', name), detail))) return false;
    this.#stop(id);
    await underNotice(name, () => this.#maintenance.purge(id));
    return true;
  }

  /** Asks first. Resolves whether it was done. Rejects with ChatError, REFUSED while a fork begins with something that would be erased. */
  async eraseEntry(conversationId: string, entry: string): Promise<boolean> {
    const erasure = await this.#erasure(conversationId, entry);
    const [name, count] = [nameOf(erasure), erasure.messageIds.length];
    const detail = vscode.l10n.t(
      'The entry and everything below it is overwritten in all files of the archive, its own copies included. The title of the conversation stays, also ' +
        'where it has words of it. Backups that you made elsewhere are not touched. What it cost stays in the ledger. This cannot be undone.',
    );
    const question =
      count === 1
        ? vscode.l10n.t('Erase 1 entry of “{0}” for good?', name)
        : vscode.l10n.t('Erase {0} entries of “{1}” for good?', count, name);
    if (!(await isConfirmed(question, detail))) return false;
    // It may have been restored, or forked, while the question stood there.
    const { messageIds } = await this.#erasure(conversationId, entry);
    await underNotice(name, () => this.#maintenance.purgeMessages(conversationId, messageIds));
    return true;
  }

  async #erasure(conversationId: string, entry: string): Promise<Erasure> {
    const erasure = await this.#repository.erasure(conversationId, entry);
    if (!erasure) throw entryNotFound();
    if (erasure.forks.length > 0) throw usedByForks(erasure.forks);
    return erasure;
  }
}

const nameOf = ({ title }: { readonly title: string }): string => title || vscode.l10n.t('Untitled');

async function isConfirmed(question: string, detail: string): Promise<boolean> {
  const erase = vscode.l10n.t('Erase for Good');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, erase)) === erase;
}

/** Says what was done. */
async function underNotice(name: string, work: () => ReturnType<ArchiveMaintenance['purge']>): Promise<void> {
  const { leftIn } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Erasing “{0}”', name), cancellable: false },
    work,
  );
  if (leftIn.length === 0)
    void vscode.window.showInformationMessage(vscode.l10n.t('Erased. The text is in no file of the archive any more.'));
  else void vscode.window.showWarningMessage(vscode.l10n.t('Erased, but a part of the text is still in: {0}', leftIn.join(', ')));
}
