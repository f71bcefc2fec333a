import * as vscode from 'vscode';
import type { ComposedWindow } from './composition/composeWindow.ts';
import { Lazy } from './shared/async/lazy.ts';
import { commandNames } from './vscode/platform/commands.ts';
import { ChannelLog } from './vscode/platform/channelLog.ts';
import { extensionVersion } from './vscode/platform/extensionVersion.ts';

/** The services of this window, from their first use on. */
let composed: Lazy<ComposedWindow> | null = null;

/**
 * Registers everything that the manifest declares, and loads nothing for it: the services are in a bundle of their own, which is read when
 * one of them is first used, or after the start of the window, for the cost meter. A start that failed is tried again at the next use.
 */
export function activate(context: vscode.ExtensionContext): void {
  const startedAt = performance.now();
  const log = new ChannelLog();
  const window = new Lazy(async () => {
    try {
      const { composeWindow } = await import('./composition/composeWindow.ts');
      const made = composeWindow(context, log);
      context.subscriptions.push(made);
      return made;
    } catch (error) {
      log.error('start.failed', { error: String(error) });
      throw error;
    }
  });
  composed = window;

  context.subscriptions.push(
    log,
    ...commandNames.map((name) => vscode.commands.registerCommand(`neuralTerminal.${name}`, async () => (await window.get()).run(name))),
    vscode.window.registerWebviewViewProvider('neuralTerminal.chat', {
      resolveWebviewView: async (view) => (await window.get()).view.resolveWebviewView(view),
    }),
    vscode.window.registerWebviewPanelSerializer('neuralTerminal.panel', {
      deserializeWebviewPanel: async (panel) => (await window.get()).panels.deserializeWebviewPanel(panel),
    }),
  );
  setImmediate(() => {
    window.get().catch((error: unknown) => void vscode.window.showErrorMessage(sentenceOf(error)));
  });
  log.info('activated', { version: extensionVersion(context), ms: Math.round((performance.now() - startedAt) * 10) / 10 });
}

export async function deactivate(): Promise<void> {
  // Services that could not start have nothing to bring to an end.
  await (await composed?.current?.catch(() => null))?.shutdown();
}

/** The class itself is in the other bundle: an error is known by its name here. */
function sentenceOf(error: unknown): string {
  if (error instanceof Error && error.name === 'ChatError') return error.message;
  return vscode.l10n.t('Neural Terminal could not start. The log has the details.');
}
