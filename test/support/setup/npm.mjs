import { spawn } from 'node:child_process';

const isWindows = process.platform === 'win32';
const progressMs = 5_000;
/** npm's variables about the package that it runs a script of; they must not reach an installation elsewhere. */
const aboutOurPackage = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|omit_lockfile_registry_resolved)$|npm_command$)/;

/**
 * Runs npm from the path in a folder, with the person's own configuration, and says every few seconds that it still installs `what`.
 * What npm has in its cache it takes without asking whether there is something newer, which saves a request per package; when that fails
 * (the cache may be older than the lock file) it is asked again without the cache's word. Rejects with what npm complained of.
 * @param {string} folder
 * @param {string} what
 * @param {...string} args
 */
export async function npm(folder, what, ...args) {
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
  const ticking = setInterval(() => console.log(`  still installing ${what}, ${seconds()} s`), progressMs);
  try {
    await run(folder, [...args, '--prefer-offline']).catch(() => run(folder, args));
  } catch (error) {
    throw new Error(`${what[0]?.toUpperCase()}${what.slice(1)} could not be installed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    clearInterval(ticking);
  }
  console.log(`Installed ${what} in ${seconds()} s.`);
}

/**
 * @param {string} cwd
 * @param {string[]} args
 */
async function run(cwd, args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !aboutOurPackage.test(name)));
  const child = spawn('npm', [...args, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd,
    env,
    shell: isWindows,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (complaints += text));
  const code = await new Promise((resolve) => child.on('error', () => resolve(null)).on('close', resolve));
  if (code === null) throw new Error('npm could not be run. It comes with Node: see nodejs.org.');
  if (code !== 0)
    throw new Error(`npm ${args.join(' ')} ended with ${code}. Is there a network? Run the same command again.\n${complaints.trim()}`);
}
