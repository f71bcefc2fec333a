import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

/** Where `bundleWorker` puts the worker of the projection. */
export const bundledWorker = join(projectRoot, 'node_modules/.cache/neural-terminal/projectionWorker.cjs');

/** What the archive needs to start its worker. A program outside a test run takes it from the sources: Node runs TypeScript in worker threads. */
export const projectionPaths = {
  workerFile:
    process.env['VITEST'] && existsSync(bundledWorker) ? bundledWorker : join(projectRoot, 'src/archive/worker/projectionWorker.ts'),
  wasmFile: createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
};
