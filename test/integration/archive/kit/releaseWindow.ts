// A window of one of two releases: `node releaseWindow.ts <first|today> <folder> <name> <seed> <actions>`. It does what a person does, by chance,
// to conversations of its own and of other windows, and prints what was acknowledged, one piece of JSON (`Kept`) in a line.
import type { ArchiveReport } from '../../../../src/archive/disk/archiveReport.ts';
import type { AccountNote, AttemptForecast, LedgerEntry, Settlement } from '../../../../src/core/ports/ledger.ts';
import type { Message, Role } from '../../../../src/shared/model/message.ts';
import type { Cost } from '../../../../src/shared/model/money.ts';
import { openArchive } from './openArchive.ts';
import { openFirstRelease } from './openFirstRelease.ts';
import { say } from './say.ts';
import { seededRandom } from './seededRandom.ts';
import { answer, conversation, message, outcome } from './writing.ts';

/** What a window knows to be on the disk. */
export type Kept =
  | { readonly what: 'conversation'; readonly id: string }
  | { readonly what: 'title'; readonly id: string; readonly title: string }
  | { readonly what: 'tags'; readonly id: string; readonly tags: readonly string[] }
  | { readonly what: 'fork'; readonly id: string; readonly conversationId: string; readonly messageId: string }
  | { readonly what: 'message'; readonly id: string; readonly conversationId: string; readonly text: string }
  /** Of a role that only today's release knows. */
  | { readonly what: 'noted'; readonly id: string; readonly role: Role; readonly text: string }
  /** What only today's release sees of a message that both know. */
  | { readonly what: 'later'; readonly id: string; readonly fields: Partial<Message> }
  | { readonly what: 'deleted'; readonly id: string; readonly conversationId: string }
  | { readonly what: 'attempt'; readonly entry: LedgerEntry }
  | { readonly what: 'dismissed'; readonly id: string }
  | { readonly what: 'account'; readonly note: AccountNote }
  | { readonly what: 'report'; readonly report: ArchiveReport };

