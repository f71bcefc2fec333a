import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseSays, proveAbsence, type AbsenceProof } from '../../../../../src/archive/maintenance/purge/proveAbsence.ts';
import { PurgedIds } from '../../../../../src/archive/log/purgedIds.ts';
import { purgeArchive, type ArchivePurge } from '../../../../../src/archive/maintenance/purge/purgeArchive.ts';
import { nodeFiles } from '../../../../../src/archive/disk/files.ts';
import { projectionVersion } from '../../../../../src/archive/projection/schema.ts';
import { lines, logA, writerA, writerB } from '../../kit/logs.ts';
import { temporaryFolder } from '../../kit/temporaryFolder.ts';
import { contentBelow, created, filesWith, foldOf, laterClock, talk, writeInto, writeLogs, written } from '../kit/archives.ts';

const doomed = 'doomed-conversation';
const other = 'other-conversation';
const purged = new PurgedIds({ conversations: [doomed] });
const current = `cache/projection-v${projectionVersion}.sqlite`;

const purge = (folder: string): Promise<ArchivePurge> => purgeArchive({ files: nodeFiles, clock: laterClock, folder, purged });

async function prove(folder: string, { needles }: Pick<ArchivePurge, 'needles'>): Promise<AbsenceProof> {
  const { database } = await foldOf(folder);
  return proveAbsence({ files: nodeFiles, folder, needles, purged, isElsewhere: databaseSays(database, purged) });
}

async function archive(): Promise<string> {
  const folder = await temporaryFolder();
  await writeLogs(folder, [
    ...written(writerA, [created(doomed, 'The secret title of it'), ...talk(doomed, 1, 'buried treasure')]),
    ...written(writerB, [created(other, 'Another title'), ...talk(other, 1, 'gardening')]),
  ]);
  return folder;
}

describe('purging a whole archive', () => {
  it('leaves the text in no file: logs, backup, copies of damaged lines, databases', async () => {
    const folder = await archive();
    const log = (await contentBelow(folder)).get(`log/${logA}`) ?? Buffer.alloc(0);
    await writeInto(folder, `backup/log/${logA}`, log);
    await writeInto(folder, 'log/2026-01/.restore-0.1-0a0b0c0d.tmp', log);
    await writeInto(folder, `quarantine/2026-01_${writerA}.ndjson.0.12345678.txt`, log.subarray(0, 200));
    const bytes = (await foldOf(folder)).database.export();
    for (const file of ['cache/projection-v1.sqlite', 'cache/projection-v1.5-0a0b0c0d.tmp', 'quarantine/7-projection-v1.sqlite']) {
      await writeInto(folder, file, bytes);
    }
    const result = await purge(folder);
    expect(result).toMatchObject({ records: 18, copies: 4, failures: [] });
    expect(await filesWith(folder, 'treasure')).toEqual([]);
    expect([...(await contentBelow(folder)).keys()]).toEqual([
      `backup/log/${logA}`,
      'log/2026-01/.restore-0.1-0a0b0c0d.tmp',
      `log/${logA}`,
      `log/2026-01/${writerB}.ndjson`,
    ]);
    expect(await prove(folder, result)).toMatchObject({ files: 4, foundIn: [], notSearched: [], failures: [] });
  });

  it('keeps copies of damaged lines that are about something else', async () => {
    const folder = await archive();
    const name = `quarantine/2026-01_${writerB}.ndjson.0.12345678.txt`;
    await writeInto(folder, name, lines(written(writerB, talk(other, 1, 'gardening').slice(0, 1))).subarray(9));
    await purge(folder);
    expect(await filesWith(folder, 'gardening')).toContain(name);
  });
});

describe('the proof', () => {
  it.each([
    ['a database', current, async (folder: string) => (await foldOf(folder)).database.export()],
    ['some other file', 'notes/export.md', () => 'What do you know about buried treasure? he asked.'],
    ['a text as JSON writes it', 'notes/export.json', () => JSON.stringify('Second half, "quoted"\nand about buried treasure again.')],
    ['the title', 'notes/titles.txt', () => 'The secret title of it'],
    ['an attachment', 'notes/notes.md', () => 'Attached notes on buried treasure.'],
    ['a reasoning', 'notes/why.txt', () => 'Thinking of buried treasure for a while.'],
  ])('finds the text in %s', async (_, file, content) => {
    const folder = await archive();
    await writeInto(folder, file, await content(folder));
    const proof = await prove(folder, await purge(folder));
    expect(proof.foundIn.map((found) => found.file)).toEqual([file]);
  });

  it('does not take the same words in another conversation for it', async () => {
    const folder = await archive();
    await writeInto(
      folder,
      'log/2026-01/20260102-cccccccccccccccccccc.ndjson',
      lines(written(writerB, talk(other, 2, 'buried treasure'), 50)),
    );
    const result = await purge(folder);
    const { database } = await foldOf(folder);
    await writeInto(folder, current, database.export());
    const proof = await prove(folder, result);
    expect(proof.foundIn).toEqual([]);
    expect(proof.needles).toBeLessThan(result.needles.length);
    expect(proof.needles).toBeGreaterThan(0);
  });

  it('does not take the same words beside another answer for it, which are in the log only, however large the image there is', async () => {
    const folder = await archive();
    const tools = (image: string) => ({
      images: [image],
      toolCalls: [{ function: { arguments: 'where is the buried treasure of the captain' } }],
    });
    const finished = (conversation: string, more: object) =>
      talk(conversation, 2, 'x').flatMap((body) => (body.t === 'message.finished' ? [{ ...body, ...more }] : []));
    for (const [writer, conversation, image] of [
      ['20260102-dddddddddddddddddddd', doomed, ''],
      ['20260102-eeeeeeeeeeeeeeeeeeee', other, 'A'.repeat(3 * 1024 * 1024)],
    ] as const)
      await writeInto(folder, `log/2026-01/${writer}.ndjson`, lines(written(writer, finished(conversation, tools(image)), 50)));
    const result = await purge(folder);
    expect(result.needles.some(({ text }) => text.includes('captain'))).toBe(true);
    expect((await prove(folder, result)).foundIn).toEqual([]);
  });

  it('names packed files, which it cannot search', async () => {
    const folder = await archive();
    await writeInto(folder, 'my backup.zip', 'PK');
    expect((await prove(folder, await purge(folder))).notSearched).toEqual(['my backup.zip']);
  });

  it('has something to look for after every kind of record', async () => {
    const folder = await archive();
    const { needles } = await purge(folder);
    const texts = [
      'The secret title of it',
      'Be brief and kind.',
      'What do you know',
      'Attached notes',
      'First half',
      'Second half',
      'Thinking of',
    ];
    for (const text of texts) expect(needles.filter((needle) => needle.text.startsWith(text))).not.toEqual([]);
  });

  it('does nothing in an empty folder', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'log'));
    expect(await purge(folder)).toMatchObject({ records: 0, copies: 0, failures: [], needles: [] });
  });
});
