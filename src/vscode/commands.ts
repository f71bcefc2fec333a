import * as vscode from 'vscode';
import { failureOf } from '../core/errors.ts';
import type { Logger } from '../core/ports.ts';

export type CommandName =
  'openChat' | 'openInEditor' | 'newConversation' | 'askAboutSelection' | 'stop' | 'selectModel' | 'setApiKey' | 'signOut' | 'showLog';

/** Registers every command of the manifest; a missing one does not compile. A command that fails says so instead of vanishing. */
export function registerCommands(handlers: Readonly<Record<CommandName, () => unknown>>, logger: Logger): vscode.Disposable {
  const registrations = Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(`neuralTerminal.${name}`, async () => {
      try {
        await handler();
      } catch (error) {
        const failure = failureOf(error);
        logger.error('command.failed', { name, code: failure.code, error: String(error) });
        void vscode.window.showErrorMessage(failure.message);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
