import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testClock } from '../../support/testClock.ts';
import type { Filled } from './kit/fillingWindow.ts';
import { ownMounts } from './kit/namespaces.ts';
import { openArchive } from './kit/openArchive.ts';
import type { Tried } from './kit/readingWindow.ts';
import { startProgram } from './kit/startProgram.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { message } from './kit/writing.ts';

const mounts = ownMounts();
const mayMount = mounts.words.length > 0;
const program = (name: string): string => fileURLToPath(new URL(`kit/${name}.ts`, import.meta.url));

/** Runs a window to its end and gives what it says. */
async function say<T>(words: readonly string[], user: { readonly uid?: number; readonly gid?: number } = {}): Promise<T> {
  const window = startProgram(words, undefined, user);
  expect(await window.ended).toBe(0);
  return JSON.parse(window.lines.join('\n')) as T;
}

describe.skipIf(process.platform !== 'linux')('a disk that fills up in the middle of a record, and is freed again', () => {
  /** A small disk that goes away with the window, so that the archive has to be copied before. */
  const onSmallDisk = 'mount -t tmpfs -o size=512k none "$0"; head -c 200000 /dev/zero > "$0/ballast"; "$@"; cp -r "$0/archive" "$0-copy"';

  async function fill(folder: string): Promise<{ readonly filled: Filled; readonly copy: string }> {
    const window = [process.execPath, program('fillingWindow'), folder];
    if (!mayMount) {
      const limited = ['prlimit', '--fsize=200000:unlimited', ...window];
      return { filled: await say<Filled>([...limited, 'prlimit', '--pid', '{pid}', '--fsize=unlimited']), copy: folder };
    }
    const disk = dirname(folder);
    onTestFinished(() => void spawnSync('rm', ['-r', `${disk}-copy`]));
    return {
      filled: await say<Filled>([...mounts.words, 'sh', '-ec', onSmallDisk, disk, ...window, 'rm', `${disk}/ballast`]),
      copy: `${disk}-copy`,
    };
  }

  it(`(${mayMount ? `tmpfs, ${mounts.name}` : 'a limit for the size of a file, because this machine allows no mounts'}): only what was refused is missing`, async () => {
    const { filled, copy } = await fill(await archiveFolder());
    const { asked, kept, refusals, found, reports, cache } = filled;
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['DISK_FULL']));
    for (const { message } of refusals)
      expect(message).toMatch(/^The disk is full \(E(NOSPC|FBIG)(, write)?\): this was not saved\. Everything before it is kept\./);
    expect(asked.length - kept.length).toBe(refusals.length);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.slice(-2)).toEqual(['last-1', 'last-2']);
    expect(found).toEqual(expect.arrayContaining(kept.slice(0, -2)));
    expect(reports).toEqual(['damagedLine']);
    expect(cache.filter((name) => name.endsWith('.tmp'))).toEqual([]);

    const archive = openArchive(copy);
    const ids = (await archive.messages('c')).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([...kept]));
    expect(asked).toEqual(expect.arrayContaining(ids));
    expect(new Set(ids).size).toBe(ids.length);
    expect(archive.reports).toEqual([]);
    await archive.close();
    expect(await readdir(join(copy, 'quarantine'))).toHaveLength(1);
  });
});

/** Node in the role of somebody who may not write; `name` is for the test. */
interface Reader {
  readonly name: string;
  /** The words before the program. */
  readonly words: (folder: string) => readonly string[];
  readonly user: { readonly uid?: number; readonly gid?: number };
}

const readingWindow = [process.execPath, program('readingWindow')];
const isRoot = process.getuid?.() === 0;
const nobody = isRoot ? { uid: 65_534, gid: 65_534 } : {};
const canBeNobody = spawnSync(process.execPath, ['--check', program('readingWindow')], { ...nobody, stdio: 'ignore' }).status === 0;
const stranger: Reader = { name: isRoot ? 'by its mode, for the user "nobody"' : 'by its mode', words: () => [], user: nobody };
const readOnly = 'mount --bind "$0" "$0"; mount -o remount,bind,ro "$0"; "$@"';
const onReadOnlyMount: Reader = {
  name: `by a read-only mount, ${mounts.name}`,
  words: (folder) => [...mounts.words, 'sh', '-ec', readOnly, folder],
  user: {},
};
const readers = [...(canBeNobody ? [stranger] : []), ...(mayMount ? [onReadOnlyMount] : [])];

/** An archive with two messages and, in another month, one more, everything with this mode. */
async function locked(mode: string): Promise<string> {
  const folder = await archiveFolder();
  for (const [id, now] of [
    ['m1', Date.UTC(2025, 11, 1)],
    ['m2', Date.now()],
  ] as const) {
    const archive = openArchive(folder, { clock: testClock(now) });
    await archive.addMessage(message(id));
    await archive.close();
  }
  await chmod(dirname(folder), 0o755);
  expect(spawnSync('chmod', ['-R', mode, folder]).status).toBe(0);
  onTestFinished(() => void spawnSync('chmod', ['-R', 'u+rwX', folder]));
  return folder;
}

const refusedToWrite = [
  'ARCHIVE_READONLY',
  expect.stringMatching(/^The archive folder cannot be written \(E(ACCES|PERM|ROFS), (open|mkdir)\): this was not saved\./),
];

describe.skipIf(process.platform === 'win32')('a folder that is locked', () => {
  it.each(readers.map((reader) => [reader.name, reader] as const))(
    '%s against writing: it is read, and a write says so',
    async (_name, { words, user }) => {
      const folder = await locked('a=rX');
      const tried = await say<Tried>([...words(folder), ...readingWindow, folder], user);
      expect(tried).toEqual({ read: ['m1', 'm2'], written: refusedToWrite, state: 'readonly', reports: [] });
      const archive = openArchive(folder);
      expect(await archive.messages('c')).toHaveLength(2);
      expect(archive.reports).toEqual([]);
      await archive.close();
    },
  );

  it.runIf(canBeNobody)(`${stranger.name} against everything: that is said`, async () => {
    const folder = await locked('a=');
    const tried = await say<Tried>([...readingWindow, folder], nobody);
    expect(tried.read).toEqual(['ARCHIVE_DAMAGED', expect.stringMatching(/^The archive could not be opened. Nothing is lost/)]);
    expect(tried.written).toEqual(refusedToWrite);
  });

  it.runIf(canBeNobody).each([
    ['log/2025-12', ['m2'], ['indexSetAside', 'unreadableLog']],
    ['quarantine', ['m1', 'm2'], []],
    ['cache', ['m1', 'm2'], ['indexSetAside']],
  ] as const)('in one part only, %s: everything else is read', async (part, read, reports) => {
    const folder = await locked('a=rX');
    await mkdir(join(folder, part), { recursive: true });
    await chmod(join(folder, part), 0);
    expect(await say<Tried>([...readingWindow, folder], nobody)).toMatchObject({ read, reports });
  });
});
