// Puts a built VS Code server with its browser workbench into a git-ignored folder of the project: the npm package code-server, without
// its native modules (they take minutes and a compiler; the extension host, webviews, secrets and files need none of them).
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';

const version = '4.139.1';
const here = dirname(fileURLToPath(import.meta.url));
const cache = join(here, '..', '..', '..', '.vscode-test');
const vscodeInside = join('node_modules', 'code-server', 'lib', 'vscode');

/**
 * Installs the workbench unless it is there, and returns the folder of its VS Code server (the one with `out/server-main.js`).
 * Takes about half a minute and 600 MB the first time. An interrupted installation leaves nothing that looks finished.
 * @returns {Promise<string>}
 */
export async function ensureWorkbench() {
  const finished = join(cache, `workbench-${version}`);
  if (!(await exists(finished))) {
    console.log(`Installing the workbench (code-server ${version}) into .vscode-test.`);
    await mkdir(cache, { recursive: true });
    const unfinished = await mkdtemp(join(cache, 'installing-'));
    try {
      await install(unfinished);
      await rename(unfinished, finished).catch(async (error) => {
        // Another process was faster; its installation is as good as ours.
        if (!(await exists(finished))) throw error;
      });
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return join(finished, vscodeInside);
}

/** @param {string} folder */
async function install(folder) {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { 'code-server': version } }));
  await npm(folder, 'the workbench', 'install', '--ignore-scripts');
  const vscode = join(folder, vscodeInside);
  // Not `npm ci`: the shrinkwrap of this package is out of step with its manifest.
  await npm(vscode, "the workbench's own packages", 'install', '--omit=dev', '--ignore-scripts');
  const spdlog = join(vscode, 'node_modules', '@vscode', 'spdlog');
  await copyFile(join(here, 'spdlogStandIn.cjs'), join(spdlog, 'index.js'));
}

/** @param {string} path */
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
