import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PurgedIds } from '../../../../../src/archive/log/purgedIds.ts';
import { purgeArchive } from '../../../../../src/archive/maintenance/purge/purgeArchive.ts';
import { verifyArchive } from '../../../../../src/archive/maintenance/verify/verifyArchive.ts';
import type { VerifyReport } from '../../../../../src/archive/maintenance/verify/verifyReport.ts';
import { verifyReportText } from '../../../../../src/archive/maintenance/verify/verifyReportText.ts';
import { nodeFiles, type FilePort } from '../../../../../src/archive/disk/files.ts';
import { encodeRecord } from '../../../../../src/archive/log/logRecord.ts';
import type { SqlProjection } from '../../../../../src/archive/projection/sqlProjection.ts';
import { faultyFiles } from '../../kit/faultyFiles.ts';
import { lines, logA, noon, writerA, writerB } from '../../kit/logs.ts';
import { loadSql } from '../../kit/projection.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, created, followLogs, foldOf, laterClock, noonClock, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const first = 'first-conversation';
const second = 'second-conversation';

interface Options {
  readonly live?: SqlProjection;
  readonly files?: FilePort;
  readonly signal?: AbortSignal;
  readonly catchUp?: () => Promise<void>;
}

async function verify(folder: string, { live, files = nodeFiles, signal, catchUp }: Options = {}): Promise<VerifyReport> {
  const projection = live ?? (await foldOf(folder));
  return verifyArchive({
    files,
    folder,
    clock: laterClock,
    sql: await loadSql(),
    live: projection,
    catchUp: catchUp ?? (() => followLogs(folder, projection)),
    ...(signal && { signal }),
  });
}

async function archive(): Promise<string> {
  const folder = await temporaryFolder();
  await writeLogs(folder, [
    ...written(writerA, [created(first, 'Words of the title'), ...talk(first, 1, 'gardening')]),
    ...written(writerB, [created(second, 'Another title'), ...talk(second, 1, 'cooking'), ...talk(second, 2, 'baking')]),
  ]);
  return folder;
}

const kinds = (report: VerifyReport): string[] => report.problems.map(({ kind }) => kind);

