import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import { byteSize } from '../platform/byteSize.ts';
import type { ReportDocument } from '../platform/reportDocument.ts';

/** What the palette offers for the archive as a whole. */
export class ArchiveCommands {
  readonly #care: ArchiveMaintenance;
  readonly #reports: ReportDocument;

  constructor(care: ArchiveMaintenance, reports: ReportDocument) {
    this.#care = care;
    this.#reports = reports;
  }

  async verify(): Promise<void> {
    const checked = await progress(vscode.l10n.t('Verifying the archive'), (signal) => this.#care.verify(signal));
    if (!checked) return;
    const { problems, report } = checked;
    const [showReport, rebuild] = [vscode.l10n.t('Show Report'), vscode.l10n.t('Rebuild Index')];
    const choice =
      problems === 0
        ? await vscode.window.showInformationMessage(vscode.l10n.t('The archive is sound.'), showReport)
        : await vscode.window.showWarningMessage(
            vscode.l10n.t('The archive has {0} problems. The report says what each of them means.', problems),
            showReport,
            rebuild,
          );
    if (choice === showReport) await this.#reports.show('Archive Report.txt', report);
    if (choice === rebuild) await this.rebuildIndex();
  }

  async rebuildIndex(): Promise<void> {
    const built = await progress(vscode.l10n.t('Rebuilding the archive index'), (signal) => this.#care.rebuildIndex(signal));
    if (!built) return;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The index was made again from {0} records of the logs.', built.operations.toLocaleString()),
    );
  }

  async backUp(): Promise<void> {
    const name = `neural-terminal-archive-${new Date().toISOString().slice(0, 10)}.zip`;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Back Up Archive'),
      defaultUri: vscode.Uri.file(join(homedir(), name)),
      filters: { [vscode.l10n.t('Archive backup')]: ['zip'] },
    });
    if (!target) return;
    const copied = await progress(vscode.l10n.t('Backing up the archive'), (signal) => this.#care.backUp(target.fsPath, signal));
    if (!copied) return;
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Backed up: {0} files, {1}. The file is not encrypted.', copied.files, byteSize(copied.bytes)),
    );
  }

  async restore(): Promise<void> {
    const [source] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Restore Archive Backup: a .zip file, or an archive folder'),
        openLabel: vscode.l10n.t('Restore'),
        canSelectFiles: true,
        canSelectFolders: true,
        filters: { [vscode.l10n.t('Archive backup')]: ['zip'] },
      })) ?? [];
    if (source) await this.restoreFrom(source.fsPath);
  }

  async restoreFrom(path: string): Promise<void> {
    const restored = await progress(vscode.l10n.t('Restoring'), (signal) => this.#care.restore(path, signal));
    if (!restored) return;
    const { files, skipped, records } = restored;
    const took = vscode.l10n.t('Restored: {0} new records from {1} files. What was here has stayed.', records.toLocaleString(), files);
    const left = skipped === 0 ? '' : ` ${vscode.l10n.t('{0} files were no logs and were left out.', skipped)}`;
    void vscode.window.showInformationMessage(
      files === 0 && skipped === 0 ? vscode.l10n.t('Everything in this backup is here already.') : took + left,
    );
  }
}

/** Runs `work` under a progress notice; undefined when the person cancelled it. */
function progress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T | undefined> {
  const controller = new AbortController();
  const { signal } = controller;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      try {
        return await work(signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    },
  );
}
