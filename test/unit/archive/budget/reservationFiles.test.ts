import { mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeReservation } from '../../../../src/archive/budget/reservationRecord.ts';
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import { encodeRecord } from '../../../../src/archive/log/logRecord.ts';
import type { Clock, Reservation } from '../../../../src/core/ports.ts';
import { faultyFiles, type FaultyCall } from '../kit/faultyFiles.ts';
import { noon } from '../kit/logs.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';
import { attemptsOf, hourMs, impatientClock, reservation, reservationFolder, storeIn } from './kit/stores.ts';

async function setUp() {
  const archive = await temporaryFolder();
  const files = faultyFiles();
  const clock = impatientClock();
  const folder = reservationFolder(archive);
  const store = storeIn(archive, files, clock);
  const names = async (): Promise<string[]> => (await nodeFiles.list(folder)).sort();
  const numbers = async (): Promise<string[]> => (await names()).filter((name) => /^\d+$/.test(name));
  /** Puts a file there as another hand might. */
  const put = async (name: string, content: string | Uint8Array, ageMs = 0): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), content);
    const at = new Date(noon - ageMs);
    await utimes(join(folder, name), at, at);
  };
  const claim = (attemptId: string, fields: Partial<Reservation> = {}) => store.claim(() => reservation(attemptId, fields));
  /** Another window on the same folder. */
  const another = (otherFiles: FilePort = nodeFiles) => storeIn(archive, otherFiles, clock);
  return { archive, files, clock, folder, store, names, numbers, put, claim, another };
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

describe('a store of reservations', () => {
  it('makes nothing before the first reservation, not even for one that is refused', async () => {
    const { archive, store } = await setUp();
    expect(await store.all()).toEqual([]);
    await store.prune(() => true);
    const refusal = new Error('over the budget');
    await expect(
      store.claim(() => {
        throw refusal;
      }),
    ).rejects.toBe(refusal);
    expect(await readdir(archive)).toEqual([]);
  });

  it('keeps what it is given, in the order of its numbers, for every window', async () => {
    const { another, claim, numbers, store } = await setUp();
    const given = reservation('a', { worstUsd: '0.0000000000000001', conversationId: 'ü', at: 0 });
    expect(await store.claim(() => given)).toEqual(given);
    await claim('b');
    expect(await numbers()).toEqual(['1', '2']);
    expect(await another().all()).toEqual([given, reservation('b')]);
  });

  it.skipIf(process.platform === 'win32')('is for its owner only', async () => {
    const { claim, folder } = await setUp();
    await claim('a');
    const mode = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
    expect([await mode(folder), await mode(join(folder, '1'))]).toEqual(['700', '600']);
  });

  it('leaves no private file, whether the claim succeeds or is refused after another window was faster', async () => {
    const { another, archive, clock, names } = await setUp();
    let decisions = 0;
    const slower: FilePort = {
      ...nodeFiles,
      link: async (from, to) => {
        await another().claim(() => reservation('b'));
        return nodeFiles.link(from, to);
      },
    };
    const racing = storeIn(archive, slower, clock).claim((seen) => {
      decisions += 1;
      if (seen.length > 0) throw new Error('too late');
      return reservation('a');
    });
    await expect(racing).rejects.toThrow('too late');
    expect(decisions).toBe(2);
    expect((await names()).filter((name) => !name.startsWith('floor-'))).toEqual(['1']);
  });

  it('lets the last one of an attempt count, in what it shows and in what is decided on', async () => {
    const { another, claim, store } = await setUp();
    await claim('a', { worstUsd: '5' });
    await claim('b');
    await claim('a', { worstUsd: '2' });
    const expected = [reservation('b'), reservation('a', { worstUsd: '2' })];
    expect(await another().all()).toEqual(expected);
    let seen: readonly Reservation[] = [];
    await store.claim((reservations) => {
      seen = reservations;
      return reservation('c');
    });
    expect(seen).toEqual(expected);
  });

  it('decides on one claim after the other within a window', async () => {
    const { numbers, store } = await setUp();
    const seen: number[] = [];
    const claims = Array.from({ length: 20 }, (_, index) =>
      store.claim((reservations) => {
        seen.push(reservations.length);
        return reservation(`a${index}`);
      }),
    );
    await Promise.all(claims);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(await numbers()).toHaveLength(20);
  });

  it('reads each file once', async () => {
    const { another, claim, files, store } = await setUp();
    const other = another();
    for (const id of ['a', 'b', 'c']) await other.claim(() => reservation(id));
    await store.all();
    expect(files.calls('read')).toBe(3);
    await claim('d');
    await other.claim(() => reservation('e'));
    expect(await store.all()).toHaveLength(5);
    expect(files.calls('read')).toBe(4);
  });

  it('refuses to write what it could not read again', async () => {
    const { claim, names } = await setUp();
    for (const worstUsd of ['', '-1', 'NaN', 'a lot']) expect(await codeOf(claim('a', { worstUsd }))).toBe('INTERNAL');
    expect(await codeOf(claim('a'.repeat(5000)))).toBe('INTERNAL');
    expect((await names()).filter((name) => !name.startsWith('floor-'))).toEqual([]);
  });
});

