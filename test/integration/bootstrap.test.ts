// The start of every clone, with the real npm: a project that needs one package, which brings a Node along, as ours does. The package comes
// from a server of our own on loopback, with a cache of its own.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { projectRoot } from '../support/projectRoot.ts';

const nodeScript = `#!/bin/sh\nBROUGHT_ALONG=yes exec '${process.execPath}' "$@"\n`;
const folder = mkdtempSync(join(tmpdir(), 'neural-bootstrap-'));
const project = join(folder, 'project');
const programs = join(folder, 'programs');
let packageServer: Server;
/** What the server has to say about the package; versions can be added, as they are while a cache grows old. */
const versions: string[] = [];
const asked: string[] = [];

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  npm_config_userconfig: join(folder, 'npmrc'),
  npm_config_cache: join(folder, 'cache'),
});
const address = (): string => `http://127.0.0.1:${(packageServer.address() as AddressInfo).port}`;

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const bootstrap = join(project, 'test', 'support', 'setup', 'bootstrap.mjs');
  return promisify(execFile)(process.execPath, [bootstrap, ...args], { env: { ...environment(), ...env } }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({ status: error.code, stdout: error.stdout, stderr: error.stderr }),
  );
}

function publish(version: string): void {
  const brought = join(folder, 'brought');
  mkdirSync(join(brought, 'bin'), { recursive: true });
  writeFileSync(join(brought, 'package.json'), JSON.stringify({ name: 'node', version }));
  writeFileSync(join(brought, 'bin', 'node'), nodeScript, { mode: 0o755 });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: brought });
  versions.push(version);
}

/** Writes the lock file as somebody else did, who has a checkout and a cache of their own, and commits it. */
async function lockTo(version: string): Promise<void> {
  const theirs = mkdtempSync(join(folder, 'theirs-'));
  writeFileSync(join(theirs, 'package.json'), JSON.stringify({ name: 'p', dependencies: { node: version } }));
  await promisify(execFile)('npm', ['install', '--package-lock-only', '--silent', '--no-audit', '--no-fund'], {
    cwd: theirs,
    env: { ...environment(), npm_config_cache: join(theirs, 'cache') },
  });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(theirs, file), join(project, file));
}

beforeAll(async () => {
  packageServer = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url?.endsWith('.tgz')) return void response.end(readFileSync(join(folder, request.url.split('/').at(-1) ?? '')));
    if (request.url !== '/node') return void response.writeHead(404).end();
    const tarball = (version: string) => `${address()}/node-${version}.tgz`;
    const entries = versions.map((version): [string, unknown] => [version, { name: 'node', version, dist: { tarball: tarball(version) } }]);
    response.setHeader('content-type', 'application/json').setHeader('cache-control', 'max-age=0');
    response.end(
      JSON.stringify({ name: 'node', 'dist-tags': { latest: versions.at(-1) }, versions: Object.fromEntries<unknown>(entries) }),
    );
  });
  await new Promise<void>((resolve) => packageServer.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(folder, 'npmrc'), `registry=${address()}\nfetch-retries=0\n`);
  cpSync(join(projectRoot, 'test', 'support', 'setup'), join(project, 'test', 'support', 'setup'), { recursive: true });
  mkdirSync(programs);
  publish('1.0.0');
  await lockTo('1.0.0');
  writeFileSync(
    join(project, 'script.mjs'),
    'console.log(`brought along: ${process.env.BROUGHT_ALONG}, args: ${process.argv.slice(2)}`);\nprocess.exitCode = Number(process.argv[2]);\n',
  );
});

beforeEach(() => {
  asked.length = 0;
});

afterAll(async () => {
  await new Promise((resolve) => packageServer.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

it('installs what is missing, says so, and runs the script under the Node that came with it', async () => {
  const first = await run(['script.mjs', '0', 'b']);
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toContain('Installing what the project needs: 1 of its packages');
  expect(first.stdout).toContain('brought along: yes, args: 0,b');
});

it('installs nothing the second time, and ends as the script ends', async () =>
  expect(await run(['script.mjs', '7'])).toEqual({ status: 7, stdout: 'brought along: yes, args: 7\n', stderr: '' }));

it('installs again after an installation that was interrupted, without asking for what npm has in its cache', async () => {
  rmSync(join(project, 'node_modules', '.package-lock.json'));
  expect((await run(['script.mjs', '0'])).stdout).toMatch(/^Installing[\s\S]*brought along: yes/);
  expect(asked).toEqual([]);
});

it('installs a version that is newer than the cache', async () => {
  publish('1.0.1');
  await lockTo('1.0.1');
  asked.length = 0;
  expect(await run(['script.mjs', '0'])).toMatchObject({ status: 0, stderr: '' });
  expect(asked).toEqual(['/node', '/node-1.0.1.tgz']);
});

it('leaves the workbench away where a VS Code of the desktop can open a window', async () => {
  writeFileSync(join(programs, 'code'), '#!/bin/sh\n');
  chmodSync(join(programs, 'code'), 0o755);
  const desktop = { DISPLAY: ':0', VSCODE_IPC_HOOK_CLI: '', PATH: [programs, process.env['PATH']].join(delimiter) };
  expect(await run(['--workbench', 'script.mjs', '0'], desktop)).toEqual({
    status: 0,
    stdout: 'brought along: yes, args: 0\n',
    stderr: '',
  });
});

it('begins with the workbench beside the packages, and says what failed of it', async () => {
  rmSync(join(project, 'node_modules'), { recursive: true });
  const { status, stdout, stderr } = await run(['--workbench', 'script.mjs', '0'], { DISPLAY: '', WAYLAND_DISPLAY: '' });
  expect(stdout.split('\n').slice(0, 2).sort()).toEqual([
    expect.stringContaining('Installing the workbench'),
    expect.stringContaining('Installing what the project needs'),
  ]);
  expect(stderr).toContain('The workbench could not be installed');
  expect(status).toBe(1);
});

it('says what failed when npm cannot install', async () => {
  rmSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'p', dependencies: { node: '1.0.1', other: 'file:other' } }));
  const { status, stderr, stdout } = await run(['script.mjs', '0']);
  expect(status).toBe(1);
  expect(stderr).toContain('The packages could not be installed');
  expect(stdout).not.toContain('brought along');
});
