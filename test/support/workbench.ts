// Starts the browser workbench of VS Code on loopback, with an extension in it.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcessGroup } from './endProcessGroup.ts';
import { extensionId, readManifest } from './extensionManifest.ts';
import { projectRoot } from './projectRoot.ts';
import { ensureWorkbench } from './setup/ensureWorkbench.mjs';

export interface WorkbenchOptions {
  /**
   * A folder with a built extension, loaded as in development; a .vsix, installed as a user would install it; or built folders that count
   * as installed where they lie. The first switches on the driver of the workbench's own smoke tests, which hides every toast.
   */
  readonly extension: { readonly folder: string } | { readonly vsix: string } | { readonly installed: readonly string[] };
  /** Opened as the workspace; without it an empty folder of its own. */
  readonly workspaceFolder?: string;
  /** User settings, on top of quiet defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** On top of the environment of this process, from which the person's own key and endpoint are taken out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Holds user data and installed extensions, and outlives the workbench. Without it a temporary folder that `stop` removes. */
  readonly home?: string;
  /** Loopback port; 0 (any free one) by default. */
  readonly port?: number;
}

export interface Workbench {
  readonly port: number;
  readonly workspaceFolder: string;
  readonly home: string;
  /** The address to open. `payload` adds to the workbench's own parameters (only with an extension folder, see `extensionTestsPath`). */
  url(options?: { readonly folder?: string; readonly payload?: Readonly<Record<string, string>> }): string;
  /** Everything the extension hosts of this home wrote to their logs, oldest file first. */
  extensionHostLog(): string;
  /** The error entries among them that have to do with the extension: failed activation, unhandled rejections, throwing listeners. */
  extensionHostErrors(): readonly string[];
  /** Everything the extension itself wrote to its log channels. */
  extensionLog(): string;
  /** Ends the server and its children, and removes what was temporary. */
  stop(): Promise<void>;
  /** Ends the server and its children at once (SIGKILL), as a crash would. The data stays until `stop`. */
  kill(): Promise<void>;
}

const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
};

const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;

/**
 * The person's own key stays out of tests, and so does the service: nothing listens at this address, which counts only together with a key. A
 * test names its own.
 */
const nobodysAccount = { OPENROUTER_API_KEY: 'sk-or-v1-of-nobody', OPENROUTER_BASE_URL: 'http://127.0.0.1:9/api/v1' };