describe('verifying an archive', () => {
  it('finds nothing wrong with a sound one, and says what was checked', async () => {
    const folder = await archive();
    const bytes = [...(await contentBelow(folder)).values()].reduce((sum, { length }) => sum + length, 0);
    const report = await verify(folder);
    expect(report).toMatchObject({
      log: { files: 2, bytes, records: 23, damagedLines: 0, halfRecords: 0, unknownTypes: {} },
      backup: { files: 0 },
      index: { conversations: 2, messages: 6, tables: 6, rows: 11 },
      purged: 0,
      problems: [],
      problemCount: 0,
    });
  });

  it('changes no file', async () => {
    const folder = await archive();
    await writeInto(folder, 'log/2026-01/20260103-cccccccccccccccccccc.ndjson', 'garbage\n');
    const before = await contentBelow(folder);
    const live = await foldOf(await archive());
    await verify(folder, { live, catchUp: () => Promise.resolve() });
    expect(await contentBelow(folder)).toEqual(before);
  });

  it('says where damaged lines are, in the logs and in the backup', async () => {
    const folder = await archive();
    const path = join(folder, 'log', logA);
    const bytes = (await contentBelow(folder)).get(`log/${logA}`) ?? Buffer.alloc(0);
    await writeInto(folder, `backup/log/${logA}`, bytes);
    const second = bytes.indexOf('\n') + 1;
    bytes[second + 30] = 0;
    await writeFile(path, bytes);
    const report = await verify(folder);
    expect(report.problems[0]).toMatchObject({ kind: 'damagedLine', file: `log/${logA}`, offset: second });
    expect(report.log).toMatchObject({ damagedLines: 1, records: 22 });
    expect(report.backup).toMatchObject({ damagedLines: 0, records: 8 });
    await writeFile(path, bytes.fill(0, 0, 5));
    await writeInto(folder, `backup/log/${logA}`, bytes);
    expect(kinds(await verify(folder))).toContain('damagedBackup');
  });

  it('finds the answer of which a part is missing', async () => {
    const folder = await archive();
    const bodies = talk(first, 9, 'painting').filter((body) => body.t !== 'message.appended');
    await writeInto(
      folder,
      'log/2026-01/20260103-cccccccccccccccccccc.ndjson',
      lines(written('20260103-cccccccccccccccccccc', bodies, 50)),
    );
    expect((await verify(folder)).problems).toMatchObject([{ kind: 'damagedAnswer' }]);
  });

  it('counts a half last record of an old log, and not one that is being written', async () => {
    const folder = await archive();
    await truncate(join(folder, 'log', logA), 100);
    expect((await verify(folder)).log.halfRecords).toBe(1);
    const live = await foldOf(folder);
    const report = await verifyArchive({
      files: nodeFiles,
      folder,
      clock: noonClock,
      sql: await loadSql(),
      live,
      catchUp: () => Promise.resolve(),
    });
    expect(report).toMatchObject({ log: { halfRecords: 0 }, problems: [] });
  });

  it('says what a newer version wrote', async () => {
    const folder = await archive();
    const record = (t: string, seq: number, must?: true): Buffer =>
      encodeRecord({ v: 1, id: `20260103-cccccccccccccccccccc:${seq}`, lc: seq, at: noon, t, ...(must && { must }) });
    const log = Buffer.concat([record('message.painted', 1), record('message.painted', 2), record('archive.locked', 3, true)]);
    await writeInto(folder, 'log/2026-01/20260103-cccccccccccccccccccc.ndjson', log);
    const report = await verify(folder);
    expect(report.log.unknownTypes).toEqual({ 'message.painted': 2, 'archive.locked': 1 });
    expect(kinds(report)).toEqual(['newerVersion']);
  });

  it('reads the other logs when one cannot be read', async () => {
    const folder = await archive();
    const files = faultyFiles();
    files.refuse('read', 'aaaa', 'EIO');
    const live = await foldOf(folder);
    const report = await verify(folder, { live, files, catchUp: () => Promise.resolve() });
    expect(report.problems[0]).toMatchObject({ kind: 'unreadableFile', file: `log/${logA}` });
    expect(report.log.records).toBe(15);
  });

  describe('finds an index', () => {
    it('that has not read everything', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      await writeInto(folder, 'log/2026-01/20260103-cccccccccccccccccccc.ndjson', lines(written(writerA, talk(first, 5, 'later'), 50)));
      const report = await verify(folder, { live, catchUp: () => Promise.resolve() });
      expect(report.problems).toMatchObject([{ kind: 'coverage', file: 'log/2026-01/20260103-cccccccccccccccccccc.ndjson' }]);
    });

    it('that has read what is gone', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      await rm(join(folder, 'log', logA));
      expect(kinds(await verify(folder, { live }))).toContain('coverage');
    });

    it.each([
      ['a changed text', `UPDATE messages SET content = 'forged' WHERE id = '${first}-question-1'`, 'content'],
      ['changed JSON', `UPDATE messages SET metadata = json_set(metadata, '$.provider', 'x') WHERE id = '${first}-answer-1'`, 'metadata'],
      ['a missing row', `DELETE FROM ledger WHERE attempt_id = '${first}-attempt-1'`, 'is only in one of them'],
      ['a row too many', `INSERT INTO ledger (attempt_id, stamps) VALUES ('invented', '{}')`, 'is only in one of them'],
    ])('with %s', async (_, change, said) => {
      const folder = await archive();
      const live = await foldOf(folder);
      live.database.script(change);
      const report = await verify(folder, { live });
      const different = report.problems.filter(({ kind }) => kind === 'differentIndex');
      expect(different).toHaveLength(1);
      expect(different[0]?.message).toContain(said);
    });

    it('with rows that belong to nothing', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      live.database.script(`PRAGMA foreign_keys = OFF; DELETE FROM conversations WHERE id = '${first}'`);
      expect(kinds(await verify(folder, { live }))).toContain('damagedIndex');
    });

    it('whose words do not fit its messages', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      while (live.indexMore()) continue;
      expect(await verify(folder, { live })).toMatchObject({ problems: [] });
      live.database.script(`INSERT INTO search (docid, content) VALUES (999, 'invented')`);
      expect(kinds(await verify(folder, { live }))).toEqual(['searchIndex']);
    });

    it('the same whatever the order of keys in JSON', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      const [row] = live.database.rows(`SELECT metadata FROM messages WHERE id = '${first}-answer-1'`);
      const turned = Object.fromEntries(Object.entries(JSON.parse(String(row?.['metadata'])) as object).reverse());
      live.database.run('UPDATE messages SET metadata = ? WHERE id = ?', [JSON.stringify(turned), `${first}-answer-1`]);
      expect((await verify(folder, { live })).problems).toEqual([]);
    });
  });

  it('is not confused by what is written meanwhile', async () => {
    const folder = await archive();
    const live = await foldOf(folder);
    let reads = 0;
    // Whenever the port reads the log, another window has written, and the projection in use has read it.
    const busy: FilePort = {
      ...nodeFiles,
      read: async (path, from, length) => {
        reads += 1;
        if (reads % 3 === 0 && reads < 60) {
          const log = `log/2026-01/20260103-${String(reads).padStart(20, '0')}.ndjson`;
          await writeInto(folder, log, lines(written(`20260103-${String(reads).padStart(20, '0')}`, talk(first, reads, 'meanwhile'))));
          await followLogs(folder, live);
        }
        return nodeFiles.read(path, from, length);
      },
    };
    expect((await verify(folder, { live, files: busy })).problems).toEqual([]);
    expect(reads).toBeGreaterThan(3);
  });

  describe('of a purged conversation', () => {
    const tombstone = written('20260103-dddddddddddddddddddd', [{ t: 'conversation.purged', conversation: first }], 100);

    it('finds nothing after the purge', async () => {
      const folder = await archive();
      await writeLogs(folder, tombstone);
      await purgeArchive({ files: nodeFiles, clock: laterClock, folder, purged: new PurgedIds({ conversations: [first] }) });
      expect(await verify(folder)).toMatchObject({ purged: 1, problems: [] });
    });

    it.each([
      ['the logs', `log/${logA}`, true],
      ['the backup', `backup/log/${logA}`, false],
      ['quarantine', 'quarantine/some.txt', false],
    ])('finds content in %s', async (_, file, wasThere) => {
      const folder = await archive();
      await writeLogs(folder, tombstone);
      const content = (await contentBelow(folder)).get(`log/${logA}`) ?? Buffer.alloc(0);
      if (!wasThere) {
        await purgeArchive({ files: nodeFiles, clock: laterClock, folder, purged: new PurgedIds({ conversations: [first] }) });
        await writeInto(folder, file, content);
      }
      const report = await verify(folder);
      expect(new Set(kinds(report))).toEqual(new Set(['purgedContent']));
      expect(new Set(report.problems.map((problem) => problem.file))).toEqual(new Set([file]));
    });

    it('finds rows in the index and in the index of another version, where bills may stay', async () => {
      const folder = await archive();
      const stale = await foldOf(folder);
      await writeInto(folder, 'cache/projection-v1.sqlite', stale.database.export());
      await writeLogs(folder, tombstone);
      const live = await foldOf(folder);
      await writeInto(folder, 'cache/projection-v9.sqlite', live.database.export());
      await purgeLogsOnly(folder);
      const report = await verify(folder, { live });
      expect(report.problems).toMatchObject([{ kind: 'purgedContent', file: 'cache/projection-v1.sqlite' }]);
      live.database.script(`INSERT INTO conversations (id, created_at, updated_at, stamps) VALUES ('${first}', 1, 1, '{}')`);
      expect(kinds(await verify(folder, { live }))).toEqual(expect.arrayContaining(['purgedContent', 'purgedContent', 'differentIndex']));
    });

    async function purgeLogsOnly(folder: string): Promise<void> {
      const kept = [...(await contentBelow(folder))].filter(([path]) => path.startsWith('cache/'));
      await purgeArchive({ files: nodeFiles, clock: laterClock, folder, purged: new PurgedIds({ conversations: [first] }) });
      for (const [path, bytes] of kept) await writeInto(folder, path, bytes);
    }
  });

  it('ends with the reason of the signal', async () => {
    const controller = new AbortController();
    const folder = await archive();
    const reason = new Error('enough');
    const live = await foldOf(folder);
    const running = verify(folder, { live, signal: controller.signal, catchUp: () => Promise.resolve(controller.abort(reason)) });
    await expect(running).rejects.toBe(reason);
  });

  describe('as text', () => {
    it('says what to do about every problem, and holds no text of a message', async () => {
      const folder = await archive();
      const live = await foldOf(folder);
      live.database.script(`UPDATE messages SET content = 'forged' WHERE id = '${first}-question-1'`);
      await writeInto(folder, 'log/2026-01/20260103-cccccccccccccccccccc.ndjson', 'What do you know about gardening?\n');
      const text = verifyReportText(await verify(folder, { live }));
      expect(text).toMatch(/\d problems found\./);
      expect(text).toContain('log/2026-01/20260103-cccccccccccccccccccc.ndjson, byte 0');
      expect(text).toContain('What to do: Run "Rebuild Archive Index"');
      expect(text).toContain('What to do: Everything else was read');
      for (const word of ['gardening', 'forged', 'Words of the title']) expect(text).not.toContain(word);
    });

    it('says so when all is well', async () => {
      expect(verifyReportText(await verify(await archive()))).toContain('No problem was found.');
    });
  });
});
