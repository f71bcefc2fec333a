import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { everything } from './kit/everything.ts';
import { openArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { answer, conversation, message, outcome } from './kit/writing.ts';

/** An archive with a conversation and its bill, closed, and what is in it. */
async function written() {
  const folder = await archiveFolder();
  const archive = openArchive(folder);
  await archive.createConversation(conversation('c', 'Title'));
  await archive.addMessage(message('q'));
  await archive.addMessage({ ...answer('a'), parentId: 'q' });
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
  const before = await everything(archive);
  await archive.close();
  const names = await readdir(join(folder, 'log'), { recursive: true });
  const log = names.find((name) => name.endsWith('.ndjson')) ?? '';
  const saved = (await readdir(join(folder, 'cache')))[0] ?? '';
  return { folder, before, log: join(folder, 'log', log), month: dirname(log), saved: join(folder, 'cache', saved) };
}

const logName = (place: string): string => `20260101-${place.replaceAll(/\W/g, '').padEnd(20, '0')}.ndjson`;

/** Things that other programs leave in folders. Each has a name that the archive could take for one of its own. */
const garbage: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  text: (path) => writeFile(path.replace('.ndjson', '.txt'), 'garbage\n'),
  empty: (path) => writeFile(path, ''),
  folder: (path) => mkdir(path),
  loop: (path) => symlink(path, path),
  nowhere: (path) => symlink(join(dirname(path), 'nothing', 'here'), path),
  pipe: (path) => Promise.resolve(expect(spawnSync('mkfifo', [path]).status).toBe(0)),
  socket: async (path) => {
    const server = createServer();
    await once(server.listen(path), 'listening');
    onTestFinished(() => void server.close());
  },
};

describe.skipIf(process.platform === 'win32')('what other programs leave in the folders of the archive', () => {
  it('is let alone, and hinders nothing: not even a pipe that nobody writes to', async () => {
    const { folder, before, log, month, saved } = await written();
    await mkdir(join(folder, 'quarantine'));
    await mkdir(join(folder, 'log', '2026-01'), { recursive: true });
    await symlink('2025-01', join(folder, 'log', '2025-01'));
    await mkdir(join(folder, 'log', '2025-02.ndjson'));
    for (const place of ['.', 'log', `log/${month}`, 'log/2026-01', 'cache', 'quarantine'])
      for (const [kind, leave] of Object.entries(garbage)) await leave(join(folder, place, logName(kind)));
    await writeFile(`${saved}.tmp`, 'garbage');
    const names = await readdir(folder, { recursive: true });

    const archive = openArchive(folder);
    expect(await everything(archive)).toEqual(before);
    await archive.addMessage(message('more'));
    expect(await archive.messages('c')).toHaveLength(3);
    await archive.close();
    expect([archive.reports, archive.state().state]).toEqual([[], 'ok']);
    expect(await readdir(folder, { recursive: true })).toEqual(expect.arrayContaining(names));
    expect((await readFile(log)).length).toBeGreaterThan(0);

    const again = openArchive(folder);
    expect(await again.messages('c')).toHaveLength(3);
    expect(again.reports).toEqual([]);
    await again.close();
  });

  it.each(Object.keys(garbage).filter((kind) => !['text', 'empty'].includes(kind)))(
    'stands where the database belongs (%s): the archive does without it',
    async (kind) => {
      const { folder, before, saved } = await written();
      await rm(saved);
      await garbage[kind]?.(saved);
      for (let start = 0; start < 2; start += 1) {
        const archive = openArchive(folder);
        expect(await everything(archive)).toEqual(before);
        await archive.changeConversation('c', { title: 'Title' });
        await archive.close();
        expect(archive.state().state).toBe('ok');
      }
    },
  );

  it.each(['cache', 'quarantine'])('is a file called "%s": nothing is lost, nothing hidden', async (name) => {
    const { folder, before, log } = await written();
    await rm(join(folder, name), { recursive: true, force: true });
    await writeFile(join(folder, name), 'mine');
    await writeFile(log, 'damaged\n', { flag: 'a' });
    for (let start = 0; start < 2; start += 1) {
      const archive = openArchive(folder);
      expect(await everything(archive)).toEqual(before);
      expect(archive.reports).toMatchObject(name === 'cache' && start > 0 ? [] : [{ kind: 'damagedLine' }]);
      await archive.changeConversation('c', { title: 'Title' });
      await archive.close();
    }
    expect(await readFile(join(folder, name), 'utf8')).toBe('mine');
  });

  it('is a loop of links called "cache": the archive does without one', async () => {
    const { folder, before } = await written();
    await rm(join(folder, 'cache'), { recursive: true });
    await symlink('cache', join(folder, 'cache'));
    const archive = openArchive(folder);
    expect(await everything(archive)).toEqual(before);
    await archive.close();
    expect([archive.reports, archive.state().state]).toEqual([[], 'ok']);
  });

  it('is a folder called "README.txt": the archive does without one', async () => {
    const { folder, before } = await written();
    await rm(join(folder, 'README.txt'));
    await mkdir(join(folder, 'README.txt'));
    const archive = openArchive(folder);
    await archive.changeConversation('c', { title: 'Title' });
    expect(await everything(archive)).toEqual(before);
    await archive.close();
    expect((await lstat(join(folder, 'README.txt'))).isDirectory()).toBe(true);
  });

  it.each<[string, (folder: string, month: string) => string]>([
    ['archive', (folder) => folder],
    ['log', (folder) => join(folder, 'log')],
    ['month', (folder, month) => join(folder, 'log', month)],
  ])('is a file where the folder %s belongs: that is said, and everything works when it is gone', async (_what, placeIn) => {
    const { folder, before, month } = await written();
    const place = placeIn(folder, month);
    await rename(place, `${place}.away`);
    await writeFile(place, 'mine');
    const archive = openArchive(folder);
    expect(await archive.conversations()).toEqual([]);
    const refusal = await archive.addMessage(message('refused')).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'ARCHIVE_DAMAGED', retryable: true });
    expect(String(refusal)).toMatch(/file .* where .* folder/i);
    expect(archive.state()).toMatchObject({ state: 'damaged' });
    expect(await readFile(place, 'utf8')).toBe('mine');

    await rm(place);
    await rename(`${place}.away`, place);
    await archive.changeConversation('c', { title: 'Title' });
    expect(archive.state().state).toBe('ok');
    await archive.close();
    const again = openArchive(folder);
    expect(await everything(again)).toEqual(before);
    await again.close();
  });
});

describe('names in another case, as some disks and sync programs make them', () => {
  it('are still names of logs', async () => {
    const { folder, before, log } = await written();
    await rename(log, join(dirname(log), log.slice(dirname(log).length + 1).toUpperCase()));
    for (let start = 0; start < 2; start += 1) {
      const archive = openArchive(folder);
      expect(await everything(archive)).toEqual(before);
      expect(archive.reports).toMatchObject(start === 0 ? [{ kind: 'indexSetAside' }] : []);
      expect(archive.state().state).toBe('ok');
      await archive.close();
    }
  });
});
