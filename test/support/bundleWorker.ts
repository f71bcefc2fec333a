import { rename } from 'node:fs/promises';
import { build } from 'esbuild';
import { projectRoot } from './projectRoot.ts';
import { bundledWorker } from './projectionPaths.ts';

/** Bundles the worker of the projection for the tests of a run: many of them start several, and a bundle starts in a fraction of the time. */
export async function setup(): Promise<void> {
  const own = `${bundledWorker}.${process.pid}`;
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['src/archive/worker/projectionWorker.ts'],
    outfile: own,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    logLevel: 'error',
  });
  // Another run may be using the one before it.
  await rename(own, bundledWorker);
}
