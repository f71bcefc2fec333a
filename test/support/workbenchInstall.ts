// Puts a built VS Code server with its browser workbench into a git-ignored folder of the project: the npm package code-server, without
// its native modules (they take minutes and a compiler; the extension host, webviews, secrets and files need none of them).
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './projectRoot.ts';

const version = '4.139.1';
const progressMs = 5_000;
const cache = join(projectRoot, '.vscode-test');
const vscodeInside = join('node_modules', 'code-server', 'lib', 'vscode');

/**
 * Installs the workbench unless it is there, and returns the folder of its VS Code server (the one with `out/server-main.js`).
 * Takes about half a minute and 600 MB the first time. An interrupted installation leaves nothing that looks finished.
 */
export async function ensureWorkbench(): Promise<string> {
  const finished = join(cache, `workbench-${version}`);
  if (!(await exists(finished))) {
    console.log(`Installing the workbench (code-server ${version}) into .vscode-test.`);
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, 'installing-'));
    try {
      await install(unfinished);
      await rename(unfinished, finished).catch(async (error: unknown) => {
        // Another process was faster; its installation is as good as ours.
        if (!(await exists(finished))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return join(finished, vscodeInside);
}

async function install(folder: string): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { 'code-server': version } }));
  await npm(folder, 'install', '--ignore-scripts');
  const vscode = join(folder, vscodeInside);
  // Not `npm ci`: the shrinkwrap of this package is out of step with its manifest.
  await npm(vscode, 'install', '--omit=dev', '--ignore-scripts');
  await build({
    entryPoints: [join(import.meta.dirname, 'spdlogStandIn.ts')],
    outfile: join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'),
    platform: 'node',
    format: 'cjs',
    allowOverwrite: true,
    logLevel: 'error',
  });
}

/** npm from the path, with the person's own configuration; npm's variables about our own package must not reach it. */
async function npm(folder: string, ...args: string[]): Promise<void> {
  const ours = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|omit_lockfile_registry_resolved)$|npm_command$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const startedAt = Date.now();
  const progress = setInterval(() => console.log(`  still installing, ${Math.round((Date.now() - startedAt) / 1000)} s`), progressMs);
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve)).finally(() =>
    clearInterval(progress),
  );
  if (code !== 0) throw new Error(`The workbench could not be installed: npm ${args.join(' ')} ended with ${code}.\n${complaints.trim()}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