export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const vscode = await ensureWorkbench();
  const temporary = await mkdtemp(join(tmpdir(), 'neural-terminal-'));
  const home = options.home ?? join(temporary, 'home');
  const workspaceFolder = options.workspaceFolder ?? join(temporary, 'workspace');
  mkdirSync(workspaceFolder, { recursive: true });
  writeSettings(join(home, 'server', 'data', 'User'), options.settings);

  const env = { ...process.env, ...nobodysAccount, ...options.env };
  const run = (...args: string[]): ChildProcess =>
    spawn(
      process.execPath,
      [
        join(vscode, 'out', 'server-main.js'),
        '--accept-server-license-terms',
        '--telemetry-level',
        'off',
        '--server-data-dir',
        join(home, 'server'),
        '--extensions-dir',
        join(home, 'extensions'),
        ...args,
      ],
      { env, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] },
    );

  if ('vsix' in options.extension) await finished(run('--install-extension', options.extension.vsix));
  if ('installed' in options.extension) writeInstalled(join(home, 'extensions'), options.extension.installed);
  const server = run(
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'],
    // Without this a built workbench ignores the payload, and with it the folder of the extension.
    ...('installed' in options.extension ? [] : ['--enable-smoke-test-driver']),
  );
  const endNow = (): void => endProcessGroup(server, 'SIGKILL');
  const atExit = (): void => {
    endNow();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
  };
  const endOnSignal = (): void => process.exit(1);
  process.on('exit', atExit).on('SIGINT', endOnSignal).on('SIGTERM', endOnSignal);
  const exited = new Promise<void>((resolve) => server.on('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    endProcessGroup(server, signal);
    const timer = setTimeout(endNow, stopTimeoutMs);
    await exited;
    clearTimeout(timer);
    // Children that outlive the server: the extension host, the file watcher, the agent host.
    endNow();
    process.off('exit', atExit).off('SIGINT', endOnSignal).off('SIGTERM', endOnSignal);
  };

  let port: number;
  try {
    port = await listening(server);
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }

  const authority = `127.0.0.1:${port}`;
  const logs = (pattern: string): string =>
    globSync(`server/data/logs/*/exthost*/${pattern}`, { cwd: home })
      .sort()
      .map((file) => readFileSync(join(home, file), 'utf8'))
      .join('');
  const extensionHostLog = (): string => logs('remoteexthost.log');
  const location = 'vsix' in options.extension ? join(home, 'extensions', extensionId) : join(projectRoot, 'dist');

  return {
    port,
    workspaceFolder,
    home,
    url({ folder = workspaceFolder, payload = {} } = {}) {
      const extension = options.extension;
      const remote = (path: string): string => `vscode-remote://${authority}${path}`;
      if ('installed' in extension) return `http://${authority}/?${new URLSearchParams({ folder }).toString()}`;
      const entries = [
        ...('folder' in extension ? [['extensionDevelopmentPath', remote(extension.folder)]] : []),
        ['skipWelcome', 'true'],
        ...Object.entries(payload).map(([name, path]) => [name, remote(path)]),
      ];
      return `http://${authority}/?${new URLSearchParams({ folder, payload: JSON.stringify(entries) }).toString()}`;
    },
    extensionHostLog,
    extensionHostErrors: () =>
      extensionHostLog()
        .split(/^(?=\d{4}-\d\d-\d\d )/m)
        .filter((entry) => entry.includes(' [error] ') && (entry.includes(extensionId) || entry.includes(location))),
    extensionLog: () => logs(`${extensionId}/*.log`),
    async stop() {
      await end('SIGTERM');
      await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
    },
    kill: () => end('SIGKILL'),
  };
}

/** A home that is used again keeps the settings it has, unless others are asked for. */
function writeSettings(folder: string, settings: WorkbenchOptions['settings']): void {
  const file = join(folder, 'settings.json');
  if (!settings && existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

/** The list of installed extensions, as the workbench keeps it; one that is not in it does not exist for the workbench. */
function writeInstalled(folder: string, extensions: readonly string[]): void {
  const entries = extensions.map((location) => {
    const { publisher, name, version } = readManifest(location);
    const path = location.replaceAll('\\', '/').replace(/^(?!\/)/, '/');
    return { identifier: { id: `${publisher}.${name}` }, version, location: { $mid: 1, path, scheme: 'file' } };
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'extensions.json'), JSON.stringify(entries));
}

/** Resolves with the port once the server says that it listens. */
function listening(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const output = collect(server, (text) => {
      const port = /listening on (\d+)/.exec(text)?.[1];
      if (port) settle(() => resolve(Number(port)));
    });
    const timer = setTimeout(() => settle(() => reject(new Error(`The workbench did not start in time.\n${output()}`))), startTimeoutMs);
    const settle = (outcome: () => void): void => {
      clearTimeout(timer);
      outcome();
    };
    server.on('error', (error) => settle(() => reject(error)));
    server.on('exit', (code) => settle(() => reject(new Error(`The workbench ended with ${code} while starting.\n${output()}`))));
  });
}

async function finished(child: ChildProcess): Promise<void> {
  const output = collect(child);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`The extension could not be installed.\n${output()}`);
}

/** Reads both outputs of a child, so that a full pipe cannot stop it; `onText` sees all of it again and again. */
function collect(child: ChildProcess, onText?: (all: string) => void): () => string {
  let all = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      all = (all + text).slice(-100_000);
      onText?.(all);
    });
  return () => all;
}
