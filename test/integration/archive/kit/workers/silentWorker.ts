// A worker of the projection that is busy for ever, as in a long rebuild.
import { parentPort } from 'node:worker_threads';

parentPort?.on('message', () => undefined);
