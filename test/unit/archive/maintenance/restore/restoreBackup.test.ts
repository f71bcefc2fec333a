import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backupZip, type ZipResult } from '../../../../../src/archive/maintenance/backup/backupZip.ts';
import { restoreBackup, type RestoreResult } from '../../../../../src/archive/maintenance/restore/restoreBackup.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import { PurgedIds } from '../../../../../src/archive/log/purgedIds.ts';
import { contentOf } from '../../../../../src/archive/maintenance/purge/contentRecord.ts';
import { recordOf, type Operation } from '../../../../../src/archive/log/operations.ts';
import { faultyFiles } from '../../kit/faultyFiles.ts';
import { history } from '../../kit/historyArbitrary.ts';
import { lines, logA, writerA, writerB } from '../../kit/logs.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, created, filesWith, laterClock, noonClock, rowsOf, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const logB = `2026-01/${writerB}.ndjson`;

const zip = (folder: string, path: string, files: FilePort = nodeFiles): Promise<ZipResult> =>
  backupZip({ files, clock: noonClock, folder, path });

const restore = (folder: string, source: string, files: FilePort = nodeFiles): Promise<RestoreResult> =>
  restoreBackup({ files, clock: laterClock, folder, source });

async function archiveOf(operations: readonly Operation[]): Promise<string> {
  const folder = join(await temporaryFolder(), 'archive');
  await mkdir(folder);
  await writeLogs(folder, operations);
  return folder;
}

async function zipped(operations: readonly Operation[]): Promise<string> {
  const folder = await archiveOf(operations);
  const path = join(folder, '../backup.zip');
  await zip(folder, path);
  return path;
}

const emptyArchive = (): Promise<string> => archiveOf([]);
const one = (): Operation[] => written(writerA, [created('c-one', 'First'), ...talk('c-one', 1, 'gardening')]);
const two = (): Operation[] => written(writerB, [created('c-two', 'Second'), ...talk('c-two', 1, 'cooking')]);
const purgeOf = (conversation: string): Operation[] =>
  written('20260103-cccccccccccccccccccc', [{ t: 'conversation.purged', conversation }], 100);

/** Without the content of what some operation purges. */
function unpurged(operations: readonly Operation[]): Operation[] {
  const purged = operations.flatMap(({ body }) => (body.t === 'conversation.purged' ? [body.conversation] : []));
  return operations.filter((entry) => !purged.includes(contentOf(recordOf(entry))?.conversation ?? ''));
}

describe('a backup as one file', () => {
  it('restored into an empty folder comes to the same (any history)', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (operations) => {
        const source = await archiveOf(operations);
        const path = join(source, '../backup.zip');
        await zip(source, path);
        const target = await emptyArchive();
        const result = operations.length === 0 ? null : await restore(target, path);
        expect(result?.records ?? 0).toBe(unpurged(operations).length);
        expect(await rowsOf(target)).toEqual(await rowsOf(source));
      }),
      { seed: 20260101, numRuns: 20 },
    );
  });

  it('is for this user only, and leaves nothing beside it', async () => {
    const path = await zipped([...one(), ...two()]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await nodeFiles.list(join(path, '..'))).toEqual(['archive', 'backup.zip']);
  });

  it('has no record that is only half written', async () => {
    const source = await archiveOf(one());
    const whole = await readFile(join(source, 'log', logA));
    await writeInto(source, `log/${logA}`, Buffer.concat([whole, Buffer.from('12345678 {"v":1,"id"')]));
    const path = join(source, '../backup.zip');
    expect(await zip(source, path)).toMatchObject({ files: 1, bytes: whole.length, failures: [] });
    const target = await emptyArchive();
    await restore(target, path);
    expect(await contentBelow(target)).toEqual(new Map([[`log/${logA}`, whole]]));
  });

  it('has the other logs when one cannot be read', async () => {
    const source = await archiveOf([...one(), ...two()]);
    const files = faultyFiles();
    files.refuse('read', 'aaaa', 'EIO');
    expect(await zip(source, join(source, '../b.zip'), files)).toMatchObject({ files: 1, failures: [{ file: `log/${logA}` }] });
  });

  it.each([
    ['the disk is full', 'append', 'ENOSPC', 'DISK_FULL'],
    ['the disk fails', 'sync', 'EIO', 'ARCHIVE_DAMAGED'],
    ['the place cannot be written', 'createLog', 'EACCES', 'ARCHIVE_READONLY'],
    ['a file there cannot be replaced', 'rename', 'EPERM', 'ARCHIVE_READONLY'],
  ] as const)('leaves the older backup as it is when %s', async (_, call, code, expected) => {
    const source = await archiveOf(one());
    const path = join(source, '../backup.zip');
    await writeInto(source, '../backup.zip', 'an older backup');
    const files = faultyFiles();
    files.plan(call, ...Array.from({ length: 4 }, () => ({ code })));
    await expect(zip(source, path, files)).rejects.toMatchObject({ code: expected });
    expect(await readFile(path, 'utf8')).toBe('an older backup');
    expect(await nodeFiles.list(join(path, '..'))).toEqual(['archive', 'backup.zip']);
  });

  it('replaces a file that a virus scanner holds open for a moment', async () => {
    const source = await archiveOf(one());
    const files = faultyFiles();
    files.plan('rename', { code: 'EPERM' }, { code: 'EPERM' }, { code: 'EPERM' });
    expect((await zip(source, join(source, '../b.zip'), files)).zipBytes).toBeGreaterThan(100);
  });
});

