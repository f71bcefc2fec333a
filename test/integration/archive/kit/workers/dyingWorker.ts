// A worker of the projection that dies over every question, as when the memory is full.
import { appendFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectionWorkerData } from '../../../../../src/archive/worker/projectionRequests.ts';
import { startsFile } from './startsFile.ts';

appendFileSync(startsFile((workerData as ProjectionWorkerData).folder), 'started\n');
parentPort?.once('message', () => {
  throw new Error('out of memory');
});
