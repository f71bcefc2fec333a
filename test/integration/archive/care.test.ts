import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { openArchive, type OpenedArchive } from './kit/openArchive.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { answer, change, conversation, message, outcome } from './kit/writing.ts';

const secret = 'the lighthouse of Skerryvore is kept by Munro';

async function filledArchive(): Promise<{ readonly folder: string; readonly archive: OpenedArchive }> {
  const folder = await archiveFolder();
  const archive = openArchive(folder);
  for (const id of ['kept', 'c']) {
    const own = { conversationId: id };
    await archive.createConversation(conversation(id, id === 'c' ? secret : 'Kept'));
    await archive.addMessage({ ...message(`${id}-question`), ...own, text: id === 'c' ? `Is it true that ${secret}?` : 'What is kept?' });
    await archive.addMessage({ ...answer(`${id}-answer`), ...own, parentId: `${id}-question` });
    const text = id === 'c' ? `Yes: ${secret}.` : 'This is kept.';
    await archive.appendText(`${id}-answer`, id, 0, text);
    await archive.finishMessage(`${id}-answer`, id, outcome(text));
  }
  return { folder, archive };
}

async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && (await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

/** A guess, then the bill, then a guess that comes too late; and all the rest that a ledger can hold. */
async function payForAnswer(archive: OpenedArchive): Promise<void> {
  const attempt = { id: 'x', conversationId: 'kept', messageId: 'kept-answer', purpose: 'chat', modelId: 'm', simulated: false };
  await archive.openAttempt({ ...attempt, createdAt: 5, forecast: { promptTokens: 7, maxTokens: 9, leastUsd: '0.1', mostUsd: null } });
  await archive.noteGeneration('x', 'gen-1', 'key');
  for (const source of ['estimate', 'usage', 'estimate'] as const) {
    // Between two settlements the database gets to know of the first.
    await archive.messages('kept');
    await archive.settle('x', {
      cost: { source, usd: '0.00412' },
      generationId: 'gen-1',
      servedModelId: null,
      provider: null,
      usage: null,
      rawUsage: { cost: 1 },
      counted: { promptTokens: 7, completionTokens: 8, usd: null },
      firstTokenMs: 1,
      latencyMs: 2,
    });
  }
  await archive.dismiss('x');
  await archive.noteAccount({ account: 'key', usageUsd: '12.5', at: 5 });
}

const titles = async (archive: OpenedArchive): Promise<string[]> => (await archive.conversations()).map(({ title }) => title);

describe('verifying', () => {
  it('finds a sound archive sound, with everything that can happen in it', async () => {
    const { archive } = await filledArchive();
    await archive.createConversation({ ...conversation('fork'), forkedFrom: { conversationId: 'kept', messageId: 'kept-answer' } });
    await archive.changeMessage('kept-answer', 'kept', { deleted: true });
    await payForAnswer(archive);
    await archive.mirror();
    const { problems, report } = await archive.verify();
    expect(report).toContain('No problem was found.');
    expect(problems).toBe(0);
    await archive.close();
  });

  it('says which line of which file is damaged, and changes nothing', async () => {
    const { folder, archive } = await filledArchive();
    await archive.close();
    const [log = ''] = await filesWith(join(folder, 'log'), 'What is kept?');
    const bytes = await readFile(log);
    bytes[bytes.indexOf('What is kept?')] = 0x58;
    await writeFile(log, bytes);
    const opened = openArchive(folder);
    const { problems, report } = await opened.verify();
    expect(problems).toBeGreaterThan(0);
    expect(report).toContain(log.slice(log.indexOf('log/')));
    expect((await readFile(log)).equals(bytes)).toBe(true);
    await opened.close();
  });

  it('can be cancelled', async () => {
    const { archive } = await filledArchive();
    const controller = new AbortController();
    const verified = archive.verify(controller.signal);
    controller.abort(new Error('changed my mind'));
    await expect(verified).rejects.toThrow('changed my mind');
    expect(await titles(archive)).toHaveLength(2);
    await archive.close();
  });

  it('gives way to a rebuild, and says so', async () => {
    const { archive } = await filledArchive();
    const [verified, rebuilt] = await Promise.allSettled([archive.verify(), archive.rebuildIndex()]);
    expect(rebuilt.status).toBe('fulfilled');
    expect(verified).toMatchObject({ reason: { code: 'INTERRUPTED' } });
    expect((await archive.verify()).problems).toBe(0);
    await archive.close();
  });
});

describe('a purge', () => {
  it('leaves the text in no file, and everything else as it was', async () => {
    const { folder, archive } = await filledArchive();
    await archive.mirror();
    const kept = await archive.messages('kept');
    expect(await filesWith(folder, secret)).not.toEqual([]);
    expect(await archive.purge('c')).toMatchObject({ leftIn: [] });
    expect(await filesWith(folder, secret)).toEqual([]);
    expect(await titles(archive)).toEqual(['Kept']);
    expect(await archive.messages('kept')).toEqual(kept);
    expect((await archive.verify()).report).toContain('No problem was found.');
    await archive.close();
    expect(await filesWith(folder, secret)).toEqual([]);
  });

  it('by one window is seen by the other, whose saved database does not bring the text back', async () => {
    const { folder, archive } = await filledArchive();
    const other = openArchive(folder);
    expect(await titles(other)).toContain(secret);
    await archive.purge('c');
    expect(await titles(other)).toEqual(['Kept']);
    await other.addMessage({ ...message('later'), conversationId: 'kept' });
    await other.close();
    await archive.close();
    expect(await filesWith(folder, secret)).toEqual([]);
  });
});

describe('a purge of entries', () => {
  const words = 'a wreck lies off the Mull of Galloway';
  const below = [`What of this: ${words}?`, `It is so: ${words}.`];

  /** Two entries below others, deleted, with a bill. */
  async function withEntries() {
    const { folder, archive } = await filledArchive();
    const own = { conversationId: 'kept' };
    await archive.addMessage({ ...message('more'), ...own, parentId: 'kept-answer', text: below[0]! });
    await archive.addMessage({ ...answer('most'), ...own, parentId: 'more' });
    await archive.appendText('most', 'kept', 0, below[1]!);
    await archive.finishMessage('most', 'kept', outcome(below[1]!));
    const attempt = { id: 'x', conversationId: 'kept', messageId: 'most', purpose: 'chat', modelId: 'm', simulated: false };
    await archive.openAttempt({ ...attempt, createdAt: 5, forecast: null });
    await archive.changeMessage('more', 'kept', { deleted: true });
    return { folder, archive };
  }
  const ids = async (archive: OpenedArchive) => (await archive.messages('kept')).map(({ id }) => id);
  const purge = (archive: OpenedArchive) => archive.purgeMessages('kept', ['more', 'most']);

  it('leaves their text in no file, and the bills and everything else as they were', async () => {
    const { folder, archive } = await withEntries();
    await archive.mirror();
    const before = { bills: await archive.entries({ conversationId: 'kept' }), kept: (await archive.messages('kept')).slice(0, 2) };
    expect([(await filesWith(folder, words)).length > 0, await archive.countDeleted()]).toEqual([true, 1]);
    expect(await purge(archive)).toMatchObject({ leftIn: [] });
    expect(await filesWith(folder, words)).toEqual([]);
    expect(await archive.countDeleted()).toBe(0);
    const after = { bills: await archive.entries({ conversationId: 'kept' }), kept: await archive.messages('kept') };
    expect(after).toEqual(before);
    expect(before.bills).toHaveLength(1);
    expect((await archive.verify()).report).toContain('No problem was found.');
    await archive.rebuildIndex();
    expect(await archive.messages('kept')).toEqual(before.kept);
    await archive.close();
    expect(await filesWith(folder, words)).toEqual([]);
  });

  it('leaves a conversation whose creation is lost as old as it was', async () => {
    let now = Date.now();
    const archive = openArchive(await archiveFolder(), { clock: { ...systemClock, now: () => (now += 1) } });
    for (const id of ['first', 'second']) await archive.addMessage(message(id));
    const before = await archive.conversation('c');
    await archive.purgeMessages('c', ['first']);
    expect((await archive.verify()).report).toContain('No problem was found.');
    await archive.rebuildIndex();
    expect(await archive.conversation('c')).toEqual(before);
    await archive.close();
  });

  it('by one window is seen by the other, whose saved database does not bring the text back', async () => {
    const { folder, archive } = await withEntries();
    const other = openArchive(folder);
    expect(await ids(other)).toContain('more');
    const listening = other.follow();
    const seen = change(other, ({ conversationIds, own }) => !own && conversationIds.includes('kept'));
    await purge(archive);
    await seen;
    expect([await ids(other), await other.countDeleted()]).toEqual([['kept-question', 'kept-answer'], 0]);
    await other.addMessage({ ...message('later'), conversationId: 'kept', parentId: 'kept-answer' });
    listening.dispose();
    await other.close();
    expect(await ids(archive)).toEqual(['kept-question', 'kept-answer', 'later']);
    await archive.close();
    expect(await filesWith(folder, words)).toEqual([]);
  });

  it('takes what another window still writes of them, as soon as that is known there, and refuses to restore them', async () => {
    const { folder, archive } = await withEntries();
    const other = openArchive(folder);
    await purge(other);
    await archive.appendText('most', 'kept', 0, below[1]!);
    expect(await filesWith(folder, words)).not.toEqual([]);
    expect(await ids(archive)).toEqual(['kept-question', 'kept-answer']);
    await expect.poll(() => filesWith(folder, words)).toEqual([]);
    expect((await archive.verify()).report).toContain('No problem was found.');
    await archive.appendText('most', 'kept', 0, below[1]!);
    const restoring = archive.changeMessage('more', 'kept', { deleted: false });
    await expect(restoring).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    await archive.addMessage({ ...message('later'), conversationId: 'kept', parentId: 'kept-answer' });
    await Promise.all([archive.close(), other.close()]);
    expect(await filesWith(folder, words)).toEqual([]);
  });

  it('takes what another window has written below them before it knew, and refuses what it would write there then', async () => {
    const { folder, archive } = await withEntries();
    const other = openArchive(folder);
    await ids(archive);
    await purge(other);
    const lower = { ...message('lower', { text: `Below: ${words}.` }), conversationId: 'kept', parentId: 'most' };
    await archive.addMessage(lower);
    await archive.addMessage({ ...lower, id: 'lowest', parentId: 'lower' });
    for (const window of [archive, other]) await expect.poll(() => ids(window)).toEqual(['kept-question', 'kept-answer']);
    await expect.poll(() => filesWith(folder, words)).toEqual([]);
    await expect(archive.addMessage({ ...lower, id: 'late', parentId: 'lowest' })).rejects.toMatchObject({
      code: 'CONVERSATION_NOT_FOUND',
    });
    expect((await other.verify()).report).toContain('No problem was found.');
    await Promise.all([archive.close(), other.close()]);
    expect(await filesWith(folder, words)).toEqual([]);
  });

  it('is not undone by a backup of before', async () => {
    const { folder, archive } = await withEntries();
    const zip = join(folder, '..', 'backup.zip');
    await archive.backUp(zip);
    await purge(archive);
    await archive.restore(zip);
    expect([await ids(archive), await filesWith(folder, words)]).toEqual([['kept-question', 'kept-answer'], []]);
    await archive.close();
  });
});

/** The request that begins a conversation names both the conversation and its question. */
describe('a purge of the first question, which has the id of its conversation', () => {
  const words = 'the keeper of the Flannan Isles wrote no more';

  /** Two beginnings of a conversation, of which the first one is deleted. */
  async function withTwoBeginnings() {
    const { folder, archive } = await filledArchive();
    const own = { conversationId: 'first' };
    await archive.createConversation(conversation('first', 'Islands'));
    await archive.addMessage({ ...message('first', { text: `Is it so that ${words}?` }), ...own });
    await archive.addMessage({ ...message('second', { text: 'What did the keepers write?' }), ...own });
    await archive.changeMessage('first', 'first', { deleted: true });
    await archive.mirror();
    return { folder, archive };
  }
  const ids = async (archive: OpenedArchive) => (await archive.messages('first')).map(({ id }) => id);

  it('leaves the conversation and what else is in it', async () => {
    const { folder, archive } = await withTwoBeginnings();
    const other = openArchive(folder);
    const before = await archive.conversation('first');
    expect(await archive.purgeMessages('first', ['first'])).toMatchObject({ leftIn: [], records: 4 });
    expect(await filesWith(folder, words)).toEqual([]);
    for (const window of [archive, other])
      expect([await ids(window), await titles(window)]).toEqual([['second'], expect.arrayContaining(['Islands'])]);
    expect((await archive.verify()).report).toContain('No problem was found.');
    await archive.rebuildIndex();
    expect([await ids(archive), await archive.conversation('first')]).toEqual([['second'], before]);
    for (const window of [archive, other]) await window.changeConversation('first', { pinned: true });
    await archive.addMessage({ ...message('third', { text: 'And then?' }), conversationId: 'first', parentId: 'second' });
    expect(await ids(other)).toEqual(['second', 'third']);
    await Promise.all([archive.close(), other.close()]);
  });

  it('is remembered as that of an entry by the next window, and by a backup', async () => {
    const { folder, archive } = await withTwoBeginnings();
    const zip = join(folder, '..', 'backup.zip');
    await archive.backUp(zip);
    await archive.purgeMessages('first', ['first']);
    await archive.close();
    const next = openArchive(folder);
    expect(await ids(next)).toEqual(['second']);
    await next.restore(zip);
    await next.mirror();
    expect([await ids(next), await filesWith(folder, words)]).toEqual([['second'], []]);
    expect((await next.verify()).report).toContain('No problem was found.');
    await next.changeConversation('first', { title: 'The Flannan Isles' });
    expect(await titles(next)).toContain('The Flannan Isles');
    await next.close();
  });
});

describe('a purge while an answer arrives', () => {
  /** An answer of one window that has begun. */
  async function arriving() {
    const { folder, archive } = await filledArchive();
    await archive.addMessage(answer('late'));
    await archive.appendText('late', 'c', 0, `Once more: ${secret}`);
    const text = `Once more: ${secret}, I say.`;
    const end = () =>
      Promise.all([archive.appendText('late', 'c', 11 + secret.length, ', I say.'), archive.finishMessage('late', 'c', outcome(text))]);
    return { folder, archive, end };
  }

  it('in this window takes what still comes with it, and refuses a new question', async () => {
    const { folder, archive, end } = await arriving();
    const [purged] = await Promise.all([archive.purge('c'), end()]);
    expect(purged.leftIn).toEqual([]);
    await end();
    await expect(archive.addMessage(message('q', { text: secret }))).rejects.toMatchObject({ code: 'CONVERSATION_NOT_FOUND' });
    await archive.close();
    for (const text of [secret, ', I say.']) expect(await filesWith(folder, text)).toEqual([]);
  });

  it('in another window takes what still comes with it, as soon as that is known there', async () => {
    const { folder, archive, end } = await arriving();
    const other = openArchive(folder);
    await other.purge('c');
    await archive.appendText('late', 'c', 0, `Once more: ${secret}`);
    expect(await filesWith(folder, secret)).not.toEqual([]);
    expect(await titles(archive)).toEqual(['Kept']);
    await expect.poll(() => filesWith(folder, secret)).toEqual([]);
    await end();
    await Promise.all([archive.close(), other.close()]);
    for (const text of [secret, ', I say.']) expect(await filesWith(folder, text)).toEqual([]);
  });
});

describe('a backup', () => {
  it('as .zip comes back in an empty archive', async () => {
    const { folder, archive } = await filledArchive();
    const zip = join(folder, '..', 'backup.zip');
    expect((await archive.backUp(zip)).files).toBeGreaterThan(0);
    const other = openArchive(await archiveFolder());
    expect(await titles(other)).toEqual([]);
    expect((await other.restore(zip)).records).toBeGreaterThan(5);
    expect(await titles(other)).toEqual(await titles(archive));
    expect(await other.messages('c')).toEqual(await archive.messages('c'));
    await Promise.all([archive.close(), other.close()]);
  });

  it('does not bring back what was purged since', async () => {
    const { folder, archive } = await filledArchive();
    const zip = join(folder, '..', 'backup.zip');
    await archive.backUp(zip);
    await archive.purge('c');
    await archive.restore(zip);
    expect(await titles(archive)).toEqual(['Kept']);
    expect(await filesWith(folder, secret)).toEqual([]);
    await archive.close();
  });

  it('that is none is refused with a sentence', async () => {
    const { folder, archive } = await filledArchive();
    const none = join(folder, '..', 'holiday.zip');
    await writeFile(none, 'not a zip');
    await expect(archive.restore(none)).rejects.toMatchObject({ name: 'ChatError', code: 'ARCHIVE_DAMAGED' });
    expect(await titles(archive)).toHaveLength(2);
    await archive.close();
  });
});

describe('the index', () => {
  it('is made again from the logs while the archive is in use', async () => {
    const { archive } = await filledArchive();
    const before = await archive.messages('c');
    const [{ operations }, messages] = await Promise.all([archive.rebuildIndex(), archive.messages('c')]);
    expect(operations).toBeGreaterThan(8);
    expect(messages).toEqual(before);
    expect(await archive.messages('c')).toEqual(before);
    await archive.close();
  });
});

describe('the size', () => {
  it('is that of the logs, and of everything', async () => {
    const { archive } = await filledArchive();
    await archive.mirror();
    const { logBytes, totalBytes } = await archive.size();
    expect(logBytes).toBeGreaterThan(1000);
    expect(totalBytes).toBeGreaterThan(2 * logBytes);
    await archive.close();
  });
});
