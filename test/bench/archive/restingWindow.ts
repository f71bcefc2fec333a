// node restingWindow.ts [<dist> [<folder>]]: a window that has shown its list and its meter, and rests until its worker has ended. Without an
// archive: a process that has opened an empty SQLite in a worker, and ended it; without anything: one that does nothing. Writes what it has
// resident, and what of that are living objects, in bytes.
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { openBenchedArchive } from './benchedArchive.ts';

const [dist, folder] = process.argv.slice(2);
// Neither the timers of an archive nor its worker keep a process alive.
const alive = setInterval(() => undefined, 1000);
if (dist !== undefined) await (folder === undefined ? openSqlite(dist) : rest(dist, folder));
clearInterval(alive);
// As a host that does something now and then. V8 gives pages back about ten seconds after they became free.
for (let round = 0; round < 6; round += 1) {
  globalThis.gc?.();
  await setTimeout(2000);
}
const { rss, heapUsed, external } = process.memoryUsage();
process.stdout.write(JSON.stringify({ resident: rss, living: heapUsed + external }));
process.exit();

async function rest(dist: string, folder: string): Promise<void> {
  const started = once(process, 'worker') as Promise<[Worker]>;
  const hasty = { ...systemClock, timeout: (ms: number, callback: () => void) => systemClock.timeout(ms / 1000, callback) };
  const archive = openBenchedArchive(folder, dist, hasty);
  await archive.entries({ since: new Date().setDate(1) });
  await archive.conversations();
  const [worker] = await started;
  await once(worker, 'exit');
  archive.follow();
}

async function openSqlite(dist: string): Promise<void> {
  const worker = new Worker(join(dist, 'projectionWorker.cjs'), {
    workerData: { folder: join(dist, 'no archive'), wasmFile: join(dist, 'sql-wasm.wasm') },
  });
  worker.postMessage({ id: 1, name: 'catchUp', args: [], own: { writers: [], open: null, nextSuffix: 'none' }, now: Date.now() });
  await once(worker, 'message');
  await worker.terminate();
}
