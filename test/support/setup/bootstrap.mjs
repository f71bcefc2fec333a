// Where `npm start` and `npm test` begin, under any Node from 20 on and before anything is installed: installs what the lock file names
// and is not there, then runs the script named first under the Node that the project brings along. With `--workbench` before the script's
// name the browser workbench is installed at the same time, where there is no VS Code of the desktop to take its place.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureWorkbench } from './ensureWorkbench.mjs';
import { findCodeCommand } from './findCodeCommand.mjs';
import { missingPackages } from './missingPackages.mjs';
import { npm } from './npm.mjs';

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const ownNode = join(projectRoot, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const oldestNode = 20;

if (Number.parseInt(process.versions.node, 10) < oldestNode)
  end(`Neural Terminal needs Node ${oldestNode} or later to begin; this is ${process.versions.node}.`);

const withWorkbench = process.argv[2] === '--workbench';
const command = process.argv.slice(withWorkbench ? 3 : 2);

const installations = [ensurePackages(), ...(withWorkbench && !findCodeCommand() ? [ensureWorkbench()] : [])];
// Each is awaited to its end: npm would go on without us.
for (const outcome of await Promise.allSettled(installations)) if (outcome.status === 'rejected') end(outcome.reason.message);

const script = spawn(ownNode, command, { cwd: projectRoot, stdio: 'inherit' });
// Ctrl+C reaches the script by itself, and the script decides how it ends.
process.on('SIGINT', () => undefined).on('SIGTERM', () => script.kill('SIGTERM'));
script.on('error', (error) => end(String(error)));
script.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

async function ensurePackages() {
  const missing = missingPackages(projectRoot);
  if (missing.length > 0 || !existsSync(ownNode)) {
    console.log(`Installing what the project needs: ${missing.length || 'some'} of its packages are not there yet.`);
    await npm(projectRoot, 'the packages', 'ci');
  }
  if (!existsSync(ownNode))
    throw new Error('The package "node" brought no Node along. Was npm told to ignore scripts? Run: npm ci --ignore-scripts=false');
}

/** @param {string} sentence */
function end(sentence) {
  console.error(sentence);
  process.exit(1);
}
