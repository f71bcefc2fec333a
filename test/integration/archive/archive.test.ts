import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { encodeRecord } from '../../../src/archive/log/logRecord.ts';
import { projectionPaths } from '../../support/projectionPaths.ts';
import { testClock } from '../../support/testClock.ts';
import { openArchive, type OpenedArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { answer, change, conversation, message, outcome } from './kit/writing.ts';

const noon = Date.UTC(2026, 0, 2, 12);

/** A conversation with a question and an answer in two pieces. */
async function chat(archive: OpenedArchive): Promise<void> {
  await archive.createConversation(conversation('c', 'Title'));
  await archive.addMessage(message('q', { text: 'why \0 \u2028 😀' }));
  await archive.addMessage({ ...answer('a'), parentId: 'q' });
  await archive.appendText('a', 'c', 0, 'because ');
  await archive.appendText('a', 'c', 8, 'of that');
  await archive.finishMessage('a', 'c', outcome('because of that', { usage: { promptTokens: 1, completionTokens: 2 } }));
}

async function everything(archive: OpenedArchive): Promise<unknown> {
  const conversations = await archive.conversations();
  const messages = await Promise.all(conversations.map(({ id }) => archive.messages(id)));
  return { conversations, messages, ledger: await archive.entries({ since: 0 }) };
}

async function onlyLog(folder: string): Promise<string> {
  const names = await readdir(join(folder, 'log'), { recursive: true });
  const logs = names.filter((name) => name.endsWith('.ndjson'));
  expect(logs).toHaveLength(1);
  return join(folder, 'log', logs[0] ?? '');
}

describe('one window', () => {
  it('touches nothing on the disk until something is written', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder);
    expect([await archive.conversations(), await archive.messages('c'), await archive.entries({ since: 0 })]).toEqual([[], [], []]);
    await archive.close();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('reads what it wrote as soon as it is written', async () => {
    const archive = openArchive(await archiveFolder());
    await chat(archive);
    expect(await archive.conversation('c')).toMatchObject({ title: 'Title', modelId: 'm/1', systemPrompt: 'Be brief.' });
    expect(await archive.messages('c')).toMatchObject([
      { id: 'q', text: 'why \0 \u2028 😀', state: 'complete' },
      { id: 'a', parentId: 'q', text: 'because of that', state: 'complete', usage: { promptTokens: 1, completionTokens: 2 } },
    ]);
    await archive.changeConversation('c', { title: 'Other', modelId: 'm/2' });
    expect(await archive.conversations()).toMatchObject([{ title: 'Other', modelId: 'm/2', messageCount: 2 }]);
    await archive.close();
  });

  it('finds everything again after a restart', async () => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    await first.openAttempt({
      id: 'x',
      conversationId: 'c',
      messageId: 'a',
      purpose: 'chat',
      modelId: 'm/1',
      simulated: false,
      createdAt: 5,
      forecast: null,
    });
    await first.noteGeneration('x', 'gen-1', null);
    const cost = { source: 'usage' as const, usd: '0.00412' };
    const unknown = { servedModelId: null, provider: null, usage: null, counted: null, firstTokenMs: null, latencyMs: null };
    await first.settle('x', { ...unknown, cost, generationId: 'gen-1', rawUsage: { cost: 0.00412 } });
    const before = await everything(first);
    await first.close();
    const second = openArchive(folder);
    expect(await everything(second)).toEqual(before);
    expect((await second.messages('c'))[1]?.cost).toEqual(cost);
    expect([second.reports, second.state()]).toEqual([[], { state: 'ok', detail: '' }]);
    await second.close();
  });

  it('finds everything again after it was not closed', async () => {
    const folder = await archiveFolder();
    const killed = openArchive(folder);
    await chat(killed);
    const next = openArchive(folder);
    expect(await everything(next)).toEqual(await everything(killed));
    await Promise.all([killed.close(), next.close()]);
  });

  it('saves the database when it rests', async () => {
    const folder = await archiveFolder();
    const clock = testClock(noon);
    const archive = openArchive(folder, { clock });
    await archive.conversations();
    await chat(archive);
    const saved = async (): Promise<boolean> => (await nodeFiles.list(join(folder, 'cache'))).includes('projection-v6.sqlite');
    expect(await saved()).toBe(false);
    clock.advance(60_000);
    await expect.poll(saved, { timeout: 10_000 }).toBe(true);
    await archive.close();
  });

  it('at rest leaves a database that plain SQLite opens, with every message', async () => {
    const folder = await archiveFolder();
    // A window that closes has no more than three seconds to save: here they do not pass, however busy the machine is.
    const archive = openArchive(folder, { clock: testClock(noon) });
    await chat(archive);
    await archive.close();
    const { Database } = await initSqlJs({ wasmBinary: new Uint8Array(await readFile(projectionPaths.wasmFile)).buffer });
    const database = new Database(await readFile(join(folder, 'cache', 'projection-v6.sqlite')));
    expect(database.exec('SELECT content FROM messages ORDER BY rowid')[0]?.values).toEqual([['why \0 \u2028 😀'], ['because of that']]);
    expect(database.exec('PRAGMA integrity_check')[0]?.values).toEqual([['ok']]);
    database.close();
  });

  it.skipIf(process.platform === 'win32')('keeps files for their owner only, with a text that explains them', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder);
    await chat(archive);
    await archive.close();
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    const modes = await Promise.all(
      names.map(async (entry) => [entry.isDirectory(), (await stat(join(entry.parentPath, entry.name))).mode & 0o777]),
    );
    expect(modes.filter(([isFolder, mode]) => mode !== (isFolder ? 0o700 : 0o600))).toEqual([]);
    expect(await readFile(join(folder, 'README.txt'), 'utf8')).toContain('CRC-32');
  });

  it('brings the README.txt of an earlier version up to date', async () => {
    const folder = await archiveFolder();
    await openArchive(folder).createConversation(conversation('b'));
    await writeFile(join(folder, 'README.txt'), 'This folder is the archive of Neural Terminal: what was true once.');
    const archive = openArchive(folder);
    await archive.createConversation(conversation('c'));
    await archive.close();
    expect(await readFile(join(folder, 'README.txt'), 'utf8')).toContain('CRC-32');
  });

  it('does not write over a README.txt that is there', async () => {
    const folder = await archiveFolder();
    await openArchive(folder).createConversation(conversation('c'));
    await writeFile(join(folder, 'README.txt'), 'my own notes');
    const archive = openArchive(folder);
    await archive.createConversation(conversation('d'));
    await archive.close();
    expect(await readFile(join(folder, 'README.txt'), 'utf8')).toBe('my own notes');
  });

  it('goes on saving messages when the database cannot be opened', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder, { wasmFile: '/nowhere.wasm' });
    await chat(archive);
    await expect(archive.conversations()).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    await archive.close();
    const repaired = openArchive(folder);
    expect(await repaired.messages('c')).toHaveLength(2);
    await repaired.close();
  });

  it('takes nothing any more when it is closed', async () => {
    const archive = openArchive(await archiveFolder());
    const last = archive.addMessage(message('q'));
    await archive.close();
    await last;
    await expect(archive.addMessage(message('r'))).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
    await expect(archive.messages('c')).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
  });

  it('reports once everything that was written together', async () => {
    const archive = openArchive(await archiveFolder());
    const created = change(archive, () => true);
    await archive.createConversation(conversation('c'));
    await created;
    const changed = change(archive, () => true);
    await Promise.all([archive.addMessage(message('q')), archive.addMessage(message('r', { conversationId: 'd' }))]);
    expect(await changed).toEqual({ conversationIds: ['c', 'd'], ledger: false, own: true });
    await archive.close();
  });
});

