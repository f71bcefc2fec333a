import { join } from 'node:path';
import type { Archive } from '../../../src/archive/archive.ts';
import { createArchive } from '../../../src/archive/createArchive.ts';
import type { Clock, Logger } from '../../../src/core/ports/platform.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';

const logger: Logger = { debug() {}, info() {}, warn() {}, error: (event, fields) => console.error(event, fields) };

/** An archive whose worker is the one of the production build. */
export function openBenchedArchive(folder: string, dist: string, clock: Clock = systemClock): Archive {
  return createArchive({
    folder,
    clock,
    logger,
    extensionVersion: 'bench',
    hostLabel: 'bench',
    workerFile: join(dist, 'projectionWorker.cjs'),
    wasmFile: join(dist, 'sql-wasm.wasm'),
    onReport: (report) => logger.error('archive', { ...report }),
  });
}
