import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileReservationStore } from '../../../../src/archive/reservations/fileReservationStore.ts';
import type { Clock } from '../../../../src/core/ports/platform.ts';
import type { Reservation } from '../../../../src/core/ports/reservationStore.ts';
import { seededRandom } from '../../../integration/archive/kit/seededRandom.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { hourMs, reservation, reservationFolder } from './kit/stores.ts';
import { memoryDisk } from './kit/memoryFiles.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const windows = 4;
const attemptsEach = 4;
const limit = 6;

interface World {
  readonly seed: number;
  /** Whether the disk has links, for each window: some see it through a share that has none. */
  readonly links: readonly boolean[];
  /** Chances of a step: that its window is killed instead, and that everybody sleeps for two days before it. */
  readonly killed: number;
  readonly asleep: number;
  /** Chance that after a step a window stands still while the others take hundreds of theirs. */
  readonly dozing: number;
}

interface End {
  readonly granted: readonly string[];
  readonly refused: number;
  readonly killed: number;
  readonly numbers: readonly string[];
  readonly counted: readonly string[];
}

class OverTheLimit extends Error {}

/** Windows that claim one unit each time, settle some of it and prune, one step of one window after the other, as the seed has it. */
async function run({ seed, links, killed, asleep, dozing }: World): Promise<End> {
  const random = seededRandom(seed);
  let now = 1e12;
  const waiting: { readonly window: number; readonly go: () => void }[] = [];
  const disk = memoryDisk(() => now, random);
  /** What the ledger says, to every window at once. */
  const settled = new Set<string>();
  const granted: string[] = [];
  let refused = 0;

  const storeOf = (window: number, hasLinks: boolean): FileReservationStore => {
    const turn = () => new Promise<void>((go) => waiting.push({ window, go }));
    const clock: Clock = { now: () => now, monotonic: () => now, sleep: turn, timeout: () => ({ dispose: () => undefined }) };
    return new FileReservationStore({
      files: disk.files(turn, hasLinks),
      folder: reservationFolder('archive'),
      clock,
      logger: recordingLogger(),
    });
  };
  const decideOn = (attemptId: string) => (seen: readonly Reservation[]) => {
    const used = settled.size + seen.filter((other) => !settled.has(other.attemptId) && other.attemptId !== attemptId).length;
    if (used >= limit) throw new OverTheLimit();
    return reservation(attemptId, { at: now });
  };
  const live = async (window: number): Promise<void> => {
    const store = storeOf(window, links[window] ?? true);
    for (let n = 0; n < attemptsEach; n += 1) {
      const attemptId = `${window}-${n}`;
      try {
        await store.claim(decideOn(attemptId));
        granted.push(attemptId);
        if (random() < 0.7) settled.add(attemptId);
      } catch (error) {
        if (!(error instanceof OverTheLimit)) throw error;
        refused += 1;
      }
      if (random() < 0.4) await store.prune((other) => settled.has(other.attemptId));
    }
  };

  const failures: unknown[] = [];
  const lives = Array.from({ length: windows }, (_, window) => live(window).catch((error: unknown) => failures.push(error)));
  let ended = 0;
  for (const life of lives) void life.then(() => (ended += 1));
  const dead = new Set<number>();
  const dozingUntil = new Map<number, number>();
  let steps = 0;
  while (ended + dead.size < windows) {
    await new Promise((resolve) => setImmediate(resolve));
    const step = waiting.splice(Math.floor(random() * waiting.length), 1)[0];
    if (!step || dead.has(step.window)) continue;
    steps += 1;
    if ((dozingUntil.get(step.window) ?? 0) > steps && waiting.length > 0) {
      waiting.push(step);
      continue;
    }
    if (random() < dozing) dozingUntil.set(step.window, steps + random() * 1500);
    if (random() < asleep) now += 49 * hourMs;
    if (random() < killed && dead.size < windows - 1) dead.add(step.window);
    else step.go();
  }
  expect(failures).toEqual([]);

  const all = storeOf(windows, true).all();
  let done = false;
  void all.then(() => (done = true));
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const step of waiting.splice(0)) if (step.window === windows) step.go();
  }
  const counted = (await all).map(({ attemptId }) => attemptId);
  return { granted, refused, killed: dead.size, numbers: disk.names.filter((name) => /^\d+$/.test(name)), counted };
}

const world = (fields: Partial<Record<keyof World, fc.Arbitrary<unknown>>>) =>
  fc.record({
    seed: fc.nat(),
    links: fc.array(fc.boolean(), { minLength: windows, maxLength: windows }),
    killed: fc.constant(0),
    asleep: fc.constant(0),
    dozing: fc.constantFrom(0, 0.02, 0.1),
    ...fields,
  }) as fc.Arbitrary<World>;

const chances = { seed: 20_261_127, numRuns: propertyRuns(120) };

// As much longer as there are more runs.
describe('windows that claim at once, in whatever order their steps fall', { timeout: propertyRuns(60_000) }, () => {
  it('are granted exactly what the limit allows, each with a number of its own', async () => {
    await fc.assert(
      fc.asyncProperty(world({ links: fc.constant(Array<boolean>(windows).fill(true)) }), async (given) => {
        const { granted, refused, numbers, counted } = await run(given);
        expect(granted).toHaveLength(limit);
        expect(refused).toBe(windows * attemptsEach - limit);
        expect(numbers).toHaveLength(limit);
        expect([...counted].sort()).toEqual([...granted].sort());
      }),
      chances,
    );
  });

  it('are never granted more, with and without links, killed at any step, asleep for days at any step', async () => {
    const given = world({ killed: fc.constantFrom(0, 0.003, 0.01), asleep: fc.constantFrom(0, 0.01, 0.05) });
    await fc.assert(
      fc.asyncProperty(given, async (given) => {
        const { granted } = await run(given);
        expect(granted.length).toBeLessThanOrEqual(limit);
      }),
      { ...chances, numRuns: propertyRuns(400) },
    );
  });

  it('without links are refused only what another one may have', async () => {
    await fc.assert(
      fc.asyncProperty(world({ links: fc.constant(Array<boolean>(windows).fill(false)) }), async (given) => {
        const { granted, refused } = await run(given);
        expect(granted.length + refused).toBe(windows * attemptsEach);
        expect(granted.length).toBeLessThanOrEqual(limit);
        expect(granted.length).toBeGreaterThan(0);
      }),
      chances,
    );
  });
});
