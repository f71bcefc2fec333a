import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { FileReservationStore } from '../../../../src/archive/reservations/fileReservationStore.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { bundleProgram } from '../kit/bundleProgram.ts';
import { ownProcesses } from '../kit/namespaces.ts';
import { seededRandom } from '../kit/seededRandom.ts';
import { startProgram } from '../kit/startProgram.ts';
import { archiveFolder } from '../kit/temporaryFolder.ts';

const limit = 1000;
const attemptsEach = 400;
const names = ['w0', 'w1', 'w2', 'w3'];
const surroundings = ownProcesses();
/** Whoever kills the first process kills the window, too. */
const words = surroundings.words.length > 0 ? [...surroundings.words, '--kill-child'] : [];

interface Said {
  readonly processId: string;
  readonly granted: readonly string[];
  readonly refused: readonly string[];
  readonly claimMs: readonly number[];
  readonly kills: number;
}

let program: string;
beforeAll(async () => {
  program = await bundleProgram('../reservations/kit/claimingProcess.ts');
});

/** One window after the other goes through the attempts of one name; each but the last is killed after so many of its answers. */
async function haunt(archive: string, name: string, options: readonly string[], killAfter: readonly number[]): Promise<Said> {
  const granted: string[] = [];
  const refused: string[] = [];
  const claimMs: number[] = [];
  let processId = '';
  let next = 0;
  for (const answersAtMost of [...killAfter, Infinity]) {
    const args = [archive, name, String(next), String(attemptsEach), String(limit), ...options];
    let answers = 0;
    const window = startProgram([...words, process.execPath, program, ...args], () => {
      answers += 1;
      if (answers > answersAtMost) window.process.kill('SIGKILL');
    });
    onTestFinished(() => void window.process.kill('SIGKILL'));
    const code = await window.ended;
    expect(code === 0).toBe(answersAtMost === Infinity);
    const [first = '', ...said] = window.lines;
    processId = first;
    for (const line of said) {
      const [word = '', attempt = '', ms] = line.split(' ');
      (word === 'granted' ? granted : refused).push(attempt);
      if (ms !== undefined) claimMs.push(Number(ms));
      // The one it was at when it was killed may have its reservation: nobody asks for it again.
      next = Number(attempt.slice(name.length + 1)) + 2;
    }
  }
  return { processId, granted, refused, claimMs, kills: killAfter.length };
}

const quantile = (values: readonly number[], share: number): string =>
  ([...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? NaN).toFixed(2);

async function race(title: string, options: (name: string) => readonly string[]) {
  const archive = await archiveFolder();
  await mkdir(join(archive, 'settled'), { recursive: true });
  const random = seededRandom(20_261_127);
  const kills = names.map((_, index) => Array.from({ length: index === 0 ? 0 : 2 }, () => 5 + Math.floor(random() * 40)));
  const said = await Promise.all(names.map((name, index) => haunt(archive, name, options(name), kills[index] ?? [])));
  if (surroundings.words.length > 0) expect(new Set(said.map(({ processId }) => processId)).size).toBe(1);

  const granted = said.flatMap((window) => window.granted);
  const claimMs = said.flatMap((window) => window.claimMs);
  console.log(
    `${title}: ${granted.length} of ${limit} granted, ${said.flatMap(({ refused }) => refused).length} refused, ` +
      `${said.reduce((sum, window) => sum + window.kills, 0)} windows killed; a claim took ${quantile(claimMs, 0.5)} ms (p50), ` +
      `${quantile(claimMs, 0.95)} ms (p95), ${quantile(claimMs, 1)} ms at most`,
  );
  const folder = join(archive, 'budget', 'r');
  const store = new FileReservationStore({ files: nodeFiles, folder, clock: systemClock, logger: recordingLogger() });
  const reserved = (await store.all()).map(({ attemptId }) => attemptId);
  const settled: string[] = [];
  for (const file of await readdir(join(archive, 'settled')))
    settled.push(...(await readFile(join(archive, 'settled', file), 'utf8')).split('\n').slice(0, -1));
  const used = new Set([...settled, ...reserved]);
  expect(granted.filter((attempt) => !used.has(attempt))).toEqual([]);
  expect(new Set(granted).size).toBe(granted.length);
  return { granted, used, reserved, store, files: (await readdir(folder)).sort() };
}

const numbersIn = (files: readonly string[]): number[] =>
  files
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);

describe(`4 processes, each ${surroundings.name}, 1,600 attempts of one unit on a limit of 1,000, six windows killed in the middle`, () => {
  it('are granted exactly 1,000, under the numbers from 1 to 1,000', { timeout: 180_000 }, async () => {
    const { files, granted, reserved, used } = await race('With links', () => []);
    expect(used.size).toBe(limit);
    expect(granted.length).toBeGreaterThanOrEqual(limit - 6);
    expect(reserved).toHaveLength(limit);
    expect(numbersIn(files)).toEqual(Array.from({ length: limit }, (_, index) => index + 1));
    const others = files.filter((name) => !/^\d+$|^floor-/.test(name));
    expect(others.every((name) => /^\.claim\.\d+-[0-9a-f]{8}\.tmp$/.test(name))).toBe(true);
    expect(others.length).toBeLessThanOrEqual(6);
  });

  it('are granted exactly 1,000 while old reservations are removed all the time', { timeout: 180_000 }, async () => {
    const { files, granted, store, used } = await race('With links, pruning', () => ['pruning']);
    expect(used.size).toBe(limit);
    expect(granted.length).toBeGreaterThanOrEqual(limit - 6);
    const [highest = 0] = numbersIn(files).reverse();
    expect(highest).toBe(limit);
    await store.prune(() => true);
    expect((await store.all()).length).toBe(1);
  });

  it('are granted exactly 1,000 when the file system has no links, for one of them or for all', { timeout: 180_000 }, async () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['Without links', names],
      ['Without links in one window', ['w3']],
    ];
    for (const [title, without] of cases) {
      const { files, granted, used } = await race(title, (name) => (without.includes(name) ? ['withoutLinks'] : []));
      expect(used.size).toBe(limit);
      expect(granted.length).toBeGreaterThanOrEqual(limit - 6);
      expect(numbersIn(files).length).toBeGreaterThanOrEqual(limit);
    }
  });
});
