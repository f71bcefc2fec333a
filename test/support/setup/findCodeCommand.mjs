import { findOnPath } from './findOnPath.mjs';

/**
 * The `code` command of a desktop VS Code that can open a window here. Undefined in a terminal of a remote window (where `code` belongs
 * to the server) and on a Linux machine without a display.
 * @returns {string | undefined}
 */
export function findCodeCommand() {
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return undefined;
  return process.platform === 'win32' ? findOnPath('code.cmd') : findOnPath('code');
}
