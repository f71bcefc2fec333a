// The worker of the projection, which notes each of its starts beside the archive.
import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { ProjectionWorkerData } from '../../../../../src/archive/worker/projectionRequests.ts';
import { startsFile } from './startsFile.ts';

appendFileSync(startsFile((workerData as ProjectionWorkerData).folder), 'started\n');
await import('../../../../../src/archive/worker/projectionWorker.ts');
