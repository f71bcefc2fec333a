import '../vscode/platform/hostTranslations.ts';
import type { ExtensionContext } from 'vscode';
import type { Disposable } from '../shared/async/disposable.ts';
import { DisposableList } from '../shared/async/disposables.ts';
import type { ChatPanels } from '../vscode/chat/chatPanel.ts';
import type { ChatView } from '../vscode/chat/chatView.ts';
import type { CommandHandlers, CommandName } from '../vscode/platform/commands.ts';
import { runCommand } from '../vscode/commands/runCommand.ts';
import type { ChannelLog } from '../vscode/platform/channelLog.ts';
import { contributions } from './contributions.ts';
import { createWindowServices } from './createWindowServices.ts';
import { startContributions } from './startContributions.ts';

/** What the entry registers with VS Code. */
export interface ComposedWindow extends Disposable {
  readonly view: ChatView;
  readonly panels: ChatPanels;
  run(command: CommandName): Promise<void>;
  /** Resolves when everything that was going on is in the archive. */
  shutdown(): Promise<void>;
}

/** The composition root: makes the services of a window and starts its features. Throws when a required one cannot start; nothing is left. */
export function composeWindow(context: ExtensionContext, log: ChannelLog): ComposedWindow {
  const services = createWindowServices(context, log);
  const disposables = new DisposableList();
  disposables.push(services);
  try {
    const started = disposables.push(startContributions(contributions, services, log));
    // A command without a contribution does not compile.
    const handlers: CommandHandlers = started.handlers;
    services.core.reconciler.poll();
    return {
      view: services.view,
      panels: services.panels,
      run: (command) => runCommand(handlers, command, log),
      dispose: () => disposables.dispose(),
      shutdown: () => services.shutdown(),
    };
  } catch (error) {
    // The reason of the failed start goes to the caller, whatever else fails on the way.
    try {
      disposables.dispose();
    } catch (cause) {
      log.error('dispose.failed', { error: String(cause) });
    }
    services.shutdown().catch((cause: unknown) => log.error('shutdown.failed', { error: String(cause) }));
    throw error;
  }
}
