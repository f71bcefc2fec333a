// The program of the worker thread that owns the projection: SQLite, its export and its rebuild never run in the host.
import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectionRequest, ProjectionWorkerData } from './projectionRequests.ts';
import { ProjectionServer } from './projectionServer.ts';

const server = new ProjectionServer(workerData as ProjectionWorkerData, (message) => parentPort?.postMessage(message));
parentPort?.on('message', (request: ProjectionRequest) => void server.take(request));
