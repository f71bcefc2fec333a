import * as vscode from 'vscode';
import type { WindowServices } from './composition/composeWindow.ts';
import { commandNames } from './vscode/commands/commands.ts';
import { extensionVersion } from './vscode/platform/extensionVersion.ts';
import { ChannelLog } from './vscode/platform/channelLog.ts';
import { SelectionActions } from './vscode/editor/selection.ts';

/** The services of this window, once somebody has asked for them. */
let composed: Promise<WindowServices> | null = null;

/**
 * Registers everything that the manifest declares, and loads nothing for it: the services are in a bundle of their own, which is read when
 * one of them is first used, or after the start of the window, for the cost meter.
 */
export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const log = new ChannelLog();
  const services = () => (composed ??= import('./composition/composeWindow.ts').then(({ composeWindow }) => composeWindow(context, log)));

  context.subscriptions.push(
    log,
    ...commandNames.map((name) => vscode.commands.registerCommand(`neuralTerminal.${name}`, async () => (await services()).run(name))),
    vscode.window.registerWebviewViewProvider('neuralTerminal.chat', {
      resolveWebviewView: async (view) => (await services()).view.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer('neuralTerminal.panel', {
      deserializeWebviewPanel: async (panel) => (await services()).panels.deserializeWebviewPanel(panel),
    }),
    vscode.languages.registerCodeActionsProvider('*', new SelectionActions(), { providedCodeActionKinds: [SelectionActions.kind] }),
  );
  setImmediate(() => {
    services().catch((error: unknown) => {
      log.error('start.failed', { error: String(error) });
      void vscode.window.showErrorMessage(vscode.l10n.t('Neural Terminal could not start. The log has the details.'));
    });
  });
  log.info('activated', { version: extensionVersion(context), ms: Math.round((performance.now() - startedAt) * 10) / 10 });
}

export async function deactivate(): Promise<void> {
  // Services that could not start have nothing to bring to an end.
  await (await composed?.catch(() => null))?.shutdown();
}
