import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../../../src/archive/log/logRecord.ts';
import { testClock } from '../../support/testClock.ts';
import { everything } from './kit/everything.ts';
import { openArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { answer, conversation, message, outcome } from './kit/writing.ts';

const hourMs = 60 * 60 * 1000;

describe('a clock that is a day behind that of the window before', () => {
  it.each<[string, number]>([
    ['in the middle of a month', Date.UTC(2026, 0, 15, 12)],
    ['at the turn of a year', Date.UTC(2026, 0, 1, 0, 30)],
  ])('%s: the later window still has the last word, and nothing is overlooked', async (_when, now) => {
    const folder = await archiveFolder();
    const [ahead, behind] = [openArchive(folder, { clock: testClock(now) }), openArchive(folder, { clock: testClock(now - 24 * hourMs) })];
    const attempt = { conversationId: 'c', messageId: 'a', purpose: 'chat', modelId: 'm', simulated: false, forecast: null };
    await ahead.createConversation(conversation('c', 'first'));
    await ahead.addMessage(message('m1', { createdAt: now }));
    await ahead.openAttempt({ ...attempt, id: 'x1', createdAt: now });
    await behind.changeConversation('c', { title: 'second' });
    await behind.addMessage(message('m2', { createdAt: now - 24 * hourMs }));
    await behind.openAttempt({ ...attempt, id: 'x2', createdAt: now - 24 * hourMs });
    expect(await ahead.messages('c')).toHaveLength(2);
    await ahead.addMessage(message('m3', { createdAt: now }));

    const seen = await everything(ahead);
    expect(await everything(behind)).toEqual(seen);
    expect(seen.conversations).toMatchObject([{ title: 'second', messageCount: 3, updatedAt: now }]);
    expect(seen.messages[0]?.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
    expect((await behind.entries({ since: now - 25 * hourMs })).map(({ id }) => id)).toEqual(['x2', 'x1']);
    expect((await behind.entries({ since: now })).map(({ id }) => id)).toEqual(['x1']);
    await Promise.all([ahead.close(), behind.close()]);

    const again = openArchive(folder, { clock: testClock(now - 24 * hourMs) });
    expect(await everything(again)).toEqual(seen);
    expect([...ahead.reports, ...behind.reports, ...again.reports]).toEqual([]);
    await again.close();
  });
});

describe('a counter that was poisoned', () => {
  const poison = (lc: number): Buffer => {
    const head = { v: 1, id: '20260101-poison:1', lc, at: Date.UTC(2026, 0, 1) };
    return encodeRecord({ ...head, t: 'conversation.changed', conversation: 'c', set: { title: 'poisoned' } });
  };

  it.each([2 ** 32 + 1, 2 ** 40, 2 ** 47, 2 ** 48 + 1, Number.MAX_SAFE_INTEGER])(
    '(%d) does not win for ever, in any window',
    async (lc) => {
      const folder = await archiveFolder();
      await mkdir(join(folder, 'log', '2026-01'), { recursive: true });
      await writeFile(join(folder, 'log', '2026-01', '20260101-poison.ndjson'), poison(lc));
      for (const title of ['first', 'second', 'third']) {
        const archive = openArchive(folder);
        await archive.changeConversation('c', { title });
        await archive.addMessage(message(title));
        expect((await archive.conversation('c'))?.title).toBe(title);
        expect((await archive.messages('c')).at(-1)?.id).toBe(title);
        expect([archive.reports, archive.state().state]).toEqual([[], 'ok']);
        await archive.close();
      }
    },
  );

  it('beyond all whole numbers is a damaged line', async () => {
    const folder = await archiveFolder();
    await mkdir(join(folder, 'log', '2026-01'), { recursive: true });
    await writeFile(join(folder, 'log', '2026-01', '20260101-poison.ndjson'), poison(1e300));
    const archive = openArchive(folder);
    await archive.changeConversation('c', { title: 'mine' });
    expect((await archive.conversation('c'))?.title).toBe('mine');
    expect(archive.reports).toMatchObject([{ kind: 'damagedLine', file: '2026-01/20260101-poison.ndjson' }]);
    await archive.close();
  });
});

describe('text that breaks careless programs', () => {
  it('a title of 10,000 characters is shortened where it is shown, and whole in the log', async () => {
    const folder = await archiveFolder();
    const [long, longer] = ['😀'.repeat(5000), 'ü\0'.repeat(5000)];
    const archive = openArchive(folder);
    await archive.createConversation(conversation('c', long));
    expect((await archive.conversations())[0]?.title).toBe('😀'.repeat(255));
    await archive.changeConversation('c', { title: longer });
    expect((await archive.conversations())[0]?.title).toBe(longer.slice(0, 255));
    const before = await everything(archive);
    await archive.close();
    const again = openArchive(folder);
    expect(await everything(again)).toEqual(before);
    expect([...archive.reports, ...again.reports]).toEqual([]);
    await again.close();
    const [name = ''] = (await readdir(join(folder, 'log'), { recursive: true })).filter((found) => found.endsWith('.ndjson'));
    const log = await readFile(join(folder, 'log', name), 'utf8');
    for (const title of [long, longer]) expect(log).toContain(JSON.stringify(title));
  });

  it('NUL stays what it is, half a surrogate pair becomes the replacement character, and a pair cut in two is whole again', async () => {
    const folder = await archiveFolder();
    const whole = 'end \0 of \ud83d\ude00 it';
    const archive = openArchive(folder);
    await archive.addMessage(message('q', { text: '\0a\ud800b\udc00\0' }));
    for (const [id, text] of [
      ['whole', whole],
      ['half', 'half \ud83d of it'],
    ] as const) {
      await archive.addMessage(answer(id));
      for (let from = 0; from < text.length; from += 1) await archive.appendText(id, 'c', from, text.charAt(from));
      await archive.finishMessage(id, 'c', outcome(text));
    }
    const texts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);
    expect(texts(await archive.messages('c'))).toEqual(['\0a\ufffdb\ufffd\0', whole, 'half \ufffd of it']);
    const before = await everything(archive);
    await archive.close();
    const again = openArchive(folder);
    expect(await everything(again)).toEqual(before);
    expect([...archive.reports, ...again.reports]).toEqual([]);
    await again.close();
  });
});
