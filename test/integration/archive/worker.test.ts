import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { ArchiveChange } from '../../../src/core/ports/conversationRepository.ts';
import type { Clock } from '../../../src/core/ports/platform.ts';
import { Quarantine } from '../../../src/archive/disk/quarantine.ts';
import { nodeFiles } from '../../../src/archive/disk/files.ts';
import { ProjectionFile } from '../../../src/archive/projection/projectionFile.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { testClock } from '../../support/testClock.ts';
import { openArchive, type OpenedArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { starts } from './kit/workers/startsFile.ts';
import { answer, change, conversation, message, outcome } from './kit/writing.ts';

const noon = Date.UTC(2026, 0, 2, 12);
const idleMs = 10 * 60 * 1000;
const worker = (name: string): string => fileURLToPath(new URL(`kit/workers/${name}.ts`, import.meta.url));
const programs = {
  counted: worker('countedWorker'),
  mortal: worker('mortalWorker'),
  dying: worker('dyingWorker'),
  silent: worker('silentWorker'),
};

async function chat(archive: OpenedArchive): Promise<void> {
  await archive.createConversation(conversation('c', 'Title'));
  await archive.addMessage(message('q'));
  await archive.addMessage(answer('a'));
  await archive.appendText('a', 'c', 0, 'because');
  await archive.finishMessage('a', 'c', outcome('because'));
  await archive.openAttempt({
    id: 'x',
    conversationId: 'c',
    messageId: 'a',
    purpose: 'chat',
    modelId: 'm',
    simulated: false,
    createdAt: 5,
    forecast: null,
  });
}

function changesOf(archive: OpenedArchive): ArchiveChange[] {
  const changes: ArchiveChange[] = [];
  archive.onDidChange((change) => void changes.push(change));
  return changes;
}

describe('a worker', () => {
  it('is started by the first question, not by what is written', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder, { workerFile: programs.counted });
    await chat(archive);
    await archive.entries({ since: 0 });
    expect(await starts(folder)).toBe(0);
    await Promise.all([archive.conversations(), archive.messages('c'), archive.entries({ conversationId: 'c' })]);
    expect(await starts(folder)).toBe(1);
    await archive.close();
  });

  it('that dies over a question gets a successor, which answers it', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder, { workerFile: programs.mortal });
    await chat(archive);
    const [messages, conversations] = await Promise.all([archive.messages('c'), archive.conversations()]);
    expect(messages.map(({ id, text }) => [id, text])).toEqual([
      ['q', 'text of q'],
      ['a', 'because'],
    ]);
    expect([conversations.length, await starts(folder)]).toEqual([1, 2]);
    await archive.close();
  });

  it('that dies again is given up for this question; money is known and messages are saved all the same', async () => {
    const folder = await archiveFolder();
    const archive = openArchive(folder, { workerFile: programs.dying });
    await chat(archive);
    await expect(archive.conversations()).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED', retryable: true });
    expect(await starts(folder)).toBe(2);
    expect(await archive.entries({ conversationId: 'c' })).toMatchObject([{ id: 'x' }]);
    await archive.changeConversation('c', { title: 'renamed' });
    await archive.close();
    const repaired = openArchive(folder);
    expect(await repaired.conversation('c')).toMatchObject({ title: 'renamed' });
    await repaired.close();
  });

  it('that is busy keeps no window from writing, only from changing what others may have changed; closing does not wait for ever', async () => {
    const folder = await archiveFolder();
    const hasty: Clock = { ...systemClock, timeout: (ms, callback) => systemClock.timeout(ms / 100, callback) };
    const archive = openArchive(folder, { workerFile: programs.silent, clock: hasty });
    const list = archive.conversations().catch((error: unknown) => error);
    await chat(archive);
    let isChanged = false;
    const changed = archive.changeConversation('c', { title: 'renamed' }).then(() => (isChanged = true));
    await archive.addMessage(message('r'));
    expect(isChanged).toBe(false);
    await archive.close();
    await changed;
    expect(await list).toMatchObject({ code: 'ARCHIVE_READONLY' });
  });

  it('does not keep a process alive that forgot to close its archive', async () => {
    const program = fileURLToPath(new URL('kit/forgetfulProcess.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, await archiveFolder()], { timeout: 20_000 });
    expect(stdout).toBe('0\n');
  });
});

