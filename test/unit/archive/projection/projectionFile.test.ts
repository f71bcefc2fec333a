import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textHash } from '../../../../src/archive/log/textHash.ts';
import { ProjectionFile } from '../../../../src/archive/projection/projectionFile.ts';
import { Quarantine } from '../../../../src/archive/disk/quarantine.ts';
import { projectionVersion, schema } from '../../../../src/archive/projection/schema.ts';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { testClock } from '../../../support/testClock.ts';
import { type Fault, faultyFiles } from '../kit/faultyFiles.ts';
import { lines, logA, noon, operation, question, quarantined, writeLog, writerA } from '../kit/logs.ts';
import { loadSql } from '../kit/projection.ts';
import { temporaryFolder } from '../kit/temporaryFolder.ts';

const operations = [operation(writerA, 1, question('q', 'why'))];

async function setUp() {
  const folder = await temporaryFolder();
  const files = faultyFiles();
  const setAside: { readonly reason: string; readonly keptAs: string | null }[] = [];
  const file = new ProjectionFile({
    files,
    folder: join(folder, 'cache'),
    logFolder: join(folder, 'log'),
    quarantine: new Quarantine(files, join(folder, 'quarantine')),
    clock: { ...testClock(noon), sleep: () => Promise.resolve() },
    logger: recordingLogger(),
    onSetAside: (reason, keptAs) => void setAside.push({ reason, keptAs }),
  });
  const projection = SqlProjection.create(await loadSql());
  const log = lines(operations);
  projection.apply({ file: logA, bytes: log.length, operations }, 7);
  await writeLog(folder, logA, log);
  return { folder, files, file, setAside, path: join(folder, 'cache', 'projection-v6.sqlite'), bytes: projection.database.export(), log };
}

describe('a saved projection', () => {
  it('is loaded with its rows, what it covers and its counter', async () => {
    const { file, bytes, log } = await setUp();
    await file.save(bytes);
    const loaded = await file.load(await loadSql());
    expect(loaded?.covered()).toEqual(new Map([[logA, log.length]]));
    expect(loaded?.counter).toBe(7);
    expect(loaded?.database.rows('SELECT content FROM messages')).toEqual([{ content: 'why' }]);
  });

  it('replaces the one before, and leaves nothing beside it', async () => {
    const { file, bytes, path } = await setUp();
    await file.save(SqlProjection.create(await loadSql()).database.export());
    await file.save(bytes);
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
    expect(await readdir(dirname(path))).toEqual(['projection-v6.sqlite']);
  });

  it('is none when another window took it away after it was seen, without a report of damage', async () => {
    const { file, files, bytes, path, setAside } = await setUp();
    await file.save(bytes);
    Object.assign(files, { size: async () => (await rm(path, { force: true }), bytes.length) });
    expect([await file.load(await loadSql()), setAside]).toEqual([null, []]);
  });

  it('is none of another version: what that one saved stays as it is, and is not read', async () => {
    const { file, path, setAside } = await setUp();
    const older = join(dirname(path), `projection-v${projectionVersion - 1}.sqlite`);
    await mkdir(dirname(path));
    await writeFile(older, 'of another version');
    expect(await file.load(await loadSql())).toBeNull();
    await file.save(SqlProjection.create(await loadSql()).database.export());
    expect(await file.load(await loadSql())).not.toBeNull();
    expect([await readFile(older, 'utf8'), setAside]).toEqual(['of another version', []]);
  });

  it('is not there at the first start: nothing to report', async () => {
    const { file, setAside } = await setUp();
    expect(await file.load(await loadSql())).toBeNull();
    expect(setAside).toEqual([]);
  });
});

