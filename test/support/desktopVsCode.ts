import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOnPath } from './findOnPath.ts';

/**
 * The `code` command of a desktop VS Code that can open a window here. Undefined in a terminal of a remote window (where `code` belongs
 * to the server) and on a Linux machine without a display.
 */
export function findCodeCommand(): string | undefined {
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return undefined;
  return process.platform === 'win32' ? findOnPath('code.cmd') : findOnPath('code');
}

/** The program behind the `code` command, which is what runs tests: VSCODE_PATH names it, or it lies beside the command. */
export function findDesktopExecutable(): string | undefined {
  const named = process.env['VSCODE_PATH'];
  if (named) return named;
  const command = findCodeCommand();
  if (!command) return undefined;
  const folder = dirname(realpathSync(command));
  return ['../code', '../Code.exe', '../../../MacOS/Electron'].map((path) => join(folder, path)).find(existsSync);
}
