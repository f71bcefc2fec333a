// Where `npm start` and `npm test` begin, under any Node from 20 on and before anything is installed: installs what the lock file names
// and is not there, then runs the script named first under the Node that the project brings along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPackages } from './missingPackages.mjs';

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const isWindows = process.platform === 'win32';
const ownNode = join(projectRoot, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
const oldestNode = 20;
const progressMs = 5_000;

if (Number.parseInt(process.versions.node, 10) < oldestNode)
  end(`Neural Terminal needs Node ${oldestNode} or later to begin; this is ${process.versions.node}.`);

const missing = missingPackages(projectRoot);
if (missing.length > 0 || !existsSync(ownNode)) {
  console.log(`Installing what the project needs: ${missing.length || 'some'} of its packages are not there yet.`);
  await install();
}
if (!existsSync(ownNode))
  end('The package "node" brought no Node along. Was npm told to ignore scripts? Run: npm ci --ignore-scripts=false');

const script = spawn(ownNode, process.argv.slice(2), { cwd: projectRoot, stdio: 'inherit' });
// Ctrl+C reaches the script by itself, and the script decides how it ends.
process.on('SIGINT', () => undefined).on('SIGTERM', () => script.kill('SIGTERM'));
script.on('error', (error) => end(String(error)));
script.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** `npm ci`, with npm's own progress bar where there is a terminal, else with a line every few seconds. */
async function install() {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: projectRoot, stdio: 'inherit', shell: isWindows });
  const ticking = process.stdout.isTTY ? undefined : setInterval(() => console.log(`  still installing, ${seconds()} s`), progressMs);
  const code = await new Promise((resolve) => npm.on('error', () => resolve(null)).on('exit', resolve));
  clearInterval(ticking);
  if (code === null) end('npm could not be run. It comes with Node: see nodejs.org.');
  if (code !== 0) end(`The packages could not be installed (npm ci ended with ${code}). Is there a network? Run the same command again.`);
  console.log(`Installed in ${seconds()} s.`);
}

function end(sentence) {
  console.error(sentence);
  process.exit(1);
}
