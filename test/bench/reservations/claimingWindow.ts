// node claimingWindow.ts <folder> <bare folder> <claims>: claims in a folder that other windows may share and, in between, writes a bare file
// and gives it a second name. Says when it is ready, begins when it is told to, and writes the times in ms as JSON.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileReservationStore } from '../../../src/archive/reservations/fileReservationStore.ts';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { monotonicMs } from '../monotonicMs.ts';
import type { ClaimTimes } from './claimTimes.ts';

const [folder = '', bareFolder = '', claims = '0'] = process.argv.slice(2);
const store = new FileReservationStore({ files: nodeFiles, folder, clock: systemClock, logger: recordingLogger() });
await mkdir(bareFolder, { recursive: true });
const content = Buffer.alloc(200, 'x');

async function bare(name: string): Promise<void> {
  const path = join(bareFolder, `${name}.tmp`);
  const file = await open(path, 'wx', 0o600);
  await file.write(content);
  await file.datasync();
  await file.close();
  await link(path, join(bareFolder, name));
  await rm(path);
}

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const times: ClaimTimes = { ours: [], floor: [] };
for (let index = 0; index < Number(claims); index += 1) {
  const wanted = { attemptId: randomUUID(), conversationId: randomUUID(), worstUsd: '0.01', at: Date.now() };
  const start = monotonicMs();
  await store.claim((reservations) => {
    if (reservations.length > 1e6) throw new Error('The limit is reached.');
    return wanted;
  });
  const claimed = monotonicMs();
  times.ours.push(claimed - start);
  await bare(String(index));
  times.floor.push(monotonicMs() - claimed);
}
process.stdout.write(JSON.stringify(times));
