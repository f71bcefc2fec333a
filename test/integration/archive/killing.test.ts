import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Message } from '../../../src/shared/model/message.ts';
import { bundleProgram } from './kit/bundleProgram.ts';
import { DoomedWindow } from './kit/doomedWindow.ts';
import { openArchive } from './kit/openArchive.ts';
import { recordedMessages } from './kit/recordedMessages.ts';
import { seededRandom } from './kit/seededRandom.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';

/** How many windows are killed in the whole. The life of one is mostly its start: a third of a second of a processor, less for one that only writes. */
const kills = Number(process.env['ARCHIVE_KILLS'] ?? 1000);
/** So often at least in each step. */
const killsPerStep = Math.min(20, kills / 50);
/** In one archive. More would make every start slower, because it looks at the log of every window that ever was. */
const killsPerArchive = 25;
/** At a time; there are two windows in each. */
const archivesAtOnce = 5;
const seed = 20260102;

/**
 * What a window can be killed in, how often it has begun that step before (at most), and how long after the beginning (at most).
 * A new step of the archive needs an entry here and one in steppingWindow.ts.
 */
const steps = [
  { step: 'open', by: 'writer', weight: 2, begun: 2, longestMs: 60 },
  { step: 'append', by: 'writer', weight: 8, begun: 4, longestMs: 4 },
  { step: 'export', by: 'writer', weight: 4, begun: 2, longestMs: 15 },
  { step: 'purge', by: 'writer', weight: 3, begun: 2, longestMs: 15 },
  { step: 'follow', by: 'reader', weight: 3, begun: 3, longestMs: 10 },
] as const;

type Step = (typeof steps)[number];

interface Doomed {
  readonly window: DoomedWindow;
  /** Messages that were acknowledged by dead windows before this one was opened. */
  readonly known: number;
  readonly begun: number;
  readonly delayMs: number;
}

function choose(random: () => number, among: readonly Step[]): Step | undefined {
  let rest = random() * among.reduce((sum, { weight }) => sum + weight, 0);
  return among.find(({ weight }) => (rest -= weight) < 0);
}

async function messagesIn(folder: string): Promise<readonly Message[]> {
  const archive = openArchive(folder);
  const messages = await archive.messages('c');
  expect(archive.reports).toEqual([]);
  await archive.close();
  return messages;
}

/** Of what was purged no text is left in any file. */
async function checkPurged(folder: string, purged: readonly string[]): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    expect(purged.filter((id) => bytes.includes(`text of ${id}-`))).toEqual([]);
  }
}

/** Kills windows that write to and read from one archive, until enough are dead. Counts the steps they were hit in. */
async function haunt(
  program: readonly string[],
  folder: string,
  count: number,
  random: () => number,
  hits: Map<string, number>,
): Promise<void> {
  const acknowledged: string[] = [];
  const purged: string[] = [];
  const living = new Map<Step['by'], Doomed>();
  let opened = 0;

  const open = (by: Step['by']): void => {
    const step = choose(
      random,
      steps.filter((other) => other.by === by),
    );
    if (!step || opened >= count) return;
    opened += 1;
    living.set(by, {
      window: new DoomedWindow(program, folder, `w${opened}`, step.step),
      known: acknowledged.length,
      begun: 1 + Math.floor(random() * step.begun),
      delayMs: random() * step.longestMs,
    });
  };

  open('reader');
  open('writer');
  while (living.size > 0) {
    const by = choose(
      random,
      steps.filter((step) => living.has(step.by)),
    )?.by;
    const doomed = by && living.get(by);
    if (!doomed) break;
    const { window, known, begun, delayMs } = doomed;
    // Without a writer there is no news to wait for.
    const hit = await window.kill(living.has('writer') ? begun : 1, delayMs);
    living.delete(by);
    hits.set(hit, (hits.get(hit) ?? 0) + 1);
    acknowledged.push(...window.kept);
    purged.push(...window.purged);
    expect(window.reports).toEqual([]);
    expect(window.seen).toEqual([...window.seen].sort((a, b) => a - b));
    expect(window.seen[0] ?? known).toBeGreaterThanOrEqual(known);
    await living.get('reader')?.window.sees(acknowledged.length);
    // The database may be away at any time; then it is made again.
    if (random() < 0.1) await rm(join(folder, 'cache'), { recursive: true, force: true, maxRetries: 3 });
    open(by);
  }

  const found = await messagesIn(folder);
  const ids = found.map(({ id }) => id);
  expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
  expect((await recordedMessages(folder)).filter((id) => !id.startsWith('secret')).sort()).toEqual([...ids].sort());
  await checkPurged(folder, purged);
  expect(found.filter(({ id, text }) => text !== `text of ${id}`)).toEqual([]);
  await cp(join(folder, 'log'), join(folder, '..', 'rebuilt', 'log'), { recursive: true });
  expect(await messagesIn(join(folder, '..', 'rebuilt'))).toEqual(found);
}

it(
  `${kills} windows killed in the middle of a step: nothing acknowledged is lost, and every later start is clean`,
  {
    timeout: 10 * 60_000,
  },
  async () => {
    const program = [
      await bundleProgram('steppingWindow.ts'),
      await bundleProgram('../../../../src/archive/projection/projectionWorker.ts'),
    ];
    const hits = new Map<string, number>();
    const random = seededRandom(seed);
    const counts = Array.from({ length: Math.ceil(kills / killsPerArchive) }, (_, index) =>
      Math.min(killsPerArchive, kills - index * killsPerArchive),
    );
    const start = performance.now();
    const lanes = Array.from({ length: archivesAtOnce }, async () => {
      for (let count = counts.pop(); count !== undefined; count = counts.pop())
        await haunt(program, await archiveFolder(), count, seededRandom(random() * 2 ** 32), hits);
    });
    await Promise.all(lanes);

    const table = Object.fromEntries([...hits].sort());
    console.log(
      `${kills} windows were killed in ${Math.round((performance.now() - start) / 1000)} s, while they were at: ${JSON.stringify(table)}`,
    );
    expect([...hits.values()].reduce((sum, count) => sum + count, 0)).toBe(kills);
    expect(steps.filter(({ step }) => (hits.get(step) ?? 0) < killsPerStep)).toEqual([]);
  },
);
