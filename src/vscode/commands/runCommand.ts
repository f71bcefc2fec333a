import * as vscode from 'vscode';
import { failureOf } from '../../core/errors/chatError.ts';
import type { Logger } from '../../core/ports/platform.ts';
import type { CommandHandlers, CommandName } from '../platform/commands.ts';

/** Runs a command. One that fails says so instead of vanishing. */
export async function runCommand(handlers: CommandHandlers, name: CommandName, logger: Logger): Promise<void> {
  try {
    await handlers[name]();
  } catch (error) {
    const failure = failureOf(error);
    logger.error('command.failed', { name, code: failure.code, error: String(error) });
    void vscode.window.showErrorMessage(failure.message);
  }
}
