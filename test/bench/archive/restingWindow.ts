// node restingWindow.ts <folder> <dist>: a window that has shown its list and its meter, and rests until its worker has ended. Without a folder:
// a process with nothing in it. Writes what it has resident, in bytes.
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { systemClock } from '../../../src/vscode/systemClock.ts';
import { openBenchedArchive } from './benchedArchive.ts';

const [folder, dist = ''] = process.argv.slice(2);
if (folder !== undefined) {
  const started = once(process, 'worker') as Promise<[Worker]>;
  const hasty = { ...systemClock, timeout: (ms: number, callback: () => void) => systemClock.timeout(ms / 1000, callback) };
  const archive = openBenchedArchive(folder, dist, hasty);
  await archive.entries({ since: new Date().setDate(1) });
  await archive.conversations();
  const [worker] = await started;
  await once(worker, 'exit');
  archive.follow();
}
// As a host that does something now and then, so that what is not needed any more is collected.
for (let round = 0; round < 5; round += 1) {
  globalThis.gc?.();
  await setTimeout(200);
}
process.stdout.write(String(process.memoryUsage.rss()));
process.exit();
