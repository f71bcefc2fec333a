import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Message } from '../../../../src/shared/model/message.ts';
import { DoomedWindow } from './doomedWindow.ts';
import { openArchive } from './openArchive.ts';
import { recordedMessages } from './recordedMessages.ts';
import { seededRandom } from './seededRandom.ts';

/**
 * What a window can be killed in, how often it has begun that step before (at most), and how long after the beginning (at most).
 * A new step of the archive needs an entry here and one in steppingWindow.ts.
 */
export const steps = [
  { step: 'open', by: 'writer', weight: 2, begun: 2, longestMs: 60 },
  { step: 'append', by: 'writer', weight: 8, begun: 4, longestMs: 4 },
  { step: 'export', by: 'writer', weight: 4, begun: 2, longestMs: 15 },
  { step: 'purge', by: 'writer', weight: 3, begun: 2, longestMs: 15 },
  { step: 'erase', by: 'writer', weight: 3, begun: 2, longestMs: 15 },
  { step: 'follow', by: 'reader', weight: 3, begun: 3, longestMs: 10 },
] as const;

type Step = (typeof steps)[number];
type Role = Step['by'];

const weightOf = (candidates: readonly Step[]): number => candidates.reduce((sum, { weight }) => sum + weight, 0);

/** How one window ends: all of it follows from its seed. */
interface Fate {
  readonly seed: number;
  readonly step: Step['step'];
  /** Killed so often after the step has begun, so long after the last beginning. */
  readonly begun: number;
  readonly delayMs: number;
  /** Of the living windows the one with the lowest rank is killed first. */
  readonly rank: number;
  /** Whether the database is deleted after it: that may be away at any time. */
  readonly losesDatabase: boolean;
}

interface Doomed {
  readonly fate: Fate;
  readonly window: DoomedWindow;
  /** Messages that were acknowledged by dead windows before this one was opened. */
  readonly known: number;
}

function fateOf(seed: number, by: Role): Fate {
  const random = seededRandom(seed);
  const own = steps.filter((step) => step.by === by);
  let rest = random() * weightOf(own);
  const step = own.find(({ weight }) => (rest -= weight) < 0) ?? own[0]!;
  return {
    seed,
    step: step.step,
    begun: 1 + Math.floor(random() * step.begun),
    delayMs: random() * step.longestMs,
    rank: -Math.log(1 - random()) / weightOf(own),
    losesDatabase: random() < 0.1,
  };
}

/**
 * Windows that write to and read from one archive and are killed, one after another: each by its own seed, the first by `firstSeed` and every
 * following one by the next number. What goes wrong names the seed of the window that was killed last.
 */
export class Haunting {
  /** In which steps windows were really hit, and how often. */
  readonly hits = new Map<string, number>();
  readonly #program: readonly string[];
  readonly #folder: string;
  readonly #acknowledged: string[] = [];
  readonly #purged: string[] = [];
  readonly #entrusted: string[] = [];
  readonly #living = new Map<Role, Doomed>();
  readonly #firstSeed: number;
  readonly #lastSeed: number;
  #nextSeed: number;

  constructor(program: readonly string[], folder: string, firstSeed: number, kills: number) {
    this.#program = program;
    this.#folder = folder;
    this.#firstSeed = firstSeed;
    this.#lastSeed = firstSeed + kills - 1;
    this.#nextSeed = firstSeed;
  }

  async run(): Promise<void> {
    this.#open('reader');
    this.#open('writer');
    for (let next = this.#nextVictim(); next; next = this.#nextVictim()) {
      const [by, doomed] = next;
      const { seed, step, begun, delayMs } = doomed.fate;
      await named(`Kill ${seed} (of a ${by}, at ${step} number ${begun}, after ${delayMs.toFixed(1)} ms)`, () => this.#kill(by, doomed));
    }
    await named(`After the kills ${this.#firstSeed} to ${this.#lastSeed}`, () => this.#checkWhatIsLeft());
  }

  /** Ends the windows that a failure has left. */
  end(): void {
    for (const { window } of this.#living.values()) window.end();
  }

  #open(by: Role): void {
    if (this.#nextSeed > this.#lastSeed) return;
    const fate = fateOf(this.#nextSeed++, by);
    const window = new DoomedWindow(this.#program, this.#folder, `w${fate.seed}`, fate.step);
    this.#living.set(by, { fate, window, known: this.#acknowledged.length });
  }

  #nextVictim(): [Role, Doomed] | undefined {
    return [...this.#living].sort(([, one], [, other]) => one.fate.rank - other.fate.rank)[0];
  }

  async #kill(by: Role, { fate, window, known }: Doomed): Promise<void> {
    // Without a writer there is nothing new to wait for.
    const hit = await window.kill(this.#living.has('writer') ? fate.begun : 1, fate.delayMs);
    this.#living.delete(by);
    this.hits.set(hit, (this.hits.get(hit) ?? 0) + 1);
    this.#acknowledged.push(...window.kept);
    this.#purged.push(...window.purged);
    this.#entrusted.push(...window.entrusted);
    expect(window.reports).toEqual([]);
    expect(window.seen).toEqual([...window.seen].sort((a, b) => a - b));
    expect(window.seen[0] ?? known).toBeGreaterThanOrEqual(known);
    await this.#living.get('reader')?.window.sees(this.#acknowledged.length);
    if (fate.losesDatabase) await rm(join(this.#folder, 'cache'), { recursive: true, force: true, maxRetries: 3 });
    this.#open(by);
  }

  /** Nothing acknowledged is lost, and an archive made anew from the logs is the same. */
  async #checkWhatIsLeft(): Promise<void> {
    const found = await messagesIn(this.#folder);
    const ids = found.map(({ id }) => id);
    expect(this.#acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
    expect((await recordedMessages(this.#folder)).filter((id) => !id.startsWith('secret')).sort()).toEqual([...ids].sort());
    await checkPurged(this.#folder, this.#purged);
    await checkEntrusted(this.#folder, this.#entrusted, this.#purged);
    expect(found.filter(({ id, text }) => text !== `text of ${id}`)).toEqual([]);
    const rebuilt = join(this.#folder, '..', 'rebuilt');
    await cp(join(this.#folder, 'log'), join(rebuilt, 'log'), { recursive: true });
    expect(await messagesIn(rebuilt)).toEqual(found);
  }
}

async function named(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

async function messagesIn(folder: string): Promise<readonly Message[]> {
  const archive = openArchive(folder);
  const messages = await archive.messages('c');
  expect(archive.reports).toEqual([]);
  await archive.close();
  return messages;
}

/** Of entries that are purged together all are there, or none; what stands above them always is. */
async function checkEntrusted(folder: string, entrusted: readonly string[], purged: readonly string[]): Promise<void> {
  const archive = openArchive(folder);
  for (const id of entrusted) {
    const messages = (await archive.messages(id)).map((message) => message.id);
    expect(messages[0]).toBe(`secretly-kept-${id}`);
    expect(purged.includes(id) ? [1] : [1, 4]).toContain(messages.length);
  }
  await archive.close();
}

/** Of what was purged no text is left in any file. */
async function checkPurged(folder: string, purged: readonly string[]): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    expect(purged.filter((id) => bytes.includes(`text of ${id}-`))).toEqual([]);
  }
}
