import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { ArchiveUpkeep } from '../../../../src/vscode/archive/archiveUpkeep.ts';
import { RecordingMaintenance } from '../../../support/fakes/recordingMaintenance.ts';
import { FakeMemento } from '../../../support/fakeVscode/fakeStorage.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { temporaryFolder } from '../../archive/kit/temporaryFolder.ts';

const hourMs = 60 * 60 * 1000;
const noon = Date.UTC(2026, 0, 2, 12);

function setUp(folder: string, memory = new FakeMemento()) {
  const clock = testClock(noon);
  const logger = recordingLogger();
  const care = new RecordingMaintenance();
  const { done } = care;
  const upkeep = new ArchiveUpkeep({
    folder,
    clock,
    logger,
    prune: () => Promise.resolve(),
    care,
    memory,
    backUp: () => Promise.resolve(void done.push('back up')),
    restoreFrom: (path) => Promise.resolve(void done.push(`restore ${path}`)),
  });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { upkeep, memory, done, care, pass, logger };
}

/** The questions that the user was asked. */
const asked = () => recorded.messages.map(({ text }) => text);

beforeEach(resetFakeVscode);

describe('an archive whose storage folder has moved', () => {
  async function moved() {
    const root = await temporaryFolder();
    const [before, now] = [join(root, 'before'), join(root, 'now')];
    await mkdir(join(before, 'log'), { recursive: true });
    const first = setUp(before);
    await first.upkeep.adopt();
    expect(asked()).toEqual([]);
    return { before, ...setUp(now, first.memory) };
  }

  it('is brought to the new one when the person wants it, and not asked for again', async () => {
    const { upkeep, before, done } = await moved();
    fakeUser.presses = 'Bring Here';
    await upkeep.adopt();
    await upkeep.adopt();
    expect(asked()).toEqual([expect.stringContaining(before)]);
    expect(done).toEqual([`restore ${before}`]);
  });

  it('stays where it is when the person wants to start empty', async () => {
    const { upkeep, done } = await moved();
    fakeUser.presses = 'Start Empty';
    await upkeep.adopt();
    await upkeep.adopt();
    expect([asked().length, done]).toEqual([1, []]);
  });

  it('is asked for again at the next start when there was no answer', async () => {
    const { upkeep, done } = await moved();
    await upkeep.adopt();
    fakeUser.presses = 'Bring Here';
    await upkeep.adopt();
    expect([asked().length, done.length]).toEqual([2, 1]);
  });
});

describe('the second copy', () => {
  it('is made soon after the start and once a day, however long the window stays open', async () => {
    const { upkeep, done, pass } = setUp(await temporaryFolder());
    upkeep.start();
    await pass(60_000);
    expect(done).toEqual([]);
    for (let hour = 0; hour < 49; hour += 1) await pass(hourMs);
    expect(done).toEqual(['mirror', 'mirror', 'mirror']);
  });

  it('is not made by two windows in one day, nor by one that is closed', async () => {
    const [one, folder] = [setUp(await temporaryFolder()), await temporaryFolder()];
    one.upkeep.start();
    await one.pass(hourMs);
    const other = setUp(folder, one.memory);
    other.upkeep.start();
    await other.pass(2 * hourMs);
    expect([one.done, other.done]).toEqual([['mirror'], []]);
    const closed = setUp(folder);
    closed.upkeep.start().dispose();
    await closed.pass(hourMs);
    expect(closed.done).toEqual([]);
  });

  it('that could not be made is tried again, and the log says why', async () => {
    const { upkeep, done, pass, care, logger } = setUp(await temporaryFolder());
    care.failure = new ChatError('DISK_FULL', 'The disk is full.');
    upkeep.start();
    await pass(2 * hourMs);
    care.failure = null;
    for (let hour = 0; hour < 4; hour += 1) await pass(hourMs);
    expect(done.length).toBeGreaterThan(1);
    expect(done.length).toBeLessThan(5);
    expect(logger.lines).toMatchObject([{ level: 'warn', event: 'archive.upkeepFailed' }, ...Array<unknown>(done.length - 2).fill({})]);
  });
});

describe('advice about the size', () => {
  it('comes above 50 MB, and again when it has doubled', async () => {
    const { upkeep, pass, care } = setUp(await temporaryFolder());
    upkeep.start();
    for (const [logBytes, advised] of [
      [49_000_000, 0],
      [51_000_000, 1],
      [90_000_000, 1],
      [103_000_000, 2],
    ] as const) {
      care.logBytes = logBytes;
      for (let hour = 0; hour < 25; hour += 1) await pass(hourMs);
      expect({ logBytes, advised: asked().length }).toEqual({ logBytes, advised });
    }
    expect(asked()[0]).toContain('51 MB');
  });

  it('leads to a backup', async () => {
    const { upkeep, pass, care, done } = setUp(await temporaryFolder());
    care.logBytes = 60_000_000;
    fakeUser.presses = 'Back Up…';
    upkeep.start();
    await pass(hourMs);
    expect(done).toEqual(['mirror', 'back up']);
  });
});