describe('a claim that the disk does not allow', () => {
  const second = [undefined];
  it.each<[FaultyCall, string, string, (readonly undefined[])?]>([
    ['makeFolder', 'EACCES', 'ARCHIVE_READONLY'],
    ['makeFolder', 'EEXIST', 'ARCHIVE_DAMAGED'],
    ['list', 'EACCES', 'ARCHIVE_READONLY'],
    ['list', 'EIO', 'ARCHIVE_DAMAGED'],
    ['createFile', 'ENOSPC', 'DISK_FULL'],
    ['createFile', 'EROFS', 'ARCHIVE_READONLY'],
    ['createFile', 'ENOSPC', 'DISK_FULL', second],
    ['createFile', 'EDQUOT', 'DISK_FULL', second],
    ['createFile', 'EIO', 'ARCHIVE_DAMAGED', second],
    ['link', 'ENOSPC', 'DISK_FULL'],
    ['link', 'EIO', 'ARCHIVE_DAMAGED'],
    ['link', 'EROFS', 'ARCHIVE_READONLY'],
  ])('%s fails with %s: %s, nothing is granted, and the next one succeeds', async (call, code, expected, before = []) => {
    const { another, claim, files, names } = await setUp();
    files.plan(call, ...before, { code });
    expect(await codeOf(claim('a'))).toBe(expected);
    expect(await another().all()).toEqual([]);
    await claim('b');
    expect(attemptsOf(await another().all())).toEqual(['b']);
    expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each<[string, string]>([
    ['EACCES', 'ARCHIVE_READONLY'],
    ['EIO', 'ARCHIVE_DAMAGED'],
  ])('because what others reserved cannot be read (%s): %s', async (code, expected) => {
    const { another, claim, files, store } = await setUp();
    await another().claim(() => reservation('b'));
    files.plan('read', { code }, { code });
    expect(await codeOf(claim('a'))).toBe(expected);
    expect(await codeOf(store.all())).toBe(expected);
    await claim('a');
    expect(attemptsOf(await store.all())).toEqual(['b', 'a']);
  });

  it('because the list fails after the number was given: the number stays, and counts', async () => {
    const { another, claim, files } = await setUp();
    await claim('a');
    files.plan('list', undefined, { code: 'EIO' });
    expect(await codeOf(claim('b'))).toBe('ARCHIVE_DAMAGED');
    expect(attemptsOf(await another().all())).toEqual(['a', 'b']);
  });

  it('goes on when a private file cannot be removed', async () => {
    const { claim, files, store } = await setUp();
    files.plan('remove', { code: 'EBUSY' });
    await claim('a');
    expect(attemptsOf(await store.all())).toEqual(['a']);
  });

  it('begins anew when its private file vanished, and gives up when that goes on', async () => {
    const { claim, files, numbers } = await setUp();
    const gone = { code: 'ENOENT' };
    files.plan('link', gone, gone, gone);
    await claim('a');
    expect(await numbers()).toEqual(['1']);
    files.plan('link', gone, gone, gone, gone);
    expect(await codeOf(claim('b'))).toBe('ARCHIVE_DAMAGED');
    expect(await numbers()).toEqual(['1']);
  });

  it('begins anew when somebody deletes the folder under it', async () => {
    const { another, claim, folder, numbers, store } = await setUp();
    for (const id of ['a', 'b', 'c']) await claim(id);
    await rm(folder, { recursive: true });
    await another().claim(() => reservation('d'));
    await claim('e');
    expect(await numbers()).toEqual(['1', '2']);
    expect(attemptsOf(await store.all())).toEqual(['d', 'e']);
  });
});

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

describe('what else lies in the folder', () => {
  it('is not looked at when its name is not one of ours', async () => {
    const { claim, names, numbers, put, store } = await setUp();
    const strangers = ['0', '01', '-1', '1e3', '1.5', '2 (conflicted copy)', '1234567890123456', 'README', 'floor-x', '.DS_Store', '3.txt'];
    for (const name of strangers) await put(name, 'whatever');
    await claim('a');
    await store.prune(() => true);
    expect(attemptsOf(await store.all())).toEqual(['a']);
    expect((await numbers()).includes('1')).toBe(true);
    expect(await names()).toEqual(expect.arrayContaining(strangers));
  });

  it.skipIf(process.platform === 'win32')('holds nothing when it is no file, but its number is taken', async () => {
    const { claim, clock, folder, numbers, put, store } = await setUp();
    await put('1', encodeReservation(reservation('a')));
    await mkdir(join(folder, '2'));
    await symlink('nowhere', join(folder, '3'));
    await claim('b');
    expect(await numbers()).toEqual(['1', '2', '3', '4']);
    expect(attemptsOf(await store.all())).toEqual(['a', 'b']);
    expect(clock.now()).toBe(noon);
  });

  const whole = encodeReservation(reservation('x'));
  const altered = Buffer.from(whole.toString().replace('"worstUsd":"1"', '"worstUsd":"0"'));
  it.each<[string, string | Uint8Array]>([
    ['text', 'hello'],
    ['zeros', new Uint8Array(200)],
    ['a sum that was altered', altered],
    ['JSON without a checksum', JSON.stringify({ v: 1, attempt: 'x', conversation: 'c', worstUsd: '1', at: 1 })],
    ['a negative sum', encodeRecord({ v: 1, attempt: 'x', conversation: 'c', worstUsd: '-1', at: 1 })],
    ['a later version', encodeRecord({ v: 2, attempt: 'x', holds: '1' })],
    ['a huge file', Buffer.alloc(1_000_000, whole)],
  ])('and may be a reservation of unknown height (%s) lets nobody claim, until it is two days old', async (_name, content) => {
    const { claim, clock, put, store } = await setUp();
    await claim('a');
    await put('2', content);
    expect(await codeOf(claim('b'))).toBe('ARCHIVE_DAMAGED');
    expect(await codeOf(store.all())).toBe('ARCHIVE_DAMAGED');
    clock.advance(49 * hourMs);
    await claim('c');
    expect(attemptsOf(await store.all())).toEqual(['a', 'c']);
  });

  it('is read although an editor changed its line end', async () => {
    const { put, store } = await setUp();
    await put('1', whole.subarray(0, -1));
    await put('2', Buffer.concat([encodeReservation(reservation('y')).subarray(0, -1), Buffer.from('\r\n')]));
    expect(attemptsOf(await store.all())).toEqual(['x', 'y']);
  });

  it('can have the last number there is: then nothing is granted, and the sentence says what to delete', async () => {
    const { claim, put } = await setUp();
    await put('999999999999999', whole);
    await expect(claim('a')).rejects.toThrow('budget/r');
  });
});

describe('pruning', () => {
  const old = { at: noon - 49 * hourMs };

  it('removes what is old and done, and never the largest number', async () => {
    const { claim, numbers, store } = await setUp();
    await claim('done', old);
    await claim('open', old);
    await claim('young');
    await claim('done too', old);
    await claim('last', old);
    await store.prune(({ attemptId }) => attemptId !== 'open');
    expect(await numbers()).toEqual(['2', '3', '5']);
    expect(attemptsOf(await store.all())).toEqual(['open', 'young', 'last']);
  });

  it('keeps a later reservation of an attempt as long as an earlier one is there', async () => {
    const { claim, store } = await setUp();
    await claim('a', { worstUsd: '5' });
    await claim('a', { worstUsd: '1', ...old });
    await claim('b');
    await store.prune(() => true);
    expect(await store.all()).toEqual([reservation('a', { worstUsd: '1', ...old }), reservation('b')]);
  });

  it('removes what is left of dead writers and of damaged files, and what killed windows left', async () => {
    const { claim, clock, names, numbers, put, store } = await setUp();
    await put('1', 'damaged', 49 * hourMs);
    await put('2', '', 49 * hourMs);
    await put(`.claim.${noon - 2 * hourMs}-0123abcd.tmp`, '');
    await put(`.claim.${noon}-0123abcd.tmp`, '');
    await claim('a');
    await store.prune(() => false);
    expect(await numbers()).toEqual(['3']);
    const others = (await names()).filter((name) => !/^\d+$|^floor-/.test(name));
    expect(others).toEqual([`.claim.${noon}-0123abcd.tmp`]);
    clock.advance(2 * hourMs);
    await store.prune(() => false);
    expect((await names()).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('keeps its marks few', async () => {
    const { claim, clock, names, store } = await setUp();
    for (let day = 0; day < 10; day += 1) {
      await claim(`a${day}`, { at: clock.now() });
      clock.advance(24 * hourMs);
      await store.prune(() => true);
    }
    expect((await names()).filter((name) => name.startsWith('floor-')).length).toBeLessThanOrEqual(4);
  });

  it.each<FaultyCall>(['list', 'createFile', 'remove', 'read'])('never fails (%s), and does its work another time', async (call) => {
    const { another, files, numbers } = await setUp();
    const other = another();
    for (const id of ['a', 'b', 'c']) await other.claim(() => reservation(id, old));
    const store = another(files);
    files.plan(call, { code: 'EIO' });
    await store.prune(() => true);
    expect(store.logger.lines).toMatchObject([{ level: 'warn', event: 'budget.pruneFailed', fields: { code: 'EIO' } }]);
    await store.prune(() => true);
    expect(await numbers()).toEqual(['3']);
  });

  it('never fails, not even when it is asked wrongly', async () => {
    const { claim, store } = await setUp();
    for (const id of ['a', 'b']) await claim(id, old);
    await store.prune(() => {
      throw new Error('do not know');
    });
    expect(attemptsOf(await store.all())).toEqual(['a', 'b']);
  });

  it.each([0, 1, 3])(
    'a window that slept after it had seen %d reservations, while others went on and removed them, does not take a number that was theirs',
    async (seenBefore) => {
      const { another, archive, clock, files, numbers } = await setUp();
      const other = another();
      const say = async (id: string) => void (await other.claim(() => reservation(id, { at: clock.now() })));
      for (let n = 0; n < seenBefore; n += 1) await say(`before ${n}`);

      const seen: string[][] = [];
      const sleepy = storeIn(
        archive,
        {
          ...files,
          link: async (from, to) => {
            if (seen.length === 1) {
              for (let n = 0; n < 5; n += 1) await say(`meanwhile ${n}`);
              clock.advance(49 * hourMs);
              await other.prune(() => true);
              await say('after');
            }
            return nodeFiles.link(from, to);
          },
        },
        clock,
      );
      await sleepy.claim((reservations) => {
        seen.push(attemptsOf(reservations));
        return reservation('sleepy', { at: clock.now() });
      });
      expect(seen.at(-1)).toEqual(['meanwhile 4', 'after']);
      const last = seenBefore + 5;
      expect((await numbers()).sort((a, b) => Number(a) - Number(b))).toEqual([last, last + 1, last + 2].map(String));
      expect(attemptsOf(await another().all())).toEqual(['meanwhile 4', 'after', 'sleepy']);
    },
  );
});

describe('a file of a reservation', () => {
  it('is one line in the form of the log', async () => {
    const { claim, folder } = await setUp();
    await claim('a');
    const line = await readFile(join(folder, '1'), 'utf8');
    expect(line).toMatch(/^[0-9a-f]{8} \{"v":1,"attempt":"a","conversation":"c","worstUsd":"1","at":\d+\}\n$/);
  });

  it.each(Array.from({ length: encodeReservation(reservation('x')).length }, (_, length) => length))(
    'is never taken for another one when only %d bytes of it are there',
    async (length) => {
      const { put, store } = await setUp();
      const bytes = encodeReservation(reservation('x'));
      await put('1', bytes.subarray(0, length));
      expect(await store.all()).toEqual(length === bytes.length - 1 ? [reservation('x')] : []);
    },
  );
});
