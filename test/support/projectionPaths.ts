import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from './projectRoot.ts';

/** What the archive needs to start its worker, as it is in the sources: Node runs TypeScript in worker threads as it is. */
export const projectionPaths = {
  workerFile: join(projectRoot, 'src/archive/projection/projectionWorker.ts'),
  wasmFile: createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'),
};
