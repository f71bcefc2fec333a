import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { LedgerEntry, Settlement } from '../../../src/core/ports/ledger.ts';
import { isTextAttachment } from '../../../src/shared/model/attachment.ts';
import type { Message } from '../../../src/shared/model/message.ts';
import { bundleProgram } from './kit/bundleProgram.ts';
import { openArchive } from './kit/openArchive.ts';
import { openFirstRelease, type FirstReleaseArchive, type FirstReleaseEntry } from './kit/openFirstRelease.ts';
import type { Kept } from './kit/releaseWindow.ts';
import { startProgram } from './kit/startProgram.ts';
import { archiveFolder } from './kit/temporaryFolder.ts';
import { answer, conversation } from './kit/writing.ts';

const program = await bundleProgram('releaseWindow.ts');
const releases = ['first', 'today'] as const;

type KeptAs<T extends Kept['what']> = Extract<Kept, { what: T }>;
const keptAs = <T extends Kept['what']>(kept: readonly Kept[], what: T): KeptAs<T>[] =>
  kept.filter((one): one is KeptAs<T> => one.what === what);

/** Runs a window to its end and gives what it knows to be on the disk. */
async function run(release: (typeof releases)[number], folder: string, seed: number, actions: number): Promise<Kept[]> {
  const words = [process.execPath, program, release, folder, `${release}${seed}`, String(seed), String(actions)];
  const window = startProgram(words);
  expect(await window.ended).toBe(0);
  return window.lines.map((line) => JSON.parse(line) as Kept);
}

async function logsOf(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const names = (await readdir(join(folder, 'log'), { recursive: true })).filter((name) => name.endsWith('.ndjson'));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, 'log', name))] as const)));
}

/** Everything that a release says of an archive, by id. */
async function everything(archive: FirstReleaseArchive) {
  const conversations = await archive.conversations();
  const messages = (await Promise.all(conversations.map(({ id }) => archive.messages(id)))).flat();
  const ledger = await archive.entries({ since: 0 });
  await archive.close();
  return {
    titles: new Map(conversations.map(({ id, title }) => [id, title])),
    messages: new Map<string, Message>(messages.map((message) => [message.id, message])),
    ledger: new Map(ledger.map((entry) => [entry.id, entry])),
  };
}

/** What the first release can say of it. */
function inFirstRelease(entry: LedgerEntry): FirstReleaseEntry {
  const { id, conversationId, messageId, purpose, modelId, simulated, createdAt, settlement } = entry;
  const attempt = { id, conversationId, messageId, purpose, modelId, simulated, createdAt };
  if (!settlement) return { ...attempt, settlement };
  const { generationId, servedModelId, provider, usage, rawUsage } = settlement;
  const cost = settlement.cost.source === 'local' ? { ...settlement.cost, source: 'unknown' as const } : settlement.cost;
  return { ...attempt, settlement: { cost, generationId, servedModelId, provider, usage, rawUsage } };
}

/** Both releases find everything that was kept, say the same of it, and nothing is damaged. */
async function check(folder: string, kept: readonly Kept[]): Promise<void> {
  expect(keptAs(kept, 'report')).toEqual([]);
  const reports: unknown[] = [];
  const first = await everything(await openFirstRelease(folder, (report) => reports.push(report)));
  const today = await everything(openArchive(folder, { onReport: (report) => reports.push(report) }));
  expect(reports).toEqual([]);

  const conversations = [...keptAs(kept, 'conversation'), ...keptAs(kept, 'fork')].map(({ id }) => id);
  expect([...first.titles.keys()].sort()).toEqual(conversations.sort());
  expect(today.titles).toEqual(first.titles);

  const texts = new Map(keptAs(kept, 'message').map(({ id, text }) => [id, text]));
  expect(new Map([...first.messages].map(([id, { text }]) => [id, text]))).toEqual(new Map(texts));
  const noted = keptAs(kept, 'noted').map(({ id }) => id);
  expect(new Set(today.messages.keys())).toEqual(new Set([...first.messages.keys(), ...noted]));
  for (const [id, message] of first.messages) {
    const { attachments = [], ...found } = today.messages.get(id) ?? {};
    expect({ ...found, attachments: attachments.filter(isTextAttachment) }).toMatchObject({ ...message });
  }

  const dismissed = new Set(keptAs(kept, 'dismissed').map(({ id }) => id));
  const entries = keptAs(kept, 'attempt').map(({ entry }) => ({ ...entry, dismissed: dismissed.has(entry.id) }));
  expect(today.ledger).toEqual(new Map(entries.map((entry) => [entry.id, entry])));
  expect(first.ledger).toEqual(new Map(entries.map((entry) => [entry.id, inFirstRelease(entry)])));
}

