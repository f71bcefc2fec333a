// A worker of the projection that dies over its first question; if there was one before it, it lives.
import { appendFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectionWorkerData } from '../../../../../src/archive/worker/projectionRequests.ts';
import { starts, startsFile } from './startsFile.ts';

const { folder } = workerData as ProjectionWorkerData;
const isFirst = (await starts(folder)) === 0;
appendFileSync(startsFile(folder), 'started\n');
if (isFirst) parentPort?.once('message', () => process.exit(1));
else await import('../../../../../src/archive/worker/projectionWorker.ts');
