import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { MaintenanceJobs } from '../../../../src/archive/maintenance/maintenanceJobs.ts';
import type { ProjectionIndex } from '../../../../src/archive/projection/projectionIndex.ts';
import { testClock } from '../../../support/testClock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'neural-terminal-jobs-'));
  mkdirSync(join(folder, 'log', '2026-01'), { recursive: true });
  writeFileSync(join(folder, 'log', '2026-01', '2026-01-a.ndjson'), 'a line\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const untilCancelled = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled'))));

/** By default the index is being made again until that is cancelled. */
function setUp(rebuild: (signal: AbortSignal) => Promise<number> = untilCancelled) {
  const read: string[] = [];
  const index = {
    rebuild,
    readAllMonths: () => Promise.resolve(void read.push('all months')),
    save: () => Promise.resolve(void read.push('saved')),
  } as unknown as ProjectionIndex;
  const newSql = () => Promise.reject(new Error('not needed'));
  return { jobs: new MaintenanceJobs({ files: nodeFiles, clock: testClock(), folder, index, newSql }), read };
}

describe('work that is cancelled', () => {
  it('gives null, and only that work', async () => {
    const { jobs } = setUp();
    const [first, second] = [jobs.rebuild(1), jobs.rebuild(2)];
    jobs.cancel(1);
    expect(await first).toBeNull();
    jobs.cancel(2);
    expect(await second).toBeNull();
  });

  it('of a backup leaves no file', async () => {
    const { jobs } = setUp();
    const path = join(folder, 'backup.zip');
    const backup = jobs.backUp(1, path);
    jobs.cancel(1);
    expect([await backup, existsSync(path)]).toEqual([null, false]);
    expect(await jobs.backUp(2, path)).toMatchObject({ files: 1 });
  });

  it('of a restoring reads what had come in all the same', async () => {
    const { jobs, read } = setUp();
    const path = join(folder, 'backup.zip');
    await jobs.backUp(1, path);
    const restoring = jobs.restore(2, path);
    jobs.cancel(2);
    expect([await restoring, read]).toEqual([null, ['all months', 'saved']]);
  });

  it('and has ended is nothing any more', async () => {
    const { jobs } = setUp(() => Promise.resolve(7));
    expect(await jobs.rebuild(1)).toBe(7);
    jobs.cancel(1);
    expect(await jobs.rebuild(1)).toBe(7);
  });
});

it('work that fails by itself is a failure', async () => {
  const { jobs } = setUp(() => Promise.reject(new Error('the disk is full')));
  await expect(jobs.rebuild(1)).rejects.toThrow('the disk is full');
});
