import * as vscode from 'vscode';
import type { ChannelLog } from '../platform/channelLog.ts';

/** Shows what the archive reports, once per kind and window; the archive has logged it already. */
export function archiveNotices(log: ChannelLog): (report: { readonly kind: string; readonly message: string }) => void {
  const shown = new Set<string>();
  return (report) => {
    if (shown.has(report.kind)) return;
    shown.add(report.kind);
    const showLog = vscode.l10n.t('Show Log');
    void vscode.window.showWarningMessage(report.message, showLog).then((choice) => choice && log.show());
  };
}
