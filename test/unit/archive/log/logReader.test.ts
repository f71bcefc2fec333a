import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles, type FilePort } from '../../../../src/archive/disk/files.ts';
import { encodeRecord, longestLineBytes } from '../../../../src/archive/log/logRecord.ts';
import { recordOf, type Operation } from '../../../../src/archive/log/operations.ts';
import { lines, logA, noon, operation, question, quarantined, readerOf, writeLog, writerA, writerB } from '../kit/logs.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

const dayMs = 24 * 60 * 60 * 1000;

const some = (count: number, writer = writerA): Operation[] =>
  Array.from({ length: count }, (_, index) => operation(writer, index + 1, question(`${writer}-${index}`, `text ${index} äöü`)));
const seqs = (operations: readonly Operation[]): number[] => operations.map(({ seq }) => seq);

describe('reading', () => {
  it('gives what is in all logs, then only what is new', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, lines(some(2)));
    await writeLog(folder, `2025-12/20251231-${'c'.repeat(20)}.ndjson`, lines(some(1, writerB)));
    const { reader, operations } = readerOf(folder);
    await reader.read();
    expect(operations).toHaveLength(3);
    await appendFile(join(folder, 'log', logA), lines(some(3).slice(2)));
    await reader.read();
    expect(seqs(operations.slice(3))).toEqual([3]);
  });

  it('of recent months leaves older ones alone', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, `2025-11/20251130-${'c'.repeat(20)}.ndjson`, lines(some(1)));
    await writeLog(folder, logA, lines(some(1, writerB)));
    const { reader, operations } = readerOf(folder);
    await reader.read('2025-12');
    expect(operations.map(({ writer }) => writer)).toEqual([writerB]);
  });

  it('waits for the rest of the last line', async () => {
    const folder = await temporaryFolder();
    const bytes = lines(some(2));
    await writeLog(folder, logA, bytes.subarray(0, -10));
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(seqs(operations)).toEqual([1]);
    await writeLog(folder, logA, bytes);
    await reader.read();
    expect(seqs(operations)).toEqual([1, 2]);
    expect(reports).toEqual([]);
  });

  it('stops where the own log is not yet certain', async () => {
    const folder = await temporaryFolder();
    const first = lines(some(1)).length;
    await writeLog(folder, logA, lines(some(2)));
    const { reader, operations } = readerOf(folder, { limit: () => first });
    await reader.read();
    expect(seqs(operations)).toEqual([1]);
  });

  it('copes with a line longer than what is read at once', async () => {
    const folder = await temporaryFolder();
    const long = operation(writerA, 1, question('m', 'x'.repeat(1_500_000)));
    await writeLog(folder, logA, lines([long, ...some(2).slice(1)]));
    const { reader, operations } = readerOf(folder);
    await reader.read();
    expect(operations).toEqual([long, ...some(2).slice(1)]);
  });

  it('ignores the files of others', async () => {
    const folder = await temporaryFolder();
    for (const file of ['notes.ndjson', '2026-01/.DS_Store', '2026-01/export.json', '2026-01/desktop.ini', 'other/20260101-x.ndjson'])
      await writeLog(folder, file, Buffer.from('garbage\ngarbage\n'));
    await writeFile(join(folder, 'log', '2026-02'), 'a file where a folder is expected');
    await writeLog(folder, logA, lines(some(1)));
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(operations).toHaveLength(1);
    expect(reports).toEqual([]);
  });

  it('reads copies and packed months too', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, `2026-01/${writerA} (conflicted copy).ndjson`, lines(some(1)));
    await writeLog(folder, '2026-01.pack.ndjson', lines(some(1, writerB)));
    const { reader, operations } = readerOf(folder);
    await reader.read();
    expect(operations.map(({ writer }) => writer).sort()).toEqual([writerA, writerB]);
  });

  it('does not read a log again that is too old to grow', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, lines(some(1)));
    const { reader, operations } = readerOf(folder, { now: () => noon + 10 * dayMs });
    await reader.read();
    await appendFile(join(folder, 'log', logA), lines(some(2).slice(1)));
    await reader.read();
    expect(seqs(operations)).toEqual([1]);
  });

  it.each([10, 100])('misses nothing when nothing was read for %d days', async (days) => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, lines(some(1)));
    let now = noon;
    const { reader, operations } = readerOf(folder, { now: () => now });
    await reader.read('2025-12');
    await appendFile(join(folder, 'log', logA), lines(some(2).slice(1)));
    now += days * dayMs;
    await reader.read(days < 31 ? '2025-12' : '2026-03');
    expect(seqs(operations)).toEqual([1, 2]);
  });

  it('goes on with a log of which it could not read all before it was too old to grow', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, lines(some(2)));
    let limit = lines(some(1)).length;
    const { reader, operations } = readerOf(folder, { now: () => noon + 10 * dayMs, limit: () => limit });
    await reader.read();
    limit = Infinity;
    await reader.read();
    expect(seqs(operations)).toEqual([1, 2]);
  });

  it('reports what a newer version demands, and reads on', async () => {
    const folder = await temporaryFolder();
    const [first, second] = some(2).map(recordOf);
    await writeLog(folder, logA, Buffer.concat([encodeRecord({ ...first, t: 'message.sung', must: true }), encodeRecord({ ...second })]));
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(reports).toMatchObject([{ kind: 'newerVersion', type: 'message.sung' }]);
    expect(seqs(operations)).toEqual([2]);
  });

  it('counts on from unknown operations too', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, encodeRecord({ ...recordOf(operation(writerA, 1, question('m', ''), 900)), t: 'message.sung' }));
    const { reader, counter } = readerOf(folder);
    await reader.read();
    expect(counter.next()).toBe(901);
  });
});

