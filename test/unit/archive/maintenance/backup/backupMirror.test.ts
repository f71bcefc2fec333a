import { readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backupMirror, type MirrorResult } from '../../../../../src/archive/maintenance/backup/backupMirror.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import { faultyFiles } from '../../kit/faultyFiles.ts';
import { lines, logA, writerA, writerB } from '../../kit/logs.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, created, filesWith, laterClock, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const logB = `2026-01/${writerB}.ndjson`;
const mirror = (folder: string, files: FilePort = nodeFiles): Promise<MirrorResult> => backupMirror({ files, clock: laterClock, folder });

const operations = () => [...written(writerA, talk('c-one', 1, 'gardening')), ...written(writerB, talk('c-two', 1, 'cooking'))];

async function archive(): Promise<string> {
  const folder = await temporaryFolder();
  await writeLogs(folder, operations());
  return folder;
}

const inBackup = async (folder: string): Promise<Map<string, Buffer>> => contentBelow(join(folder, 'backup/log'));
const inLog = async (folder: string): Promise<Map<string, Buffer>> => contentBelow(join(folder, 'log'));

describe('the second copy of the logs', () => {
  it('is the same as the logs, for this user only', async () => {
    const folder = await archive();
    expect(await mirror(folder)).toMatchObject({ copied: 2, extended: 0, keptApart: [], failures: [] });
    expect(await inBackup(folder)).toEqual(await inLog(folder));
    expect((await stat(join(folder, 'backup/log', logA))).mode & 0o777).toBe(0o600);
  });

  it('takes only what is new the next time', async () => {
    const folder = await archive();
    await mirror(folder);
    const more = lines(written(writerA, talk('c-one', 2, 'pruning'), 50));
    await writeInto(folder, `log/${logA}`, Buffer.concat([await readFile(join(folder, 'log', logA)), more]));
    expect(await mirror(folder)).toMatchObject({ copied: 0, extended: 1, bytes: more.length });
    expect(await inBackup(folder)).toEqual(await inLog(folder));
    expect(await mirror(folder)).toMatchObject({ copied: 0, extended: 0, bytes: 0 });
  });

  it('keeps what a log no longer has', async () => {
    const folder = await archive();
    const before = await inLog(folder);
    await mirror(folder);
    await truncate(join(folder, 'log', logA), 50);
    expect(await mirror(folder)).toMatchObject({ copied: 0, bytes: 0, keptApart: [] });
    expect(await inBackup(folder)).toEqual(before);
  });

  it('keeps both when a log is something else than before, and goes on with the second', async () => {
    const folder = await archive();
    await mirror(folder);
    const old = await readFile(join(folder, 'log', logA));
    const changed = Buffer.from(old);
    changed[40] = 0;
    await writeInto(folder, `log/${logA}`, changed);
    const apart = `2026-01/${writerA} (2).ndjson`;
    expect(await mirror(folder)).toMatchObject({ copied: 1, keptApart: [apart] });
    const longer = Buffer.concat([changed, lines(written(writerA, talk('c-one', 2, 'pruning'), 50))]);
    await writeInto(folder, `log/${logA}`, longer);
    expect(await mirror(folder)).toMatchObject({ copied: 0, extended: 1 });
    const backup = await inBackup(folder);
    expect(backup.get(logA)).toEqual(old);
    expect(backup.get(apart)).toEqual(longer);
  });

  it('is reached by a purge that stopped between the two, and does not take it for a change', async () => {
    const folder = await archive();
    await mirror(folder);
    await writeInto(
      folder,
      'log/2026-01/20260103-cccccccccccccccccccc.ndjson',
      lines(written(writerA, [{ t: 'conversation.purged', conversation: 'c-one' }], 90)),
    );
    expect(await mirror(folder)).toMatchObject({ copied: 1, extended: 0, keptApart: [] });
    expect(await filesWith(folder, 'gardening')).toEqual([]);
    expect(await inBackup(folder)).toEqual(await inLog(folder));
  });

  it('reaches what another window copied while a purge began', async () => {
    const folder = await archive();
    let begun = false;
    const files: FilePort = {
      ...nodeFiles,
      createLog: async (path) => {
        if (!begun) {
          begun = true;
          const purge = written(writerA, [{ t: 'conversation.purged', conversation: 'c-two' }], 90);
          await writeInto(folder, 'log/2026-01/20260103-cccccccccccccccccccc.ndjson', lines(purge));
        }
        return nodeFiles.createLog(path);
      },
    };
    await mirror(folder, files);
    expect(await filesWith(folder, 'cooking')).toEqual([]);
  });

  it('is made of the other logs when one cannot be read', async () => {
    const folder = await archive();
    const files = faultyFiles();
    files.refuse('read', 'log/2026-01/20260102-aaaa', 'EIO');
    const result = await mirror(folder, files);
    expect(result).toMatchObject({ copied: 1, failures: [{ file: `log/${logA}` }] });
    expect([...(await inBackup(folder)).keys()]).toEqual([logB]);
  });

  it('holds only whole copies when the disk is full, and is completed the next time', async () => {
    const folder = await archive();
    const files = faultyFiles();
    files.plan('append', undefined, { takes: 100 }, { code: 'ENOSPC' });
    await expect(mirror(folder, files)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await inBackup(folder)).toEqual(new Map([[logA, (await inLog(folder)).get(logA)]]));
    await mirror(folder);
    expect(await inBackup(folder)).toEqual(await inLog(folder));
  });

  it('is completed the next time when the disk was full while a tail was added', async () => {
    const folder = await archive();
    await mirror(folder);
    const more = lines(written(writerA, [created('c-one', 'x'.repeat(600_000))], 50));
    await writeInto(folder, `log/${logA}`, Buffer.concat([await readFile(join(folder, 'log', logA)), more]));
    const files = faultyFiles();
    files.plan('overwrite', undefined, { code: 'ENOSPC' });
    await expect(mirror(folder, files)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await mirror(folder)).toMatchObject({ extended: 1, keptApart: [] });
    expect(await inBackup(folder)).toEqual(await inLog(folder));
  });

  it('waits for a file that a virus scanner holds open', async () => {
    const folder = await archive();
    const files = faultyFiles();
    files.plan('rename', { code: 'EPERM' }, { code: 'EBUSY' }, { code: 'EPERM' });
    await mirror(folder, files);
    expect(await inBackup(folder)).toEqual(await inLog(folder));
  });

  it('says so when the folder cannot be written, and leaves no part of a copy', async () => {
    const folder = await archive();
    const files = faultyFiles();
    files.plan('rename', ...Array.from({ length: 4 }, () => ({ code: 'EPERM' })));
    await expect(mirror(folder, files)).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
    expect(await inBackup(folder)).toEqual(new Map());
  });

  it('loses the leftovers of a window that was killed an hour ago', async () => {
    const folder = await archive();
    const now = laterClock.now();
    const [stale, fresh] = [`2026-01/.copy.${now - 3_700_000}-0a0b0c0d.tmp`, `2026-01/.copy.${now - 1000}-0a0b0c0d.tmp`];
    for (const name of [stale, fresh]) await writeInto(folder, `backup/log/${name}`, 'part');
    await mirror(folder);
    expect([...(await inBackup(folder)).keys()]).toEqual([fresh, logA, logB]);
  });
});
