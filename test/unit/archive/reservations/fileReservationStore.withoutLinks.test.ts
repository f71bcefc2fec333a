import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { encodeReservation } from '../../../../src/archive/reservations/reservationRecord.ts';
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import type { Clock } from '../../../../src/core/ports/platform.ts';
import { noon } from '../kit/logs.ts';
import { attemptsOf, codeOf, reservation, setUp, storeIn } from './kit/stores.ts';

describe('on a disk without links', () => {
  const withoutLinks = (): FilePort => ({
    ...nodeFiles,
    link: () => Promise.reject(Object.assign(new Error('EPERM: injected'), { code: 'EPERM' })),
  });

  it.each(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EXDEV', 'EISDIR'])(
    '(%s) a reservation is made all the same, and read by all',
    async (code) => {
      const { another, claim, files, names } = await setUp();
      files.plan('link', { code });
      await claim('a');
      await another().claim(() => reservation('b'));
      expect(attemptsOf(await another().all())).toEqual(['a', 'b']);
      expect((await names()).filter((name) => !name.startsWith('floor-'))).toEqual(['1', '2']);
    },
  );

  it('a number goes to one window only', async () => {
    const { another, numbers } = await setUp();
    const windows = Array.from({ length: 4 }, () => another(withoutLinks()));
    await Promise.all(windows.flatMap((store, window) => [0, 1, 2].map((n) => store.claim(() => reservation(`${window}-${n}`)))));
    expect(await numbers()).toHaveLength(12);
    expect(new Set(attemptsOf(await another().all())).size).toBe(12);
  });

  it('what a writer that was killed in the middle left holds nothing, and is waited for once', async () => {
    const { claim, clock, numbers, put, store } = await setUp();
    await claim('a');
    await put('2', encodeReservation(reservation('dead')).subarray(0, 20));
    await put('3', '');
    await claim('b');
    const waitedMs = clock.now() - noon;
    expect(waitedMs).toBeGreaterThan(0);
    expect(waitedMs).toBeLessThan(10_000);
    await claim('c');
    expect(clock.now() - noon).toBe(waitedMs);
    expect(attemptsOf(await store.all())).toEqual(['a', 'b', 'c']);
    expect(await numbers()).toEqual(['1', '2', '3', '4', '5']);
  });

  it('what is written slowly counts as soon as it is whole', async () => {
    const { archive, clock, files, put, store } = await setUp();
    const bytes = encodeReservation(reservation('slow'));
    await put('1', bytes.subarray(0, 20));
    const patient: Clock = {
      ...clock,
      sleep: async (ms) => {
        await clock.sleep(ms);
        if (clock.now() - noon > 200) await put('1', bytes);
      },
    };
    await storeIn(archive, files, patient).claim(() => reservation('a'));
    expect(attemptsOf(await store.all())).toEqual(['slow', 'a']);
  });

  it('a writer that was given up claims again, with all newcomers in view', async () => {
    const { another, archive, clock, numbers } = await setUp();
    const seen: string[][] = [];
    const slow: FilePort = {
      ...withoutLinks(),
      createFile: async (path, content) => {
        if (!/\/1$/.test(path)) return nodeFiles.createFile(path, content);
        // It stops after the name is made; another window waits, gives up and goes on.
        await nodeFiles.createFile(path, content.subarray(0, 30));
        await another().claim(() => reservation('other'));
        await writeFile(path, content);
      },
    };
    await storeIn(archive, slow, clock).claim((reservations) => {
      seen.push(attemptsOf(reservations));
      return reservation('slow');
    });
    expect(seen).toEqual([[], ['other']]);
    expect(await numbers()).toEqual(['1', '2', '3']);
    expect(attemptsOf(await another().all())).toEqual(['other', 'slow']);
  });

  it('a full disk in the middle costs nobody a wait, and its number is not given again', async () => {
    const { another, clock, archive, numbers } = await setUp();
    const full: FilePort = {
      ...withoutLinks(),
      createFile: async (path, content) => {
        if (!/\/\d+$/.test(path)) return nodeFiles.createFile(path, content);
        await nodeFiles.createFile(path, content.subarray(0, 10));
        throw Object.assign(new Error('ENOSPC: injected'), { code: 'ENOSPC' });
      },
    };
    expect(await codeOf(storeIn(archive, full, clock).claim(() => reservation('a')))).toBe('DISK_FULL');
    await another().claim(() => reservation('b'));
    expect(clock.now()).toBe(noon);
    expect(await numbers()).toEqual(['1', '2']);
    expect(attemptsOf(await another().all())).toEqual(['b']);
  });
});
