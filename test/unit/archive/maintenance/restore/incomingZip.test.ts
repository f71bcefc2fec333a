import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoreBackup, type RestoreResult } from '../../../../../src/archive/maintenance/restore/restoreBackup.ts';
import { nodeFiles } from '../../../../../src/archive/disk/files.ts';
import { lines, logA, writerA, writerB } from '../../kit/logs.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, laterClock, talk, written } from '../kit/archives.ts';
import { craftedZip, type CraftedEntry } from '../kit/craftedZip.ts';

const content = lines(written(writerA, talk('c-one', 1, 'gardening')));
const good: CraftedEntry = { name: `log/${logA}`, content };
const otherName = `log/2026-01/${writerB}.ndjson`;

interface Restored {
  readonly result: RestoreResult;
  /** All files of the folder in which the archive lies. */
  readonly files: ReadonlyMap<string, Buffer>;
}

async function restoreZip(zip: Buffer): Promise<Restored> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'b.zip'), zip);
  const result = await restoreBackup({
    files: nodeFiles,
    clock: laterClock,
    folder: join(folder, 'a/b/archive'),
    source: join(folder, 'b.zip'),
  });
  const files = await contentBelow(folder);
  files.delete('b.zip');
  return { result, files };
}

/** Restores the entries beside a good one, and expects that the good one alone comes in. */
async function skippedOf(...entries: readonly CraftedEntry[]): Promise<RestoreResult['skipped']> {
  const { result, files } = await restoreZip(craftedZip([...entries, good]));
  expect(result.files).toBe(1);
  expect(files).toEqual(new Map([[`a/b/archive/log/${logA}`, content]]));
  return result.skipped;
}

describe('a zip that nobody should trust', () => {
  it.each([
    `../log/${logA}`,
    `log/../../log/${logA}`,
    `/log/${logA}`,
    `C:/log/${logA}`,
    `log/C:${writerA}.ndjson`,
    `log\\${logA.replace('/', '\\')}`,
    `..\\..\\log\\${writerA}.ndjson`,
    `log//${writerA}.ndjson`,
    `log/./${writerA}.ndjson`,
    `log/2026-01/deeper/${writerA}.ndjson`,
    `log/${writerA}.ndjson\0.txt`,
    'log/2026-01/con.ndjson',
    `log/2026-01/${writerA}.ndjson:stream`,
    `log/2026-01/${'2026-01'.padEnd(300, 'x')}.ndjson`,
    `other/${logA}`,
    'cache/projection-v3.sqlite',
    'settings.json',
  ])('is not followed to %j', async (name) => {
    expect(await skippedOf({ name, content })).toMatchObject([{ reason: 'is no log of Neural Terminal' }]);
  });

  it('may have its logs in folders above', async () => {
    const { files } = await restoreZip(craftedZip([{ name: `Users/me/archive/log/${logA}`, content }]));
    expect([...files.keys()]).toEqual([`a/b/archive/log/${logA}`]);
  });

  it('may name one place twice: both come in', async () => {
    const second = lines(written(writerB, talk('c-two', 1, 'cooking')));
    const { result, files } = await restoreZip(craftedZip([good, { name: `copy/log/${logA}`, content: second }]));
    expect(result).toMatchObject({ files: 2, records: 14 });
    expect([...files.values()]).toEqual(expect.arrayContaining([content, second]));
  });

  it('does not bring links', async () => {
    const target = Buffer.from('/etc/passwd');
    expect(await skippedOf({ name: otherName, content: target, stored: true, mode: 0o120777 })).toMatchObject([{ reason: 'is a link' }]);
  });

  it('does not bring folders, and does not count them', async () => {
    expect(await skippedOf({ name: 'log/2026-01/', content: Buffer.alloc(0), stored: true, mode: 0o040755 })).toEqual([]);
  });

  it('does not bring what is encrypted', async () => {
    expect(await skippedOf({ name: otherName, content, encrypted: true })).toMatchObject([{ reason: 'is encrypted' }]);
  });

  it('does not bring what is packed in an unknown way', async () => {
    expect(await skippedOf({ name: otherName, content, method: 99 })).toMatchObject([
      { reason: 'is packed in a way that is not known here' },
    ]);
  });

  it.each<[string, Partial<CraftedEntry>]>([
    ['whose checksum is wrong', { crc: 1 }],
    ['that has more bytes than it says', { size: content.length - 10 }],
    ['that has fewer bytes than it says', { size: content.length + 10 }],
    ['whose packed bytes are damaged', { packed: Buffer.from('no deflated stream at all') }],
  ])('does not bring a file %s', async (_, lie) => {
    const [skipped] = await skippedOf({ name: otherName, content, ...lie });
    expect(skipped).toMatchObject({ file: otherName });
    expect(skipped?.reason).toContain('is damaged or cannot be read');
  });

  it('does not bring a file that holds no record', async () => {
    expect(await skippedOf({ name: otherName, content: Buffer.from('#!/bin/sh\nrm -rf /\n') })).toEqual([
      { file: otherName, reason: 'holds no record' },
    ]);
  });

  it('shows no control characters of its names', async () => {
    const [skipped] = await skippedOf({ name: 'a\u001b[2Jb\nc.txt', content });
    expect(skipped?.file).toBe('a�[2Jb�c.txt');
  });

  it('is refused as a whole when it is cut off, at any byte of its directory', async () => {
    const zip = craftedZip([good]);
    for (const length of [0, 1, 100, zip.length - 23, zip.length - 22, zip.length - 1]) {
      await expect(restoreZip(zip.subarray(0, length))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', message: /was not restored/ });
    }
  });

  it('is refused when it is no zip', async () => {
    await expect(restoreZip(Buffer.alloc(5000, 'x'))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', message: /no \.zip file/ });
  });

  it('is refused when it holds no logs', async () => {
    await expect(restoreZip(craftedZip([{ name: 'a.txt', content }]))).rejects.toMatchObject({ message: /holds no logs/ });
  });

  it('is refused when it says that it unpacks to more than 4 GB', async () => {
    const big = 3 * 1024 ** 3;
    const packed = Buffer.alloc(20_000_000);
    const entries = ['a', 'b'].map((name) => ({ name: `log/2026-01-${name}.ndjson`, content, packed, size: big }));
    await expect(restoreZip(craftedZip(entries))).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', message: /far more/ });
  });

  it('is refused when it packs far better than any log does', async () => {
    const bomb = Buffer.alloc(70 * 1024 ** 2, '\n');
    await expect(restoreZip(craftedZip([{ ...good, content: bomb }]))).rejects.toMatchObject({ message: /far more/ });
  });

  it('cannot fill the disk by saying less than it holds', async () => {
    const bomb = Buffer.alloc(70 * 1024 ** 2, '\n');
    const [skipped] = await skippedOf({ name: otherName, content: bomb, size: 1000 });
    expect(skipped?.reason).toContain('too many bytes');
  });
});