describe('a window that rests', () => {
  it('ends its worker, which saves the database, and starts another with the next question', async () => {
    const folder = await archiveFolder();
    const clock = testClock(noon);
    const archive = openArchive(folder, { clock, workerFile: programs.counted });
    await archive.conversations();
    await chat(archive);
    const before = await archive.messages('c');
    clock.advance(idleMs - 1);
    expect(await archive.messages('c')).toEqual(before);
    expect(await starts(folder)).toBe(1);

    clock.advance(idleMs);
    expect(await archive.messages('c')).toEqual(before);
    expect(await starts(folder)).toBe(2);
    expect(await readdir(join(folder, 'cache'))).toEqual(['projection-v6.sqlite']);
    await archive.close();
  });

  it('ends its worker although it follows the logs of others', async () => {
    const folder = await archiveFolder();
    const clock = testClock(noon);
    const archive = openArchive(folder, { clock, workerFile: programs.counted });
    const other = openArchive(folder, { clock });
    await archive.conversations();
    archive.follow();
    const changed = change(archive, ({ own }) => !own);
    await other.createConversation(conversation('c'));
    await changed;
    clock.advance(idleMs);
    await archive.conversations();
    expect(await starts(folder)).toBe(2);
    await Promise.all([archive.close(), other.close()]);
  });

  it('is notified of what others change while it has no worker', async () => {
    const folder = await archiveFolder();
    const clock = testClock(noon);
    const [resting, writing] = [openArchive(folder, { clock }), openArchive(folder, { clock })];
    await chat(writing);
    await resting.conversations();
    clock.advance(idleMs);
    const changes = changesOf(resting);
    await writing.createConversation(conversation('d'));
    const first = change(resting, () => true);
    resting.follow();
    await first;
    const next = change(resting, ({ conversationIds }) => conversationIds.includes('c'));
    await writing.changeConversation('c', { title: 'renamed' });
    await next;
    expect(changes).toEqual([
      { conversationIds: ['d'], ledger: false, own: false },
      { conversationIds: ['c'], ledger: false, own: false },
    ]);
    expect((await resting.conversation('c'))?.title).toBe('renamed');
    await Promise.all([resting.close(), writing.close()]);
  });
});

describe('a window that asks for the first time', () => {
  it('is not notified of what it read, but of everything after it', async () => {
    const folder = await archiveFolder();
    const [writing, asking] = [openArchive(folder), openArchive(folder)];
    await chat(writing);
    const changes = changesOf(asking);
    expect(await asking.conversations()).toHaveLength(1);
    // Written before the window has read the logs itself.
    await writing.createConversation(conversation('d'));
    const changed = change(asking, () => true);
    asking.follow();
    await changed;
    expect(changes).toEqual([{ conversationIds: ['d'], ledger: false, own: false }]);
    await Promise.all([writing.close(), asking.close()]);
  });

  it('is notified of bills, of whichever month was asked for', async () => {
    const folder = await archiveFolder();
    const [writing, asking] = [openArchive(folder), openArchive(folder)];
    await chat(writing);
    const changes = changesOf(asking);
    expect(await asking.entries({ since: 0 })).toHaveLength(1);
    await writing.noteGeneration('x', 'gen', null);
    const changed = change(asking, () => true);
    asking.follow();
    await changed;
    expect(changes).toEqual([{ conversationIds: ['c'], ledger: true, own: false }]);
    await Promise.all([writing.close(), asking.close()]);
  });

  it('is notified when another window has checked the key that pays', async () => {
    const folder = await archiveFolder();
    const [writing, asking] = [openArchive(folder), openArchive(folder)];
    const changes = changesOf(asking);
    expect(await asking.firstAccountNote('key')).toBeNull();
    await writing.noteAccount({ account: 'key', usageUsd: '2', at: 5 });
    const changed = change(asking, () => true);
    asking.follow();
    await changed;
    expect(changes).toEqual([{ conversationIds: [], ledger: true, own: false }]);
    expect(await asking.firstAccountNote('key')).toEqual({ account: 'key', usageUsd: '2', at: 5 });
    await Promise.all([writing.close(), asking.close()]);
  });
});

describe('a database that is damaged behind a checksum that fits', () => {
  /** Saves it as the product would save a database that went wrong in memory. */
  async function damage(folder: string, spoil: (bytes: Buffer) => void): Promise<void> {
    const path = join(folder, 'cache', 'projection-v6.sqlite');
    const bytes = await readFile(path);
    spoil(bytes);
    const file = new ProjectionFile({
      files: nodeFiles,
      folder: join(folder, 'cache'),
      logFolder: join(folder, 'log'),
      clock: systemClock,
      logger: recordingLogger(),
      quarantine: new Quarantine(nodeFiles, join(folder, 'quarantine')),
      onSetAside: () => undefined,
    });
    await file.save(bytes);
  }

  it.each<[string, (archive: OpenedArchive) => Promise<unknown>]>([
    ['a question', () => Promise.resolve()],
    ['a new record', (archive) => archive.addMessage(message('r', { conversationId: 'd' }))],
  ])('is made again when %s meets the damage, and the question is answered', async (_what, before) => {
    const folder = await archiveFolder();
    const first = openArchive(folder);
    await chat(first);
    const expected = await first.messages('c');
    await first.close();
    // Everything but the first page, which says what tables there are, and what a start looks at.
    await damage(folder, (bytes) => {
      const text = bytes.indexOf('text of q');
      bytes.fill(0xff, text - (text % 4096), text - (text % 4096) + 4096);
    });

    const second = openArchive(folder);
    await before(second);
    expect(await second.messages('c')).toEqual(expected);
    expect(second.reports).toMatchObject([{ kind: 'indexSetAside' }]);
    expect(await readdir(join(folder, 'quarantine'))).toHaveLength(1);
    await second.close();
    const third = openArchive(folder);
    expect(await third.messages('c')).toEqual(expected);
    expect(third.reports).toEqual([]);
    await third.close();
  });
});
