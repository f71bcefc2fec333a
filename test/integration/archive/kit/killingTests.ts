import { beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram } from './bundleProgram.ts';
import { Haunting, steps } from './haunting.ts';
import { archiveFolder } from './temporaryFolder.ts';

/** In one archive. More would make every start slower, because it reads the log of every window that ever was. */
const killsPerArchive = 25;

/**
 * Tests that kill so many windows, in archives of 25 each. The life of a window is mostly its start: a third of a second of a processor.
 * `ARCHIVE_KILL_SEED=<seed>` runs the kills of one archive only, up to the kill with this seed.
 */
export function killingTests(firstSeed: number, kills: number): void {
  const wanted = process.env['ARCHIVE_KILL_SEED'];
  const archives = wanted ? [archiveWith(firstSeed, Number(wanted))] : allArchives(firstSeed, kills);
  const hits = new Map<string, number>();
  let program: readonly string[] = [];

  describe('windows killed in the middle of a step: nothing acknowledged is lost, and every later start is clean', () => {
    beforeAll(async () => {
      program = [await bundleProgram('steppingWindow.ts'), await bundleProgram('../../../../src/archive/worker/projectionWorker.ts')];
    });

    it.concurrent.for(archives)('kills $first to $last', { timeout: 5 * 60_000 }, async ({ first, last }, { onTestFinished }) => {
      const haunting = new Haunting(program, await archiveFolder(onTestFinished), first, last - first + 1);
      onTestFinished(() => haunting.end());
      await haunting.run();
      for (const [step, count] of haunting.hits) hits.set(step, (hits.get(step) ?? 0) + count);
    });

    if (wanted) return;
    it(`has hit every step at least ${kills / 50} times in ${kills} kills`, () => {
      console.log(`${kills} windows were killed while they were at: ${JSON.stringify(Object.fromEntries([...hits].sort()))}`);
      expect([...hits.values()].reduce((sum, count) => sum + count, 0)).toBe(kills);
      expect(steps.filter(({ step }) => (hits.get(step) ?? 0) < kills / 50)).toEqual([]);
    });
  });
}

interface KilledArchive {
  readonly first: number;
  readonly last: number;
}

function allArchives(firstSeed: number, kills: number): readonly KilledArchive[] {
  return Array.from({ length: kills / killsPerArchive }, (_, index) => {
    const first = firstSeed + index * killsPerArchive;
    return { first, last: first + killsPerArchive - 1 };
  });
}

function archiveWith(firstSeed: number, seed: number): KilledArchive {
  return { first: seed - ((seed - firstSeed) % killsPerArchive), last: seed };
}
