import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive } from '../../../src/archive/archive.ts';
import type { Clock } from '../../../src/core/ports/platform.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { productionBuild } from '../productionBuild.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';
import { openBenchedArchive } from './benchedArchive.ts';
import { hostPause } from './hostPause.ts';
import { WorkerRest } from './workerRest.ts';
import { writeHistory, type History } from './writeHistory.ts';

const reopenings = 5;
/** Where rebuild and export last long enough to be felt. */
const large = 100_000;
/** µs for an operation at 25,000 operations a second. */
const goalUs = 40;

/** Makes an archive of so many messages, and measures how it is opened: from its logs alone, and with its saved database. */
export async function opening(folder: string, messages: number): Promise<readonly Row[]> {
  const history = writeHistory(folder, messages, Date.now());
  const rows = await rebuilding(folder, history, messages);
  const opened: number[] = [];
  for (let round = 0; round < reopenings; round += 1) {
    const archive = open(folder);
    const start = monotonicMs();
    await archive.conversations();
    opened.push(monotonicMs() - start);
    await archive.close();
  }
  const name = `${thousands(messages)} messages of 900 characters: start → list of ${thousands(history.conversationIds.length)} conversations`;
  return [{ name, measured: median(opened), unit: 'ms' }, ...(messages === large ? rows : [])];
}

async function rebuilding(folder: string, { operations }: History, messages: number): Promise<readonly Row[]> {
  await rm(join(folder, 'cache'), { recursive: true, force: true });
  const worker = new WorkerRest();
  // Rests and waits are short, only closing may take its time.
  const clock: Clock = { ...systemClock, timeout: (ms, callback) => systemClock.timeout(ms === 4000 ? 1 : 10 * ms, callback) };
  const archive = open(folder, clock);
  const size = `${thousands(messages)} messages`;
  const rebuild = await hostPause(`  longest pause of the host while ${size} are made again from the logs`, () => archive.conversations());
  const index = await hostPause(`  … while their full-text index is made and saved`, () => worker.reached());
  const save = await hostPause(`  … while the database of ${size} is exported and saved`, async () => {
    await archive.createConversation({ id: 'one more', title: '', modelId: '', systemPrompt: '', workspace: null });
    await worker.reached();
  });
  await archive.close();
  worker.dispose();
  const rate = Math.round(operations / (rebuild.ms / 1000));
  const perOperation: Row = {
    name: `  made again from the logs: one of ${thousands(operations)} operations until the list is there (${thousands(rate)} operations/s)`,
    measured: (rebuild.ms * 1000) / operations,
    unit: 'µs',
    goal: { of: 'measured', atMost: goalUs },
  };
  return [perOperation, { name: '  … and until the full-text index is finished', measured: index.ms, unit: 'ms' }, rebuild, index, save];
}

const open = (folder: string, clock?: Clock): Archive => openBenchedArchive(folder, join(productionBuild(), 'dist'), clock);

const thousands = (count: number): string => count.toLocaleString('en');
