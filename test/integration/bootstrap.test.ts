// The start of every clone, with the real npm: a project that needs one package, which brings a Node along, as ours does.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../support/projectRoot.ts';

const nodeScript = `#!/bin/sh\nBROUGHT_ALONG=yes exec '${process.execPath}' "$@"\n`;
const folder = mkdtempSync(join(tmpdir(), 'neural-bootstrap-'));
const project = join(folder, 'project');

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'test', 'support', 'bootstrap.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  const brought = join(folder, 'brought');
  mkdirSync(join(brought, 'bin'), { recursive: true });
  writeFileSync(join(brought, 'package.json'), JSON.stringify({ name: 'node', version: '1.0.0' }));
  writeFileSync(join(brought, 'bin', 'node'), nodeScript, { mode: 0o755 });
  mkdirSync(join(project, 'test', 'support'), { recursive: true });
  for (const file of ['bootstrap.mjs', 'missingPackages.mjs'])
    cpSync(join(projectRoot, 'test', 'support', file), join(project, 'test', 'support', file));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', project], { cwd: brought });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'p', dependencies: { node: 'file:node-1.0.0.tgz' } }));
  execFileSync('npm', ['install', '--package-lock-only', '--silent', '--no-audit', '--no-fund'], { cwd: project });
  writeFileSync(
    join(project, 'script.mjs'),
    'console.log(`brought along: ${process.env.BROUGHT_ALONG}, args: ${process.argv.slice(2)}`);\nprocess.exitCode = Number(process.argv[2]);\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('installs what is missing, says so, and runs the script under the Node that came with it', () => {
  const first = run('script.mjs', '0', 'b');
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toContain('Installing what the project needs: 1 of its packages');
  expect(first.stdout).toContain('brought along: yes, args: 0,b');
});

it('installs nothing the second time, and ends as the script ends', () =>
  expect(run('script.mjs', '7')).toEqual({ status: 7, stdout: 'brought along: yes, args: 7\n', stderr: '' }));

it('installs again after an installation that was interrupted', () => {
  rmSync(join(project, 'node_modules', '.package-lock.json'));
  expect(run('script.mjs', '0').stdout).toMatch(/^Installing[\s\S]*brought along: yes/);
});

it('says what failed when npm cannot install', () => {
  rmSync(join(project, 'node_modules'), { recursive: true });
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'p', dependencies: { node: 'file:node-1.0.0.tgz', other: 'file:other' } }),
  );
  const { status, stderr, stdout } = run('script.mjs', '0');
  expect(status).toBe(1);
  expect(stderr).toContain('The packages could not be installed');
  expect(stdout).not.toContain('brought along');
});