describe('a damaged line', () => {
  const damaged = (): Buffer => {
    const bytes = lines(some(3));
    const second = lines(some(1)).length;
    bytes[second + 40] = 0x00;
    return bytes;
  };

  it('loses itself only, is copied to quarantine and reported', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, damaged());
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(seqs(operations)).toEqual([1, 3]);
    const start = lines(some(1)).length;
    expect(reports).toMatchObject([{ kind: 'damagedLine', file: logA, offset: start }]);
    const [name] = await quarantined(folder);
    expect(await readFile(join(folder, 'quarantine', name ?? ''))).toEqual(damaged().subarray(start, lines(some(2)).length - 1));
  });

  it('is reported once, not again at the next start', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, damaged());
    await readerOf(folder).reader.read();
    const again = readerOf(folder);
    await again.reader.read();
    expect(again.reports).toEqual([]);
    expect(seqs(again.operations)).toEqual([1, 3]);
  });

  it('with a good checksum but no sense is kept as well', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, Buffer.concat([encodeRecord({ v: 1, t: 'message.added' }), lines(some(1))]));
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(seqs(operations)).toEqual([1]);
    expect(reports).toMatchObject([{ kind: 'damagedLine', offset: 0 }]);
  });
});

describe('what is no log, or has been lost as a whole', () => {
  it('(lines without end) is told once and does not fill the memory; what stands before and behind it is read', async () => {
    const folder = await temporaryFolder();
    const garbage = Buffer.alloc(2 * longestLineBytes + 1000);
    garbage[garbage.length - 1] = 0x0a;
    await writeLog(folder, logA, Buffer.concat([lines(some(1)), garbage, lines(some(2).slice(1))]));
    let longest = 0;
    const read: FilePort['read'] = (path, from, length) => {
      longest = Math.max(longest, length);
      return nodeFiles.read(path, from, length);
    };
    const { reader, operations, reports } = readerOf(folder, { files: { ...nodeFiles, read } });
    await reader.read();
    expect(seqs(operations)).toEqual([1, 2]);
    expect(reports.map(({ kind }) => kind)).toEqual(['unreadableLog', 'damagedLine']);
    expect(longest).toBeLessThanOrEqual(2 * longestLineBytes);
    expect(await quarantined(folder)).toHaveLength(1);
  });

  it('(thousands of lines) does not fill the quarantine, and is not told line by line', async () => {
    const folder = await temporaryFolder();
    const notes = Array.from({ length: 2000 }, (_, index) => `{"note":${index}}\n`).join('');
    await writeLog(folder, '2026-01-notes.ndjson', Buffer.concat([Buffer.from(notes), lines(some(1))]));
    const { reader, operations, reports } = readerOf(folder);
    await reader.read();
    expect(seqs(operations)).toEqual([1]);
    expect(reports).toHaveLength(101);
    expect(reports.at(-1)).toMatchObject({ kind: 'unreadableLog', file: '2026-01-notes.ndjson' });
    expect(await quarantined(folder)).toHaveLength(100);
  });
});

describe('a line that is overwritten while it is read', () => {
  it('is read again, and not taken for damaged', async () => {
    const folder = await temporaryFolder();
    await writeLog(folder, logA, lines(some(2)));
    let reads = 0;
    const read: FilePort['read'] = async (path, from, length) => {
      const bytes = await nodeFiles.read(path, from, length);
      if ((reads += 1) === 1) bytes.fill(0x20, 30, 60);
      return bytes;
    };
    const { reader, operations, reports } = readerOf(folder, { files: { ...nodeFiles, read } });
    await reader.read();
    expect([seqs(operations), reports, await quarantined(folder)]).toEqual([[1, 2], [], []]);
  });
});

describe('damage of any kind', { timeout: 30_000 }, () => {
  const all = some(4);
  const bytes = lines(all);
  const ends = all.map((_, index) => lines(all.slice(0, index + 1)).length);

  /** Without waiting for the disk: there are some hundred files. */
  const unsynced = { ...nodeFiles, createFile: (path: string, content: Uint8Array) => writeFile(path, content, { flag: 'wx' }) };

  it('truncation at every byte: all whole records before it are read', async () => {
    const folder = await temporaryFolder();
    for (let length = 0; length <= bytes.length; length += 1) {
      await writeLog(folder, logA, bytes.subarray(0, length));
      const { reader, operations, reports } = readerOf(folder);
      await reader.read();
      const whole = ends.filter((end) => end <= length).length;
      expect({ length, read: operations.length, reports: reports.length }).toEqual({ length, read: whole, reports: 0 });
    }
  });

  it('every byte flipped: it is detected, nothing altered is accepted, all other records survive', async () => {
    const folder = await temporaryFolder();
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8)) ^ (at % 3 === 0 ? 0xff : 0);
      await writeLog(join(folder, String(at)), logA, flipped);
      const { reader, operations, reports } = readerOf(join(folder, String(at)), { files: unsynced });
      await reader.read();
      const hit = ends.findIndex((end) => at < end);
      expect({ at, detected: reports.length > 0 }).toEqual({ at, detected: true });
      expect(all).toEqual(expect.arrayContaining(operations));
      expect(operations).toEqual(expect.arrayContaining(all.filter((_, index) => index !== hit)));
    }
  });
});
