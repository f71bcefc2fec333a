import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../../../../src/archive/maintenance/purge/contentRecord.ts';
import { PurgedIds } from '../../../../../src/archive/log/purgedIds.ts';
import { PurgeMarks } from '../../../../../src/archive/maintenance/purge/purgeMarks.ts';
import { purgeRecords, type PurgedRecords } from '../../../../../src/archive/maintenance/purge/purgeRecords.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import { decodeRecord, encodeRecord } from '../../../../../src/archive/log/logRecord.ts';
import { recordOf, type Operation, type OperationBody } from '../../../../../src/archive/log/operations.ts';
import { faultyFiles } from '../../kit/faultyFiles.ts';
import { history } from '../../kit/historyArbitrary.ts';
import { lines, logA, noon, writerA, writerB } from '../../kit/logs.ts';
import { allRows, projectionOf } from '../../kit/projection.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { created, filesWith, laterClock, noonClock, rowsOf, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const doomed = 'doomed-conversation';
const other = 'other-conversation';

function purge(folder: string, logs: readonly string[], files: FilePort = nodeFiles, conversation = doomed): Promise<PurgedRecords> {
  const marks = new PurgeMarks(new PurgedIds({ conversations: [conversation] }));
  return purgeRecords({ files, clock: laterClock, folder: join(folder, 'log'), logs, marks });
}

const both = (): Operation[] =>
  written(writerA, [
    created(doomed, 'The secret title'),
    created(other, 'A harmless title'),
    ...talk(doomed, 1, 'buried treasure'),
    ...talk(other, 1, 'gardening'),
  ]);

const isDoomed = (operation: Operation): boolean => contentOf(recordOf(operation))?.conversation === doomed;