const [release = '', folder = '', name = '', seed = '0', actions = '0'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const one = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
const record = (kept: Kept): void => say(JSON.stringify(kept));

const onReport = (report: ArchiveReport): void => record({ what: 'report', report });
const today = release === 'today' ? openArchive(folder, { onReport }) : null;
const archive = today ?? (await openFirstRelease(folder, onReport));
let made = 0;
const newId = (): string => `${name}-${made++}`;

async function anyConversation(): Promise<string> {
  return one(await archive.conversations())?.id ?? (await create());
}

async function create(): Promise<string> {
  const id = newId();
  await archive.createConversation(conversation(id));
  record({ what: 'conversation', id });
  return id;
}

async function ask(): Promise<void> {
  const [id, conversationId] = [newId(), await anyConversation()];
  const parentId = one(await archive.messages(conversationId))?.id ?? null;
  const text = `why \0 \u2028 😀 ${id}`;
  await archive.addMessage(message(id, { conversationId, parentId, text }));
  record({ what: 'message', id, conversationId, text });
}

/** In pieces, cut anywhere. */
async function receive(): Promise<void> {
  const [id, conversationId] = [newId(), await anyConversation()];
  const text = `because 😀😀😀 of ${id} `.repeat(1 + Math.floor(random() * 5));
  await archive.addMessage({ ...answer(id), conversationId });
  for (let from = 0; from < text.length;) {
    const piece = text.slice(from, from + 1 + Math.floor(random() * 40));
    await archive.appendText(id, conversationId, from, piece);
    from += piece.length;
  }
  await archive.finishMessage(id, conversationId, outcome(text));
  record({ what: 'message', id, conversationId, text });
}

async function rename(): Promise<void> {
  const [id, title] = [await anyConversation(), `renamed ${newId()}`];
  await archive.changeConversation(id, { title });
  record({ what: 'title', id, title });
}

/** Only today's release knows what was expected, who pays, and what was counted and timed. */
async function pay(): Promise<void> {
  const [id, conversationId] = [newId(), await anyConversation()];
  const forecast: AttemptForecast | null = today && { promptTokens: 7, maxTokens: 100, leastUsd: '0.0001', mostUsd: null };
  const ids = { id, conversationId, messageId: `${id}-message` };
  const server = today ? { endpoint: 'http://127.0.0.1:11434/v1' } : {};
  const attempt = { ...ids, purpose: 'chat', modelId: 'm/1', ...server, simulated: false, createdAt: made, forecast };
  await archive.openAttempt(attempt);
  if (random() < 0.3) {
    record({ what: 'attempt', entry: { ...attempt, generationId: null, account: null, dismissed: false, settlement: null } });
    return;
  }
  const [generationId, account] = [`gen-${id}`, today && 'key-1'];
  await archive.noteGeneration(id, generationId, account);
  const known = { generationId, servedModelId: null, provider: null, usage: null };
  const measured = {
    counted: today && { promptTokens: 7, completionTokens: 9, usd: '0.0041' },
    firstTokenMs: today && 120,
    latencyMs: today && 340,
  };
  const cost: Cost = today && random() < 0.4 ? { source: 'local', usd: null } : { source: 'usage', usd: '0.00412' };
  const settlement: Settlement = { cost, ...known, ...measured, rawUsage: { cost: 0.00412 } };
  if (random() < 0.5) await archive.settle(id, { ...settlement, cost: { source: 'estimate', usd: '0.5' }, rawUsage: null });
  await archive.settle(id, settlement);
  record({ what: 'attempt', entry: { ...attempt, generationId, account, dismissed: false, settlement } });
}

async function note(): Promise<void> {
  const [id, conversationId] = [newId(), await anyConversation()];
  const role = random() < 0.5 ? 'system' : 'tool';
  const text = `between the lines \0 😀 ${id}`;
  const parentId = one(await archive.messages(conversationId))?.id ?? null;
  await today?.addMessage(message(id, { conversationId, parentId, role, text }));
  record({ what: 'noted', id, role, text });
}

/** A question with an attachment of a later kind, and an answer that has everything new and goes on with another one. */
async function askOfToday(): Promise<void> {
  const [question, id, conversationId] = [newId(), newId(), await anyConversation()];
  const attachments = [{ kind: 'foreign', name: 'a.png', record: { kind: 'image', name: 'a.png', blob: id } }] as const;
  const text = `what is in it ${id}`;
  await today?.addMessage(message(question, { conversationId, text, attachments }));
  record({ what: 'message', id: question, conversationId, text });
  record({ what: 'later', id: question, fields: { attachments } });
  const endpoint = 'https://server.example/v1';
  await today?.addMessage({ ...answer(id), conversationId, parentId: question, endpoint, continues: question });
  await today?.appendText(id, conversationId, 0, text);
  const extras = { annotations: [{ id }], images: [id], toolCalls: [{ index: 0 }], reasoningDetails: [{ signature: id }] };
  await today?.finishMessage(id, conversationId, outcome(text, { extras }));
  record({ what: 'message', id, conversationId, text });
  record({ what: 'later', id, fields: { endpoint, continues: question } });
}

async function tag(): Promise<void> {
  const [id, tags] = [await anyConversation(), [newId()]];
  await today?.changeConversation(id, { tags, pinned: true });
  record({ what: 'tags', id, tags });
}

async function fork(): Promise<void> {
  const conversationId = await anyConversation();
  const origin = one(await archive.messages(conversationId));
  if (!origin) return;
  const id = newId();
  const forkedFrom = { conversationId: origin.conversationId, messageId: origin.id };
  await today?.createConversation({ ...conversation(id), forkedFrom });
  record({ what: 'fork', id, ...forkedFrom });
}

async function remove(): Promise<void> {
  const found = one(await archive.messages(await anyConversation()));
  if (!found) return;
  await today?.changeMessage(found.id, found.conversationId, { deleted: true });
  record({ what: 'deleted', id: found.id, conversationId: found.conversationId });
}

async function dismiss(): Promise<void> {
  const entry = one(await archive.entries({ since: 0 }));
  if (!entry) return;
  await today?.dismiss(entry.id);
  record({ what: 'dismissed', id: entry.id });
}

/** Of a clock that goes as it likes. */
async function noteAccount(): Promise<void> {
  const note = { account: `key-${Math.floor(random() * 2)}`, usageUsd: '12.5', at: 1_000_000 + Math.floor(random() * 1_000_000) };
  await today?.noteAccount(note);
  record({ what: 'account', note });
}

const known = [create, ask, ask, receive, receive, rename, pay];
const sinceToday = [note, askOfToday, tag, fork, remove, dismiss, noteAccount];

archive.follow();
for (let action = 0; action < Number(actions); action += 1) await one(today ? [...known, ...sinceToday] : known)?.();
await archive.close();
