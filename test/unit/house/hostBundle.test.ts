import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

/** Packages that a bundle takes in. */
async function packagesOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [join(projectRoot, entry)],
    external: ['vscode'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const packages = Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  return [...new Set(packages)].sort();
}

it('SQLite is in the bundle of the worker, and not in that of the host', async () => {
  expect(await packagesOf('src/archive/worker/projectionWorker.ts')).toContain('sql.js');
  expect(await packagesOf('src/composition/composeWindow.ts')).not.toContain('sql.js');
});
