import { mkdir, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeReservation } from '../../../../src/archive/reservations/reservationRecord.ts';
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import { encodeRecord } from '../../../../src/archive/log/logRecord.ts';
import type { Reservation } from '../../../../src/core/ports/reservationStore.ts';
import { countedRounds } from '../../../support/countedRounds.ts';
import type { Fault, FaultyCall } from '../kit/faultyFiles.ts';
import { noon } from '../kit/logs.ts';
import { attemptsOf, codeOf, hourMs, reservation, setUp, storeIn } from './kit/stores.ts';

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

  it('waits for the disk nine times: what makes a number durable is one of them', async () => {
    const { archive, claim, clock } = await setUp();
    await claim('a');
    const { counted, ended, begin } = countedRounds();
    const files = counted({ ...nodeFiles, createLog: async (path: string) => counted(await nodeFiles.createLog(path)) });
    begin();
    await storeIn(archive, files, clock).claim(() => reservation('b'));
    expect(ended()).toBe(9);
  });

  it('refuses to write what it could not read again', async () => {
    const { claim, names } = await setUp();
    for (const worstUsd of ['', '-1', 'NaN', 'a lot']) expect(await codeOf(claim('a', { worstUsd }))).toBe('INTERNAL');
    expect(await codeOf(claim('a'.repeat(5000)))).toBe('INTERNAL');
    expect((await names()).filter((name) => !name.startsWith('floor-'))).toEqual([]);
  });
});

describe('a claim that the disk does not allow', () => {
  it.each<[FaultyCall, string, string]>([
    ['makeFolder', 'EACCES', 'ARCHIVE_READONLY'],
    ['makeFolder', 'EEXIST', 'ARCHIVE_DAMAGED'],
    ['list', 'EACCES', 'ARCHIVE_READONLY'],
    ['list', 'EIO', 'ARCHIVE_DAMAGED'],
    ['createFile', 'ENOSPC', 'DISK_FULL'],
    ['createFile', 'EROFS', 'ARCHIVE_READONLY'],
    ['createLog', 'ENOSPC', 'DISK_FULL'],
    ['createLog', 'EACCES', 'ARCHIVE_READONLY'],
    ['append', 'EDQUOT', 'DISK_FULL'],
    ['append', 'EIO', 'ARCHIVE_DAMAGED'],
    ['link', 'ENOSPC', 'DISK_FULL'],
    ['link', 'EIO', 'ARCHIVE_DAMAGED'],
    ['link', 'EROFS', 'ARCHIVE_READONLY'],
  ])('%s fails with %s: %s, nothing is granted, and the next one succeeds', async (call, code, expected) => {
    const { another, claim, files, names } = await setUp();
    files.plan(call, { code });
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

  it.each<[FaultyCall, readonly Fault[]]>([
    ['list', [undefined, { code: 'EIO' }]],
    ['sync', [{ code: 'EIO' }]],
  ])('after its number was given (%s): the number stays, and counts', async (call, faults) => {
    const { another, claim, files } = await setUp();
    await claim('a');
    files.plan(call, ...faults);
    expect(await codeOf(claim('b'))).toBe('ARCHIVE_DAMAGED');
    expect(attemptsOf(await another().all())).toEqual(['a', 'b']);
    await claim('c');
    expect(attemptsOf(await another().all())).toEqual(['a', 'b', 'c']);
  });

  it('is made whole when the disk takes it in pieces, and refused when it takes no more', async () => {
    const { another, claim, files } = await setUp();
    files.plan('append', { takes: 10 }, { takes: 1 });
    await claim('a');
    files.plan('append', { takes: 10 }, { takes: 0 });
    expect(await codeOf(claim('b'))).toBe('DISK_FULL');
    expect(await another().all()).toEqual([reservation('a')]);
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

describe('what else lies in the folder', () => {
  it('is not read when its name is not one of ours', async () => {
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
