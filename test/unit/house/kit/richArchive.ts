import { join } from 'node:path';
import { createArchive } from '../../../../src/archive/createArchive.ts';
import { nodeFiles } from '../../../../src/archive/disk/files.ts';
import { LamportCounter } from '../../../../src/archive/log/lamportCounter.ts';
import { LogWriter } from '../../../../src/archive/log/logWriter.ts';
import type { Settlement } from '../../../../src/core/ports/ledger.ts';
import type { Attachment, MessageAttachment } from '../../../../src/shared/model/attachment.ts';
import type { ConversationStatus } from '../../../../src/shared/model/conversation.ts';
import type { ErrorCode, RecoveryAction } from '../../../../src/shared/model/failure.ts';
import type { MessageState, Role } from '../../../../src/shared/model/message.ts';
import type { Cost, CostSource, TokenUsage } from '../../../../src/shared/model/money.ts';
import { SqlDatabase } from '../../../../src/archive/sqlite/sqlDatabase.ts';
import { systemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { projectionPaths } from '../../../support/projectionPaths.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { loadSql } from '../../archive/kit/projection.ts';
import { filesIn, workerSource } from './storedFiles.ts';

// Tables with a row for each word: a word that comes or goes does not compile until the row does.
const sources: Record<CostSource, true> = {
  estimate: true,
  usage: true,
  generation: true,
  simulated: true,
  local: true,
  uncharged: true,
  unknown: true,
};
export const roles: Record<Role, true> = { user: true, assistant: true, system: true, tool: true };
const ends: Record<Exclude<MessageState, 'streaming'>, true> = { complete: true, stopped: true, interrupted: true, failed: true };
const statuses: Record<ConversationStatus, true> = { active: true, archived: true };
const kinds: Record<Attachment['kind'], true> = { selection: true, text: true };
export const errorCodes: Record<Exclude<ErrorCode, `HTTP_${number}`>, true> = {
  EMPTY_INPUT: true,
  INPUT_TOO_LONG: true,
  DUPLICATE_SEND: true,
  CONVERSATION_NOT_FOUND: true,
  REFUSED: true,
  NO_KEY: true,
  UNAUTHORIZED: true,
  BUDGET_EXCEEDED: true,
  CIRCUIT_OPEN: true,
  RATE_LIMITED: true,
  MODEL_UNAVAILABLE: true,
  CONTEXT_OVERFLOW: true,
  INTERRUPTED: true,
  TIMEOUT: true,
  OFFLINE: true,
  ARCHIVE_READONLY: true,
  ARCHIVE_DAMAGED: true,
  DISK_FULL: true,
  BAD_SETTING: true,
  INTERNAL: true,
};
export const recoveryActions: Record<RecoveryAction, true> = {
  retry: true,
  setApiKey: true,
  useDemo: true,
  switchModel: true,
  attachAsFile: true,
  openSettings: true,
  raiseLimit: true,
  sendAnyway: true,
  showCosts: true,
  showLog: true,
};

const wordsOf = <T extends string>(table: Record<T, true>): readonly T[] => Object.keys(table) as T[];

const usage: Required<TokenUsage> = { promptTokens: 5, completionTokens: 4, cachedTokens: 3, cacheWriteTokens: 2, reasoningTokens: 1 };
const attachments: readonly Required<Attachment>[] = wordsOf(kinds).map((kind) => ({
  kind,
  name: 'a.ts',
  language: 'typescript',
  firstLine: 1,
  lastLine: 2,
  text: 'x',
}));
const foreign: MessageAttachment = { kind: 'foreign', name: 'a.png', record: { kind: 'image' } };
const failure = { code: 'TIMEOUT', message: 'Too late.', retryable: true, actions: wordsOf(recoveryActions) } as const;

function settlement(source: CostSource): Settlement {
  const cost: Required<Cost> = { source, usd: '0.3', parts: { chargeUsd: '0.1', upstreamUsd: '0.2' } };
  return {
    cost,
    generationId: 'g',
    servedModelId: 'm/1',
    provider: 'P',
    usage,
    rawUsage: null,
    listUsd: '0.4',
    toolUsd: '0.1',
    counted: { promptTokens: 5, completionTokens: 4, usd: '0.3' },
    firstTokenMs: 1,
    latencyMs: 2,
  };
}

/** Writes every operation with every field and every word through the archive into a folder, mirrors it, and closes. */
export async function writeRichArchive(folder: string): Promise<void> {
  const archive = createArchive({
    folder,
    clock: systemClock,
    logger: recordingLogger(),
    extensionVersion: '0.1.0',
    hostLabel: 'test',
    onReport: () => undefined,
    wasmFile: projectionPaths.wasmFile,
    workerFile: workerSource,
  });
  const endpoint = 'https://server.example/api';
  const conversation = { title: 'T', modelId: 'm/1', endpoint, systemPrompt: 'S', workspace: 'W' };
  const message = { conversationId: 'c', parentId: null, attachments: [], createdAt: 1 };
  await archive.createConversation({ id: 'c', ...conversation });
  await archive.createConversation({ id: 'fork', ...conversation, forkedFrom: { conversationId: 'c', messageId: 'q' } });
  for (const status of wordsOf(statuses)) {
    const changes = { title: 'U', modelId: 'm/2', endpoint, systemPrompt: 'V', pinned: true, tags: ['t'], deleted: false, params: {} };
    await archive.changeConversation(status === 'active' ? 'fork' : 'c', { ...changes, status });
  }
  await archive.addMessage({ id: 'q', ...message, role: 'user', modelId: null, text: 'Q', attachments: [...attachments, foreign] });
  for (const role of wordsOf(roles).filter((word) => word === 'system' || word === 'tool'))
    await archive.addMessage({ id: role, ...message, role, modelId: null, text: 'N' });
  await archive.addMessage({ id: 'open', ...message, role: 'assistant', modelId: 'm/1', text: '' });
  for (const state of wordsOf(ends)) {
    await archive.addMessage({ id: state, ...message, role: 'assistant', modelId: 'm/1', endpoint, continues: 'open', text: '' });
    await archive.appendText(state, 'c', 0, 'whole', { from: 0, text: 'R' });
    // One text does not fit its hash, as when a line is damaged.
    const text = state === 'stopped' ? 'another' : 'whole';
    const received = { textTokens: 3, reasoningTokens: 1 };
    const extras = { annotations: ['A'], citations: ['https://example.com/Z'], images: ['I'], toolCalls: ['C'], reasoningDetails: ['D'] };
    const served = { extras, servedModelId: 'm/1', provider: 'P', reasoning: 'R', usage, received, firstTokenMs: 1, latencyMs: 2 };
    await archive.finishMessage(state, 'c', { state, text, finishReason: 'stop', failure, ...served });
  }
  await archive.changeMessage('failed', 'c', { deleted: true });
  for (const source of wordsOf(sources)) {
    const forecast = { promptTokens: 1, maxTokens: 2, leastUsd: '0.1', mostUsd: '0.2' };
    const attempt = {
      conversationId: 'c',
      messageId: source === 'usage' ? 'complete' : 'stopped',
      purpose: 'chat',
      modelId: 'm/1',
      endpoint,
    };
    await archive.openAttempt({ id: source, ...attempt, simulated: false, createdAt: 1, forecast });
    await archive.noteGeneration(source, 'g', 'account');
    await archive.settle(source, settlement(source));
    await archive.dismiss(source);
  }
  await archive.noteAccount({ account: 'account', usageUsd: '1', at: 1 });
  await archive.createConversation({ id: 'secret', ...conversation });
  await archive.addMessage({ id: 'hidden', ...message, conversationId: 'secret', role: 'user', modelId: null, text: 'A secret.' });
  await archive.purge('secret');
  await archive.addMessage({ id: 'hidden', ...message, role: 'user', modelId: null, text: 'A secret.' });
  await archive.purgeMessages('c', ['hidden']);
  await archive.mirror();
  await archive.close();
}

/** The one database that an archive folder holds, as it was saved. */
export async function databaseIn(folder: string): Promise<SqlDatabase> {
  const [file = ''] = await filesIn(join(folder, 'cache'));
  return new SqlDatabase(await loadSql(), await nodeFiles.readAll(join(folder, 'cache', file)));
}

/** What the log refuses to write, to learn from its words what it would have accepted. */
export async function refusalOf(folder: string, body: unknown): Promise<unknown> {
  const writer = new LogWriter({
    files: nodeFiles,
    folder,
    clock: systemClock,
    logger: recordingLogger(),
    counter: new LamportCounter(),
    opening: { t: 'log.opened', ext: '', host: '' },
  });
  return writer.append(body as never).then(
    () => null,
    (error: unknown) => (error as Error).cause,
  );
}