describe('restoring', () => {
  it('an archive into itself changes nothing', async () => {
    const folder = await archiveOf([...one(), ...two()]);
    const before = await contentBelow(folder);
    expect(await restore(folder, folder)).toEqual({
      files: 0,
      bytes: 0,
      present: 2,
      records: 0,
      skipped: [],
      purged: new PurgedIds(),
      failures: [],
    });
    expect(await contentBelow(folder)).toEqual(before);
  });

  it('two archives into one another comes to the same (any history)', async () => {
    const bounded = fc.tuple(history, fc.nat(2));
    await fc.assert(
      fc.asyncProperty(bounded, async ([operations, split]) => {
        const here = operations.filter(({ writer }) => writer.endsWith(String(split)) || writer.endsWith('0'));
        const there = operations.filter((entry) => !here.includes(entry) || entry.writer.endsWith('0'));
        if (here.length === 0 || there.length === 0) return;
        const [a, b, copyOfA] = [await archiveOf(here), await archiveOf(there), await archiveOf(here)];
        await restore(a, b);
        await restore(b, copyOfA);
        expect(await rowsOf(a)).toEqual(await rowsOf(b));
      }),
      { seed: 20260101, numRuns: 20 },
    );
  });

  it.each(['', 'log', 'log/2026-01'])('takes a folder: %s', async (part) => {
    const target = await archiveOf(two());
    const source = await archiveOf(one());
    expect(await restore(target, join(source, part))).toMatchObject({ files: 1, records: 8 });
    expect([...(await contentBelow(target)).keys()]).toEqual([`log/${logA}`, `log/${logB}`]);
  });

  it('keeps what is here when a file of the same name has more or something else, and counts what is new', async () => {
    const longer = [...one(), ...written(writerA, talk('c-one', 2, 'pruning'), 50)];
    const target = await archiveOf(one());
    const before = await readFile(join(target, 'log', logA));
    const path = await zipped(longer);
    expect(await restore(target, path)).toMatchObject({ files: 1, present: 0, records: 7 });
    const content = await contentBelow(target);
    expect(content.get(`log/${logA}`)).toEqual(before);
    expect(content.get(`log/2026-01/${writerA} (2).ndjson`)).toEqual(lines(longer));
    expect(await rowsOf(target)).toEqual(await rowsOf(await archiveOf(longer)));
    expect(await restore(target, path)).toMatchObject({ files: 0, present: 1, records: 0 });
  });

  it('has nothing to do when what comes is the beginning of what is here', async () => {
    const target = await archiveOf([...one(), ...written(writerA, talk('c-one', 2, 'pruning'), 50)]);
    expect(await restore(target, await zipped(one()))).toMatchObject({ files: 0, present: 1, records: 0 });
  });

  describe('and purges', () => {
    it('what is purged here does not come back', async () => {
      const target = await archiveOf(purgeOf('c-one'));
      expect(await restore(target, await zipped([...one(), ...two()]))).toMatchObject({ files: 2, records: 10, purged: new PurgedIds() });
      expect(await filesWith(target, 'gardening')).toEqual([]);
      expect((await filesWith(target, 'cooking')).length).toBe(1);
    });

    it('what the backup says is purged goes here as well', async () => {
      const target = await archiveOf([...one(), ...two()]);
      await writeInto(target, `backup/log/${logA}`, lines(one()));
      expect(await restore(target, await zipped(purgeOf('c-one')))).toMatchObject({
        files: 1,
        purged: new PurgedIds({ conversations: ['c-one'] }),
        failures: [],
      });
      expect(await filesWith(target, 'gardening')).toEqual([]);
    });

    it('a file that was taken before and purged since is known again', async () => {
      const path = await zipped(one());
      const target = await archiveOf(purgeOf('c-one'));
      await restore(target, path);
      expect(await restore(target, path)).toMatchObject({ files: 0, present: 1 });
    });
  });

  it('leaves out files of a folder that are no logs', async () => {
    const source = await archiveOf(one());
    await writeInto(source, 'log/notes.txt', 'notes');
    await writeInto(source, 'log/2026-02/2026-02.ndjson', 'nothing that is a record\n');
    const result = await restore(await emptyArchive(), source);
    expect(result.files).toBe(1);
    expect(result.skipped).toEqual([
      { file: 'notes.txt', reason: 'is no log of Neural Terminal' },
      { file: '2026-02/2026-02.ndjson', reason: 'holds no record' },
    ]);
  });

  it('takes the other files when one cannot be read', async () => {
    const source = await archiveOf([...one(), ...two()]);
    const files = faultyFiles();
    files.refuse('read', join(source, 'log', logA), 'EIO');
    const result = await restore(await emptyArchive(), source, files);
    expect(result).toMatchObject({ files: 1, skipped: [{ file: logA }] });
    expect(result.skipped[0]?.reason).toContain('EIO');
  });

  it('says so when there is nothing to restore', async () => {
    const folder = await temporaryFolder();
    await expect(restore(await emptyArchive(), folder)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', message: /holds no logs/ });
    await expect(restore(await emptyArchive(), join(folder, 'gone'))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  });

  it.each([
    ['the disk is full while it unpacks', 'append', [undefined, { takes: 10 }, { code: 'ENOSPC' }], 'DISK_FULL'],
    ['the archive cannot be written', 'createLog', [{ code: 'EROFS' }], 'ARCHIVE_READONLY'],
    ['a file cannot get its name', 'rename', Array.from({ length: 4 }, () => ({ code: 'EPERM' })), 'ARCHIVE_READONLY'],
  ] as const)('changes nothing when %s', async (_, call, faults, code) => {
    const target = await archiveOf(purgeOf('c-nine'));
    const before = await contentBelow(target);
    const files = faultyFiles();
    files.plan(call, ...faults);
    await expect(restore(target, await zipped([...one(), ...two()]), files)).rejects.toMatchObject({ code });
    expect(await contentBelow(target)).toEqual(before);
  });

  it('leaves whole files only when it fails between two of them, and is completed the next time', async () => {
    const target = await emptyArchive();
    const path = await zipped([...one(), ...two()]);
    const files = faultyFiles();
    files.plan('rename', undefined, { code: 'EIO' });
    await expect(restore(target, path, files)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    expect(await contentBelow(target)).toEqual(new Map([[`log/${logA}`, lines(one())]]));
    expect(await restore(target, path)).toMatchObject({ files: 1, present: 1, records: 8 });
  });

  it('waits for a file that a virus scanner holds open', async () => {
    const target = await emptyArchive();
    const files = faultyFiles();
    files.plan('rename', { code: 'EPERM' }, { code: 'EBUSY' }, { code: 'EACCES' });
    expect(await restore(target, await zipped(one()), files)).toMatchObject({ files: 1 });
  });
});
