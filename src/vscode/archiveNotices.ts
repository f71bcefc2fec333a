import * as vscode from 'vscode';
import type { ChannelLog } from './log.ts';

/** What the archive reports: always into the log, and once per kind and window to the person. */
export function archiveNotices(log: ChannelLog): (report: { readonly kind: string; readonly message: string }) => void {
  const shown = new Set<string>();
  return (report) => {
    log.warn(`archive.${report.kind}`, { ...report });
    if (shown.has(report.kind)) return;
    shown.add(report.kind);
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window.showWarningMessage(report.message, showLog).then((choice) => choice && log.show());
  };
}