describe('two windows', () => {
  it('see each other', async () => {
    const folder = await archiveFolder();
    const [one, two] = [openArchive(folder), openArchive(folder)];
    two.follow();
    expect(await two.conversations()).toEqual([]);
    const seenByTwo = change(two, ({ conversationIds, own }) => conversationIds.includes('c') && !own);
    await chat(one);
    await seenByTwo;
    expect(await two.messages('c')).toEqual(await one.messages('c'));

    one.follow();
    const seenByOne = change(one, ({ conversationIds, own }) => conversationIds.includes('c') && !own);
    await two.changeConversation('c', { title: 'renamed by two' });
    await seenByOne;
    expect((await one.conversation('c'))?.title).toBe('renamed by two');
    await Promise.all([one.close(), two.close()]);
  });

  it('see the bill of the other without any database', async () => {
    const folder = await archiveFolder();
    const one = openArchive(folder);
    const two = openArchive(folder, { workerFile: '/nowhere.ts' });
    two.follow();
    expect(await two.entries({ since: 0 })).toEqual([]);
    const changed = change(two, ({ ledger, own }) => ledger && !own);
    const attempt = { id: 'x', conversationId: 'c', messageId: 'a', purpose: 'chat', modelId: 'm', simulated: false, createdAt: 5 };
    await one.openAttempt({ ...attempt, forecast: null });
    expect((await changed).conversationIds).toEqual(['c']);
    expect(await two.entries({ conversationId: 'c' })).toMatchObject([{ id: 'x', settlement: null }]);
    expect(await two.entries({ since: 6 })).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  it('that are both open do not lose a title: the one who saw the other wins', async () => {
    const folder = await archiveFolder();
    const one = openArchive(folder);
    await one.createConversation(conversation('c', 'first'));
    for (let round = 0; round < 5; round += 1) await one.changeConversation('c', { title: `one ${round}` });
    const two = openArchive(folder);
    await two.changeConversation('c', { title: 'two' });
    expect([(await one.conversation('c'))?.title, (await two.conversation('c'))?.title]).toEqual(['two', 'two']);
    await Promise.all([one.close(), two.close()]);
  });

  it('show a running answer of the other as streaming, and report once when it died', async () => {
    const folder = await archiveFolder();
    const clock = testClock(noon);
    const [writing, watching] = [openArchive(folder, { clock }), openArchive(folder, { clock })];
    await writing.createConversation(conversation('c'));
    await writing.addMessage(answer('a'));
    await writing.appendText('a', 'c', 0, 'so far');
    const state = async (archive: OpenedArchive): Promise<string | undefined> => (await archive.messages('c'))[0]?.state;
    expect(await state(watching)).toBe('streaming');
    clock.advance(9_000);
    await writing.appendText('a', 'c', 6, '');
    expect(await state(watching)).toBe('streaming');

    const died = change(watching, ({ own }) => !own);
    clock.advance(10_000);
    expect((await died).conversationIds).toEqual(['c']);
    expect(await watching.messages('c')).toMatchObject([{ state: 'interrupted', text: 'so far' }]);
    // Nor does the writing window take it for alive: whether it still receives is known above the archive.
    expect(await state(writing)).toBe('interrupted');
    await Promise.all([writing.close(), watching.close()]);
  });
});

describe('bills of other months', () => {
  it('are found by day, although they stand in the log of the month before', async () => {
    const folder = await archiveFolder();
    const clock = testClock(Date.UTC(2026, 0, 31, 23, 30));
    const archive = openArchive(folder, { clock });
    const attempt = (id: string) => ({
      id,
      conversationId: 'c',
      messageId: 'a',
      purpose: 'chat',
      modelId: 'm',
      simulated: false,
      createdAt: clock.now(),
      forecast: null,
    });
    await archive.openAttempt(attempt('january'));
    clock.advance(60 * 60 * 1000);
    await archive.openAttempt(attempt('february'));
    expect(await readdir(join(folder, 'log'))).toEqual(['2026-01']);
    const other = openArchive(folder, { clock });
    expect((await other.entries({ since: Date.UTC(2026, 1, 1) })).map(({ id }) => id)).toEqual(['february']);
    expect((await other.entries({ conversationId: 'c' })).map(({ id }) => id)).toEqual(['january', 'february']);
    await Promise.all([archive.close(), other.close()]);
  });
});

describe('damage', () => {
  it('of a line is reported, quarantined, and costs only that line', async () => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    await first.addMessage(message('last'));
    const log = await onlyLog(folder);
    const bytes = await readFile(log);
    const hit = bytes.indexOf('of that');
    bytes[hit] = 0x00;
    await writeFile(log, bytes);

    const second = openArchive(folder);
    expect((await second.messages('c')).map(({ id, text }) => [id, text])).toEqual([
      ['q', 'why \0 \u2028 😀'],
      ['a', 'because '],
      ['last', 'text of last'],
    ]);
    expect(second.reports).toMatchObject([{ kind: 'damagedLine' }, { kind: 'damagedMessage', messageId: 'a', conversationId: 'c' }]);
    expect(second.state().state).toBe('damaged');
    expect(await readdir(join(folder, 'quarantine'))).toHaveLength(1);
    expect(await readFile(log)).toEqual(bytes);
    await Promise.all([first.close(), second.close()]);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['empty', () => Buffer.alloc(0)],
    ['truncated', (bytes) => bytes.subarray(0, bytes.length / 2)],
    ['damaged', (bytes) => bytes.fill(0xff, 4096, 12_288)],
  ])('of the database (%s): it is set aside and made again', async (_what, spoil) => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    const before = await everything(first);
    await first.close();
    const path = join(folder, 'cache', 'projection-v6.sqlite');
    await writeFile(path, spoil(await readFile(path)));
    const second = openArchive(folder);
    expect(await everything(second)).toEqual(before);
    expect(second.reports).toMatchObject([{ kind: 'indexSetAside' }]);
    expect(second.state().state).toBe('ok');
    await second.close();
    const third = openArchive(folder);
    expect(await everything(third)).toEqual(before);
    expect(third.reports).toEqual([]);
    await third.close();
  });

  it('of a window killed while it wrote: its last half line waits, and the rest is there', async () => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    const log = await onlyLog(folder);
    await writeFile(log, encodeRecord({ v: 1, text: 'never acknowledged' }).subarray(0, 20), { flag: 'a' });
    const second = openArchive(folder);
    expect(await second.messages('c')).toHaveLength(2);
    expect(second.reports).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });
});

describe('an archive that a newer version wrote to', () => {
  const newer = (must: boolean): Buffer =>
    encodeRecord({ v: 1, id: '20260102-cccccccccccccccccccc:1', lc: 50, at: noon, t: 'conversation.encrypted', ...(must && { must }) });

  it('is read-only when the newer version says so, at every start', async () => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    await first.close();
    await writeFile(join(folder, 'log', '2026-01.pack.ndjson'), newer(true));
    for (let start = 0; start < 2; start += 1) {
      const archive = openArchive(folder);
      expect(await archive.messages('c')).toHaveLength(2);
      await expect(archive.addMessage(message('r'))).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
      expect(archive.state().state).toBe('readonly');
      expect(archive.state().detail).toContain('newer version');
      expect(archive.reports).toMatchObject([{ kind: 'newerVersion', type: 'conversation.encrypted' }]);
      await archive.close();
    }
  });

  it('is used as always when the newer version does not mind', async () => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    await writeFile(join(folder, 'log', '2026-01.pack.ndjson'), newer(false));
    await first.addMessage(message('r'));
    expect(await first.messages('c')).toHaveLength(3);
    expect(first.state().state).toBe('ok');
    await first.close();
  });
});