/** What only today's release understands is still there. */
async function checkNews(folder: string, kept: readonly Kept[]): Promise<void> {
  const archive = openArchive(folder);
  const [forks, deleted] = [keptAs(kept, 'fork'), keptAs(kept, 'deleted')];
  expect(Math.min(forks.length, deleted.length, keptAs(kept, 'tags').length)).toBeGreaterThan(3);
  for (const { id, conversationId, messageId } of forks)
    expect((await archive.conversation(id))?.forkedFrom).toEqual({ conversationId, messageId });
  for (const { id, conversationId } of deleted)
    expect((await archive.messages(conversationId)).find((message) => message.id === id)?.deleted).toBe(true);
  for (const { id, tags, pinned } of await archive.conversations()) {
    const all = keptAs(kept, 'tags').filter((one) => one.id === id);
    expect(pinned).toBe(all.length > 0);
    if (all.length > 0) expect(all.map((one) => one.tags)).toContainEqual(tags);
  }
  const messages = new Map<string, Message>();
  for (const { id } of await archive.conversations()) for (const message of await archive.messages(id)) messages.set(message.id, message);
  const noted = keptAs(kept, 'noted');
  const later = keptAs(kept, 'later');
  expect(Math.min(noted.length, later.length)).toBeGreaterThan(3);
  for (const { id, role, text } of noted) expect(messages.get(id)).toMatchObject({ role, text, state: 'complete' });
  for (const { id, fields } of later) expect(messages.get(id)).toMatchObject(fields);
  const notes = Map.groupBy(keptAs(kept, 'account'), ({ note }) => note.account);
  expect(Math.min(notes.size, keptAs(kept, 'dismissed').length)).toBeGreaterThan(1);
  for (const [account, all] of notes)
    expect((await archive.firstAccountNote(account))?.at).toBe(Math.min(...all.map(({ note }) => note.at)));
  await archive.close();
}

it('the first release and the one of today, in turn: each reads and keeps what the other wrote', async () => {
  const folder = await archiveFolder();
  const kept: Kept[] = [];
  for (let round = 0; round < 12; round += 1) {
    const before = round === 0 ? new Map<string, Buffer>() : await logsOf(folder);
    kept.push(...(await run(releases[round % 2] ?? 'today', folder, round, 25)));
    const after = await logsOf(folder);
    for (const [name, bytes] of before) expect(after.get(name)?.equals(bytes)).toBe(true);
  }
  await check(folder, kept);
  await checkNews(folder, kept);
  const titles = new Map(keptAs(kept, 'title').map(({ id, title }) => [id, title]));
  const archive = openArchive(folder);
  const found = new Map((await archive.conversations()).map(({ id, title }) => [id, title]));
  for (const [id, title] of titles) expect(found.get(id)).toBe(title);
  await archive.close();
});

it('the first release and the one of today, at the same time: nothing is lost either way', async () => {
  const folder = await archiveFolder();
  const kept: Kept[] = [];
  for (let round = 0; round < 5; round += 1)
    kept.push(...(await Promise.all(releases.map((release, index) => run(release, folder, 100 + 2 * round + index, 80)))).flat());
  await check(folder, kept);
  await checkNews(folder, kept);
});

it('a bill stays the bill when the first release, which knew of it, ends with an estimate', async () => {
  const folder = await archiveFolder();
  const today = openArchive(folder);
  await today.createConversation(conversation('c'));
  await today.addMessage(answer('a'));
  const attempt = { id: 'x', conversationId: 'c', messageId: 'a', purpose: 'chat', modelId: 'm/1', simulated: false, createdAt: 5 };
  const forecast = { promptTokens: 7, maxTokens: 100, leastUsd: '0.0001', mostUsd: '0.02' };
  await today.openAttempt({ ...attempt, forecast });
  await today.noteGeneration('x', 'gen-1', 'key-1');
  const bill: Settlement = {
    cost: { source: 'generation', usd: '0.00412' },
    generationId: 'gen-1',
    servedModelId: null,
    provider: 'P',
    usage: null,
    rawUsage: { cost: 0.00412 },
    counted: { promptTokens: 7, completionTokens: 9, usd: null },
    firstTokenMs: 120,
    latencyMs: 340,
  };
  await today.settle('x', bill);

  const first = await openFirstRelease(folder, () => undefined);
  expect(await first.entries({ since: 0 })).toMatchObject([{ id: 'x', settlement: { cost: bill.cost } }]);
  await first.settle('x', { ...bill, cost: { source: 'estimate', usd: '0.5' }, generationId: null });
  expect(await first.entries({ since: 0 })).toMatchObject([{ id: 'x', settlement: { cost: { source: 'estimate' } } }]);
  await first.close();

  const entry = { ...attempt, forecast, generationId: 'gen-1', account: 'key-1', dismissed: false, settlement: bill };
  expect(await today.entries({ since: 0 })).toEqual([entry]);
  expect(await today.entries({ conversationId: 'c' })).toEqual([entry]);
  expect((await today.messages('c'))[0]?.cost).toEqual(bill.cost);
  await today.close();
});