describe('purging records in place', () => {
  it('puts a sound record of the same length, id and order in the place of each one', async () => {
    const folder = await temporaryFolder();
    const operations = both();
    const logs = await writeLogs(folder, operations);
    const before = await readFile(join(folder, 'log', logA));
    const result = await purge(folder, logs);
    const after = await readFile(join(folder, 'log', logA));
    expect(result).toMatchObject({ records: 6, damagedLines: 0, files: 1, failures: [] });
    expect(after.length).toBe(before.length);
    const records = after.toString().split('\n').slice(0, -1);
    expect(records.map((line) => line.length)).toEqual(
      before
        .toString()
        .split('\n')
        .slice(0, -1)
        .map((line) => line.length),
    );
    expect(records.map((line) => decodeRecord(Buffer.from(line)))).toEqual(
      operations.map(({ writer, seq, lc, at, body }) => ({
        v: 1,
        id: `${writer}:${seq}`,
        lc,
        at,
        ...(isDoomed({ writer, seq, lc, at, body }) ? { t: 'record.purged' } : body),
      })),
    );
    expect(await filesWith(folder, 'treasure')).toEqual([]);
  });

  it('then the fold is that of everything else (any history)', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (operations) => {
        const kept = operations.filter(({ body }) => body.t !== 'conversation.purged');
        const folder = await temporaryFolder();
        await purge(folder, await writeLogs(folder, kept), nodeFiles, 'c1');
        const expected = await projectionOf(kept.filter((entry) => contentOf(recordOf(entry))?.conversation !== 'c1'));
        expect(await rowsOf(folder)).toEqual(allRows(expected));
      }),
      { seed: 20260101, numRuns: 30 },
    );
  });

  it('changes nothing the second time', async () => {
    const folder = await temporaryFolder();
    const logs = await writeLogs(folder, both());
    await purge(folder, logs);
    const once = await readFile(join(folder, 'log', logA));
    expect(await purge(folder, logs)).toEqual({ records: 0, damagedLines: 0, bytes: 0, files: 0, failures: [] });
    expect(await readFile(join(folder, 'log', logA))).toEqual(once);
  });

  it('keeps the bills', async () => {
    const folder = await temporaryFolder();
    await purge(folder, await writeLogs(folder, both()));
    expect((await rowsOf(folder))['ledger']).toHaveLength(2);
  });

  it('reaches copies of logs, and lines that an editor saved with CRLF', async () => {
    const folder = await temporaryFolder();
    const crlf = Buffer.from(lines(both()).toString().replaceAll('\n', '\r\n'));
    await writeInto(folder, `log/2026-01/${writerA} (1).ndjson`, crlf);
    const result = await purge(folder, [`2026-01/${writerA} (1).ndjson`]);
    const after = await readFile(join(folder, `log/2026-01/${writerA} (1).ndjson`), 'latin1');
    expect(result.records).toBe(6);
    expect(
      after
        .split('\r\n')
        .slice(0, -1)
        .every((line) => decodeRecord(Buffer.from(line)) !== undefined),
    ).toBe(true);
    expect(await filesWith(folder, 'treasure')).toEqual([]);
  });

  it('takes operations of a newer version with it when they name the conversation', async () => {
    const folder = await temporaryFolder();
    const unknown = { v: 1, id: `${writerA}:1`, lc: 1, at: noon, t: 'message.painted', conversation: doomed, strokes: 'hidden picture' };
    await writeInto(folder, `log/${logA}`, encodeRecord(unknown));
    expect((await purge(folder, [logA])).records).toBe(1);
    expect(await filesWith(folder, 'hidden picture')).toEqual([]);
  });

  describe('where a line is damaged', () => {
    const flipped = (line: Buffer, text: string): Buffer => {
      const at = line.indexOf(text);
      const copy = Buffer.from(line);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    };
    const question = (): Buffer => lines(written(writerA, talk(doomed, 1, 'buried treasure').slice(0, 1)));

    it.each([
      ['the checksum', '{"v"', 'v'],
      ['the conversation id (its message id is known from another record)', doomed, doomed],
      ['the message id', `${doomed}-question`, `${doomed}-question`],
    ])('erases it when the flaw is in %s', async (_, __, where) => {
      const folder = await temporaryFolder();
      const rest = lines(written(writerA, talk(doomed, 1, 'buried treasure').slice(1), 2));
      const another = lines(written(writerA, talk(doomed, 1, 'buried treasure').slice(0, 1), 20));
      await writeInto(folder, `log/${logA}`, Buffer.concat([flipped(question(), where), rest, another]));
      const result = await purge(folder, [logA]);
      expect(result).toMatchObject({ damagedLines: 1, failures: [] });
      expect(await filesWith(folder, 'treasure')).toEqual([]);
    });

    it('leaves only empty lines, which no reader calls damaged', async () => {
      const folder = await temporaryFolder();
      const damaged = flipped(question(), 'treasure');
      await writeInto(folder, `log/${logA}`, damaged);
      await purge(folder, [logA]);
      expect(await readFile(join(folder, 'log', logA))).toEqual(Buffer.alloc(damaged.length, '\n'));
    });

    it('keeps a whole record of another conversation that stands in the same line', async () => {
      const folder = await temporaryFolder();
      const kept = written(writerA, [created(other, 'A harmless title')], 2);
      const joined = Buffer.concat([question().subarray(0, -1), Buffer.from('X'), lines(kept)]);
      await writeInto(folder, `log/${logA}`, joined);
      const result = await purge(folder, [logA]);
      expect(result.records).toBe(1);
      expect((await rowsOf(folder))['conversations']).toMatchObject([{ id: other, title: 'A harmless title' }]);
      expect(await filesWith(folder, 'treasure')).toEqual([]);
    });

    it('does not touch a damaged line of another conversation that says the same', async () => {
      const folder = await temporaryFolder();
      const theirs = flipped(lines(written(writerB, talk(other, 1, 'buried treasure').slice(0, 1))), 'notes.md');
      await writeInto(folder, `log/${logA}`, Buffer.concat([question(), theirs]));
      await purge(folder, [logA]);
      expect((await readFile(join(folder, 'log', logA))).includes(theirs)).toBe(true);
    });

    it('erases that of an entry which has the id of its conversation, and not that of another entry which says the same', async () => {
      const folder = await temporaryFolder();
      const question = (message: string): Buffer =>
        lines(
          written(
            writerA,
            talk('first', 1, 'buried treasure')
              .slice(0, 1)
              .map((body) => ({ ...body, message }) as OperationBody),
          ),
        );
      const [own, theirs] = [question('first'), flipped(question('second'), 'notes.md')];
      await writeInto(folder, `log/${logA}`, Buffer.concat([own, flipped(own, 'notes.md'), theirs, own.subarray(0, -10)]));
      const marks = new PurgeMarks(new PurgedIds({ messages: ['first'] }));
      const result = await purgeRecords({ files: nodeFiles, clock: laterClock, folder: join(folder, 'log'), logs: [logA], marks });
      expect(result).toMatchObject({ records: 1, damagedLines: 2, failures: [] });
      const left = await readFile(join(folder, 'log', logA));
      expect([left.includes(theirs), left.toString().split('treasure')]).toEqual([
        true,
        expect.objectContaining({ length: theirs.toString().split('treasure').length }),
      ]);
    });

    it('erases the half record that a killed window left at the end', async () => {
      const folder = await temporaryFolder();
      await writeInto(folder, `log/${logA}`, question().subarray(0, -10));
      expect((await purge(folder, [logA])).damagedLines).toBe(1);
      expect(await filesWith(folder, 'treasure')).toEqual([]);
    });
  });

  it('waits for a record that is being written, and purges it then', async () => {
    const folder = await temporaryFolder();
    const line = lines(written(writerA, talk(doomed, 1, 'buried treasure').slice(0, 1)));
    await writeInto(folder, `log/${logA}`, line.subarray(0, 100));
    let waits = 0;
    const marks = new PurgeMarks(new PurgedIds({ conversations: [doomed] }));
    const clock = {
      ...noonClock,
      sleep: async () => {
        waits += 1;
        if (waits === 2) await writeInto(folder, `log/${logA}`, line);
      },
    };
    const result = await purgeRecords({ files: nodeFiles, clock, folder: join(folder, 'log'), logs: [logA], marks });
    expect(result).toMatchObject({ records: 1, damagedLines: 0 });
    expect(decodeRecord((await readFile(join(folder, 'log', logA))).subarray(0, -1))).toMatchObject({ t: 'record.purged' });
  });

  it('is complete after a kill at any byte and a second run', { timeout: 60_000 }, async () => {
    const torn = lines(written(writerB, talk(doomed, 2, 'buried treasure').slice(0, 1))).subarray(0, -5);
    const damaged = Buffer.from(lines(written(writerB, talk(doomed, 3, 'buried treasure').slice(0, 1), 9)));
    damaged[50] = 0;
    const kept = written(writerA, [created(other, 'A harmless title'), ...talk(other, 1, 'gardening')], 100);
    const content = Buffer.concat([damaged, lines([...written(writerA, talk(doomed, 1, 'buried treasure')), ...kept]), torn]);
    const expected = allRows(await projectionOf([...written(writerA, talk(doomed, 1, '')).filter((entry) => !isDoomed(entry)), ...kept]));
    let total = Infinity;
    for (let budget = 0; budget < total; budget += 37) {
      const folder = await temporaryFolder();
      await writeInto(folder, `log/${logA}`, content);
      let left = budget;
      const dying: FilePort = {
        ...nodeFiles,
        overwrite: async (path, edits) => {
          for (const { at, bytes } of edits) {
            const part = bytes.subarray(0, left);
            left -= part.length;
            await nodeFiles.overwrite(path, [{ at, bytes: part }]);
            if (part.length < bytes.length) throw Object.assign(new Error('killed'), { code: 'EIO' });
          }
        },
      };
      const first = await purge(folder, [logA], dying);
      if (first.failures.length === 0) total = first.bytes;
      await purge(folder, [logA]);
      expect([budget, await filesWith(folder, 'treasure')]).toEqual([budget, []]);
      expect(await rowsOf(folder)).toEqual(expected);
    }
    expect(total).toBeLessThan(Infinity);
  });

  it('says which files could not be read or changed, and purges the others', async () => {
    const folder = await temporaryFolder();
    const files = faultyFiles();
    files.refuse('read', 'bbbb', 'EIO');
    files.refuse('overwrite', 'cccc', 'EACCES');
    const writers = [writerA, writerB, '20260102-cccccccccccccccccccc'];
    const logs = await writeLogs(
      folder,
      writers.flatMap((writer) => written(writer, talk(doomed, 1, 'buried treasure'))),
    );
    const result = await purge(folder, logs, files);
    expect(result).toMatchObject({ records: 5, files: 2 });
    expect(result.failures.map(({ file }) => file)).toEqual(logs.slice(1));
    expect(await filesWith(folder, 'treasure')).toEqual(logs.slice(1).map((log) => `log/${log}`));
  });
});
