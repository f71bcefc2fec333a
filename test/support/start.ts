// `npm start [-- folder]`: builds, and opens a VS Code with the extension in it: the desktop's, or the workbench in a browser.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { projectRoot } from './projectRoot.ts';
import { runCommand } from './runCommand.ts';
import { findCodeCommand } from './setup/findCodeCommand.mjs';
import { startWorkbench } from './workbench.ts';

const buildTimeoutMs = 5 * 60_000;

/** Kept from start to start, like a profile: settings, conversations, and through the port what the browser remembers. */
const home = join(projectRoot, '.vscode-test', 'start');
const usualPort = 8137;
/** An extension beside ours that does what the user would do first, because a workbench opens on its file explorer. */
const openChatAtStart = join(import.meta.dirname, 'openChatAtStart');
const whereTheChatIs = 'The chat opens in the sidebar; later click the Neural Terminal icon in the activity bar, or press Ctrl+K Ctrl+;.';

/** npm changes to the project's folder; a folder is meant relative to where the person stands. */
function folderToOpen(): string {
  const named = process.argv[2];
  return named ? resolve(process.env['INIT_CWD'] ?? '.', named) : sampleFolder();
}

function sampleFolder(): string {
  const folder = join(home, 'sample');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'fibonacci.py'),
    'def fibonacci(n):\n    """Select these lines and ask about them."""\n    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n',
  );
  return folder;
}

async function startDesktop(code: string, folder: string): Promise<void> {
  console.log(`Opening VS Code. ${whereTheChatIs}`);
  const args = ['--new-window', ...[projectRoot, openChatAtStart].map((path) => `--extensionDevelopmentPath=${path}`), folder];
  const child = spawn(code, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = await new Promise<number>((done, failed) => child.on('error', failed).on('exit', (status) => done(status ?? 1)));
}

async function startInBrowser(workspaceFolder: string): Promise<void> {
  // Before the workbench adds its own listeners: Ctrl+C is the intended end, not a failure.
  process.on('SIGINT', () => process.exit(0));
  const { OPENROUTER_API_KEY, OPENROUTER_BASE_URL } = process.env;
  const isFirst = !existsSync(join(home, 'server'));
  const workbench = await startWorkbench({
    extension: { installed: [projectRoot, openChatAtStart] },
    workspaceFolder,
    home,
    ...(isFirst && { settings: { 'workbench.colorTheme': 'Default Dark Modern' } }),
    port: (await isFree(usualPort)) ? usualPort : 0,
    env: { OPENROUTER_API_KEY, OPENROUTER_BASE_URL },
  });
  console.log(
    `VS Code with Neural Terminal runs here:\n\n  ${workbench.url()}\n\nOpen the address in a browser. ${whereTheChatIs} Ctrl+C ends it.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((answer) => {
    server.once('error', () => answer(false));
    server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
  });
}

const code = findCodeCommand();
if (await runCommand('npm run --silent build', buildTimeoutMs)) {
  const folder = folderToOpen();
  await (code ? startDesktop(code, folder) : startInBrowser(folder));
} else {
  process.exitCode = 1;
}
