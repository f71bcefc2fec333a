import { randomUUID } from 'node:crypto';
import { readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { FileRequestClaims } from '../../../../src/archive/reservations/fileRequestClaims.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { faultyFiles } from '../kit/faultyFiles.ts';
import { noon } from '../kit/logs.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

const request = randomUUID();

async function windows(count: number, files = nodeFiles) {
  const folder = join(await temporaryFolder(), 'budget', 'q');
  const clock = testClock(noon);
  const logger = recordingLogger();
  const claims = Array.from({ length: count }, () => new FileRequestClaims({ files, folder, clock, logger }));
  return { folder, clock, logger, claims, take: () => Promise.all(claims.map((each) => each.take(request))) };
}

const granted = (answers: readonly boolean[]) => answers.filter(Boolean).length;

it('one of many windows gets a request, and none after it', async () => {
  const { claims, clock, take } = await windows(8);
  expect(granted(await take())).toBe(1);
  expect(granted(await take())).toBe(0);
  expect(await claims[0]?.take(randomUUID())).toBe(true);
  clock.advance(19_999);
  expect(granted(await take())).toBe(0);
});

it('one that was released is free again', async () => {
  const { claims, take } = await windows(2);
  await claims[0]?.take(request);
  await claims[1]?.release(request);
  expect(granted(await take())).toBe(0);
  await claims[0]?.release(request);
  expect(granted(await take())).toBe(1);
});

it('one whose window says nothing for twenty seconds goes to one of those that waited, and so on', async () => {
  const { clock, take } = await windows(4);
  await take();
  for (let generation = 2; generation <= 4; generation += 1) {
    expect(granted(await take())).toBe(0);
    clock.advance(20_000);
    expect(granted(await take())).toBe(1);
    expect(granted(await take())).toBe(0);
  }
});

it('one that was written down in time is kept without asking the disk', async () => {
  const files = faultyFiles();
  const { claims, clock } = await windows(1, files);
  await claims[0]?.take(request);
  const made = files.calls('createFile');
  clock.advance(9_999);
  expect(await claims[0]?.keep(request)).toBe(true);
  expect(files.calls('createFile')).toBe(made);
});

it('one that was written down late is kept by the window that had it, or by the one that has it by then', async () => {
  const { claims, clock } = await windows(2);
  const [slow, other] = claims;
  await slow?.take(request);
  expect(await other?.take(request)).toBe(false);
  clock.advance(20_000);
  expect(await slow?.keep(request)).toBe(true);
  expect(await other?.take(request)).toBe(false);
  clock.advance(20_000);
  expect(await other?.take(request)).toBe(true);
  expect(await slow?.keep(request)).toBe(false);
  expect(await other?.keep(request)).toBe(true);
});

it('a folder that cannot be written stops nobody', async () => {
  const { folder, claims, logger } = await windows(1);
  await nodeFiles.makeFolder(join(folder, '..'));
  await writeFile(folder, 'a file where a folder belongs');
  expect(await claims[0]?.take(request)).toBe(true);
  expect(await claims[0]?.keep(request)).toBe(true);
  await claims[0]?.release(request);
  expect(logger.lines.map(({ event }) => event)).toEqual(['claims.notTaken']);
});

it('costs one list and one file, and the folder where it is missing', async () => {
  const files = faultyFiles();
  const { claims, folder } = await windows(1, files);
  const counted = () => [files.calls('makeFolder'), files.calls('list'), files.calls('createFile')];
  await claims[0]?.take(randomUUID());
  expect(counted()).toEqual([1, 1, 2]);
  await claims[0]?.take(randomUUID());
  expect(counted()).toEqual([1, 2, 3]);
  await rm(folder, { recursive: true });
  expect(await claims[0]?.take(request)).toBe(true);
  expect(counted()).toEqual([2, 3, 5]);
  expect(await readdir(folder)).toEqual([`${request}.1`]);
});

it('waits for nothing that is old', async () => {
  const removing = Promise.withResolvers<void>();
  const { claims, folder } = await windows(1, { ...nodeFiles, remove: () => removing.promise });
  await nodeFiles.makeFolder(folder);
  const old = join(folder, `${randomUUID()}.1`);
  await writeFile(old, '');
  await utimes(old, 0, 0);
  expect(await claims[0]?.take(request)).toBe(true);
});

it('what is two days old is removed, and nothing else', async () => {
  const { folder, claims } = await windows(1);
  await nodeFiles.makeFolder(folder);
  const names = [`${randomUUID()}.1`, `${randomUUID()}.1`, 'notes.txt'] as const;
  for (const name of names) await writeFile(join(folder, name), '');
  const old = (noon - 49 * 60 * 60 * 1000) / 1000;
  for (const name of [names[0], names[2]]) await utimes(join(folder, name), old, old);
  await claims[0]?.take(request);
  await vi.waitFor(async () => expect((await readdir(folder)).sort()).toEqual([names[1], names[2], `${request}.1`].sort()));
});

it('an old one that cannot be removed costs no other one', async () => {
  const stuck = `${randomUUID()}.1`;
  const remove = (path: string) =>
    path.endsWith(stuck) ? Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' })) : nodeFiles.remove(path);
  const { folder, take, logger } = await windows(2, { ...nodeFiles, remove });
  await nodeFiles.makeFolder(folder);
  await writeFile(join(folder, stuck), '');
  await utimes(join(folder, stuck), 0, 0);
  expect(granted(await take())).toBe(1);
  await vi.waitFor(() => expect(logger.lines.map(({ event }) => event)).toEqual(['claims.notPruned']));
});

it('the name may be written in capitals', async () => {
  const { claims, clock } = await windows(2);
  const take = () => Promise.all(claims.map((each) => each.take(request.toUpperCase())));
  expect(granted(await take())).toBe(1);
  expect(granted(await take())).toBe(0);
  clock.advance(20_000);
  expect(granted(await take())).toBe(1);
});