describe('a projection that is wrong is set aside, because it', () => {
  const sabotage: [string, RegExp, (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array][] = [
    ['is empty', /not an SQLite database/, () => new Uint8Array(0)],
    ['is truncated', /checksum/, (bytes) => bytes.slice(0, bytes.length - 4096)],
    ['is truncated within its header', /checksum/, (bytes) => bytes.slice(0, 50)],
    ['is not a database', /not an SQLite database/, () => Buffer.from('hello, world')],
    ['is damaged inside', /checksum/, (bytes) => bytes.map((byte, index) => (index >= 4096 && index < 8192 ? 0xff : byte))],
    ['has one wrong bit', /checksum/, (bytes) => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte))],
    ['was changed by another program', /checksum/, async (bytes) => changedElsewhere(bytes)],
    ["is another program's database", /no such table/, async () => changed(null, 'CREATE TABLE notes (text TEXT)')],
    ['is of another version', /another version/, (bytes) => changed(bytes, 'UPDATE projection SET version = 99')],
    [
      'was made by a version that knew fewer operations',
      /another version/,
      (bytes) => changed(bytes, "UPDATE projection SET vocabulary = 'log.opened'"),
    ],
    [
      'was made with other tables by the same version',
      /another version/,
      (bytes) =>
        changed(bytes, `UPDATE projection SET vocabulary = replace(vocabulary, '${textHash(schema)}', '${textHash(`${schema} `)}')`),
    ],
    ['covers a log that is gone', /covers more/, (bytes) => changed(bytes, "UPDATE applied SET file = '2020-01/20200101-x.ndjson'")],
    ['covers more bytes than the log has', /covers more/, (bytes) => changed(bytes, 'UPDATE applied SET bytes = bytes + 1')],
  ];

  /** Saved by another version, not damaged. */
  async function changed(bytes: Uint8Array | null, sql: string): Promise<Uint8Array> {
    const { Database } = await loadSql();
    const database = new Database(bytes);
    database.exec(sql);
    const { file, path } = await setUp();
    await file.save(database.export());
    return readFile(path);
  }

  async function changedElsewhere(bytes: Uint8Array): Promise<Uint8Array> {
    const { Database } = await loadSql();
    const database = new Database(bytes);
    database.exec("UPDATE messages SET content = 'forged'");
    return database.export();
  }

  it.each(sabotage)('%s', async (_what, reason, spoil) => {
    const { folder, file, setAside, path, bytes } = await setUp();
    await file.save(bytes);
    const spoiled = Buffer.from(await spoil(await readFile(path)));
    await writeFile(path, spoiled);
    expect(await file.load(await loadSql())).toBeNull();
    expect(setAside).toHaveLength(1);
    expect(setAside[0]?.reason).toMatch(reason);
    expect(await readdir(dirname(path))).toEqual([]);
    const [name = ''] = await quarantined(folder);
    expect(setAside[0]?.keptAs).toBe(join(folder, 'quarantine', name));
    expect(await readFile(join(folder, 'quarantine', name))).toEqual(spoiled);
  });
});

it('of those that were set aside only the last one is kept: each is as large as the archive', async () => {
  const { folder, file, path, bytes } = await setUp();
  await mkdir(join(folder, 'quarantine'));
  const others = [`${noon - 2000}-projection-v1.sqlite`, `${noon - 1000}-projection-v6.sqlite`, '2026-01_x.ndjson.0.00000000.txt'];
  for (const name of others) await writeFile(join(folder, 'quarantine', name), 'x');
  await file.save(bytes);
  await writeFile(path, 'spoiled');
  expect(await file.load(await loadSql())).toBeNull();
  expect((await quarantined(folder)).sort()).toEqual([others[2], `${noon}-projection-v6.sqlite`].sort());
});

describe('saving', () => {
  it('tries again while something holds the old file open', async () => {
    const { file, files, bytes, path } = await setUp();
    files.plan('rename', { code: 'EPERM' }, { code: 'EBUSY' }, { code: 'EPERM' });
    await file.save(bytes);
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  });

  it.each([
    ['the old file stays held open', 'rename', Array(4).fill({ code: 'EPERM' })],
    ['it cannot be replaced at all', 'rename', [{ code: 'EXDEV' }]],
    ['the disk is full', 'createLog', [{ code: 'ENOSPC' }]],
    ['the disk takes only a part', 'append', [{ takes: 100 }, { code: 'ENOSPC' }]],
    ['the bytes do not reach the disk', 'sync', [{ code: 'EIO' }]],
    ['the folder is read-only', 'makeFolder', [{ code: 'EROFS' }]],
  ] as const)('gives up without harm when %s', async (_what, call, faults: readonly Fault[]) => {
    const { folder, file, files, bytes } = await setUp();
    files.plan(call, ...faults);
    expect(await file.save(bytes)).toBe(false);
    expect(await readdir(join(folder, 'cache')).catch(() => [])).toEqual([]);
  });

  it('that a killed window left half done is swept, a fresh one is left alone', async () => {
    const { folder, file } = await setUp();
    await mkdir(join(folder, 'cache'));
    const [old, fresh, foreign] = [
      `projection-v6.${noon - 2 * 60 * 60 * 1000}-ab12cd34.tmp`,
      `projection-v6.${noon - 1000}-ab12cd34.tmp`,
      'notes.tmp',
    ];
    for (const name of [old, fresh, foreign]) await writeFile(join(folder, 'cache', name), 'x');
    await file.load(await loadSql());
    expect(await readdir(join(folder, 'cache'))).toEqual([foreign, fresh]);
  });

  it('by versions long gone is swept a month after the last one wrote it, that of the version before is not', async () => {
    const { folder, file, path, bytes } = await setUp();
    await file.save(bytes);
    const [gone, used, before] = ['projection-v0.sqlite', 'projection-v00.sqlite', `projection-v${projectionVersion - 1}.sqlite`];
    for (const name of [gone, used, before]) await writeFile(join(folder, 'cache', name), 'x');
    const longAgo = noon / 1000 - 31 * 24 * 60 * 60;
    for (const name of [gone, before]) await utimes(join(folder, 'cache', name), longAgo, longAgo);
    expect(await file.load(await loadSql())).not.toBeNull();
    expect((await readdir(join(folder, 'cache'))).sort()).toEqual([used, before, basename(path)].sort());
  });
});
