import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCodeCommand } from './setup/findCodeCommand.mjs';

/** The program behind the `code` command, which is what runs tests: VSCODE_PATH names it, or it lies beside the command. */
export function findDesktopExecutable(): string | undefined {
  const named = process.env['VSCODE_PATH'];
  if (named) return named;
  const command = findCodeCommand();
  if (!command) return undefined;
  const folder = dirname(realpathSync(command));
  return ['../code', '../Code.exe', '../../../MacOS/Electron'].map((path) => join(folder, path)).find(existsSync);
}
