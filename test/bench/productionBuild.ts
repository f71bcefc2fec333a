import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../support/projectRoot.ts';

let folder: string | undefined;

/** A folder like an installed extension, built for production once per run; the checkout's own `dist` stays as it is. */
export function productionBuild(): string {
  folder ??= build();
  return folder;
}

function build(): string {
  const extension = mkdtempSync(join(tmpdir(), 'neural-terminal-bench-'));
  process.on('exit', () => rmSync(extension, { recursive: true, force: true }));
  for (const name of ['src', 'webview-ui', 'media', 'node_modules', 'package.json', 'package.nls.json'])
    symlinkSync(join(projectRoot, name), join(extension, name));
  const { status, stderr } = spawnSync(process.execPath, [join(projectRoot, 'esbuild.mjs'), '--production'], {
    cwd: extension,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The production build failed.\n${stderr}`);
  return extension;
}
