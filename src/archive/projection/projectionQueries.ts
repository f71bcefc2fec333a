import type { AnswerParts } from '../../shared/model/answerParts.ts';
import type { Conversation, ConversationSummary } from '../../shared/model/conversation.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Message } from '../../shared/model/message.ts';
import type { Cost, OptionalTokenCount, ReceivedTokens, TokenUsage } from '../../shared/model/money.ts';
import type { LedgerEntry, Settlement } from '../../core/ports/ledger.ts';
import { knownAttachment, knownCost, knownFailure, knownRole, knownState, knownStatus } from '../log/knownWords.ts';
import type { PurgedIdLists } from '../log/purgedIds.ts';
import type { OpenAnswer } from './liveAnswers.ts';
import type { SqlDatabase, SqlRow } from '../sqlite/sqlDatabase.ts';
import { usageOf, usageOfAttempt } from './usageColumns.ts';

/** What `messages.metadata` holds; absent means null. */
interface Metadata extends Pick<TokenUsage, OptionalTokenCount> {
  /** Of all kinds, as they stand in the log. */
  readonly attachments?: readonly { readonly kind: string; readonly name: string }[];
  readonly continues?: string;
  readonly finishReason?: string;
  readonly failure?: Failure;
  readonly servedModelId?: string;
  readonly provider?: string;
  readonly reasoning?: string;
  readonly received?: ReceivedTokens;
  readonly parts?: AnswerParts;
  readonly costParts?: Cost['parts'];
}

const text = (row: SqlRow, column: string): string => String(row[column]);
const textOrNull = (row: SqlRow, column: string): string | null => (row[column] === null ? null : text(row, column));
const jsonOrNull = (row: SqlRow, column: string): unknown => JSON.parse(textOrNull(row, column) ?? 'null');
const integer = (row: SqlRow, column: string): number => Number(row[column]);
const integerOrNull = (row: SqlRow, column: string): number | null => (row[column] === null ? null : integer(row, column));

/** Conversations that are not deleted, or those that are: pinned ones, then the last active one first. */
export function selectConversations(database: SqlDatabase, deleted = false): ConversationSummary[] {
  const rows = database.rows(
    `SELECT id, title, model_id, status, pinned, tags, parent_conversation_id, max(updated_at, created_at) AS active_at,
       (SELECT count(*) FROM messages WHERE conversation_id = conversations.id AND messages.deleted = 0) AS message_count
     FROM conversations WHERE deleted = ? ORDER BY pinned DESC, active_at DESC, id`,
    [Number(deleted)],
  );
  return rows.map((row) => ({
    id: text(row, 'id'),
    title: text(row, 'title'),
    modelId: text(row, 'model_id'),
    updatedAt: integer(row, 'active_at'),
    messageCount: integer(row, 'message_count'),
    forked: row['parent_conversation_id'] !== null,
    ...shelf(row),
  }));
}

export function selectConversation(database: SqlDatabase, id: string): Conversation | undefined {
  const [row] = database.rows('SELECT * FROM conversations WHERE id = ?', [id]);
  return (
    row && {
      id,
      title: text(row, 'title'),
      modelId: text(row, 'model_id'),
      ...endpointOf(row),
      systemPrompt: text(row, 'system_prompt'),
      createdAt: integer(row, 'created_at'),
      updatedAt: Math.max(integer(row, 'updated_at'), integer(row, 'created_at')),
      deleted: row['deleted'] === 1,
      params: JSON.parse(text(row, 'params')) as Conversation['params'],
      forkedFrom:
        row['parent_conversation_id'] === null
          ? null
          : { conversationId: text(row, 'parent_conversation_id'), messageId: text(row, 'forked_from_message_id') },
      ...shelf(row),
    }
  );
}

function endpointOf(row: SqlRow): { readonly endpoint?: string } {
  const endpoint = textOrNull(row, 'endpoint');
  return endpoint === null ? {} : { endpoint };
}

/** Where a conversation stands in the cabinet. */
function shelf(row: SqlRow): Pick<Conversation, 'status' | 'pinned' | 'tags'> {
  return {
    status: knownStatus(text(row, 'status')),
    pinned: row['pinned'] === 1,
    tags: JSON.parse(text(row, 'tags')) as string[],
  };
}

/** Conversations and messages of which nothing is kept but the bills. */
export function selectPurged(database: SqlDatabase): PurgedIdLists {
  const idsOf = (sql: string) => database.rows(sql).map((row) => text(row, 'id'));
  return {
    conversations: idsOf('SELECT conversation_id AS id FROM purged'),
    messages: idsOf('SELECT message_id AS id FROM purged_messages'),
  };
}

/**
 * The conversation's own messages, and for a fork those above it up to the first one; in the order of the logs: Lamport counter, then writer.
 * What the origin of a fork deletes later stays in the fork.
 */
export function selectMessages(database: SqlDatabase, conversationId: string): Message[] {
  const rows = database.rows(
    `WITH RECURSIVE above (id) AS (
       SELECT forked_from_message_id FROM conversations WHERE id = ?1
       UNION
       SELECT messages.parent_id FROM above JOIN messages ON messages.id = above.id
     )
     SELECT *, coalesce(stamps -> '$.added', stamps -> '$.finished', '[${Number.MAX_SAFE_INTEGER}]') AS place FROM messages
     WHERE conversation_id = ?1 OR id IN (SELECT id FROM above)
     ORDER BY place ->> '$[0]', place ->> '$[1]', id`,
    [conversationId],
  );
  return rows.map((row) => ({ ...messageOf(row), deleted: row['deleted'] === 1 && row['conversation_id'] === conversationId }));
}

/** Attempts of a conversation whose opening is known, oldest first: what `LedgerFold` makes of the same logs. */
export function selectEntries(database: SqlDatabase, conversationId: string): LedgerEntry[] {
  const rows = database.rows('SELECT * FROM ledger WHERE conversation_id = ? ORDER BY created_at, attempt_id', [conversationId]);
  return rows.map((row) => ({
    id: text(row, 'attempt_id'),
    conversationId,
    messageId: text(row, 'message_id'),
    purpose: text(row, 'purpose'),
    modelId: text(row, 'model_id'),
    ...endpointOf(row),
    simulated: row['simulated'] === 1,
    createdAt: integer(row, 'created_at'),
    forecast: jsonOrNull(row, 'forecast') as LedgerEntry['forecast'],
    generationId: textOrNull(row, 'generation_id'),
    account: textOrNull(row, 'account'),
    dismissed: row['dismissed'] === 1,
    settlement: row['settled_at'] === null ? null : settlementOf(row),
  }));
}

function settlementOf(row: SqlRow): Settlement {
  return {
    cost: knownCost({
      source: text(row, 'cost_source'),
      usd: textOrNull(row, 'cost_usd'),
      ...(row['charge_usd'] !== null && { parts: { chargeUsd: text(row, 'charge_usd'), upstreamUsd: text(row, 'upstream_usd') } }),
    }),
    generationId: textOrNull(row, 'generation_id'),
    servedModelId: textOrNull(row, 'served_model_id'),
    provider: textOrNull(row, 'provider'),
    usage: usageOfAttempt(row),
    rawUsage: jsonOrNull(row, 'raw_usage'),
    ...(row['list_usd'] !== null && { listUsd: text(row, 'list_usd') }),
    ...(row['tool_usd'] !== null && { toolUsd: text(row, 'tool_usd') }),
    counted: jsonOrNull(row, 'counted') as Settlement['counted'],
    firstTokenMs: integerOrNull(row, 'ttft_ms'),
    latencyMs: integerOrNull(row, 'latency_ms'),
  };
}

/** Answers that no window has finished (yet). */
export function selectOpenAnswers(database: SqlDatabase): OpenAnswer[] {
  const rows = database.rows(
    'SELECT message_id, conversation_id, writer, touched_at FROM answers JOIN messages ON id = message_id WHERE length IS NULL',
  );
  return rows.map((row) => ({
    messageId: text(row, 'message_id'),
    conversationId: text(row, 'conversation_id'),
    writer: text(row, 'writer'),
    touchedAt: integer(row, 'touched_at'),
  }));
}

export function selectConversationOfMessage(database: SqlDatabase, messageId: string): string | undefined {
  const [row] = database.rows('SELECT conversation_id FROM messages WHERE id = ?', [messageId]);
  return row && text(row, 'conversation_id');
}

function messageOf(row: SqlRow): Omit<Message, 'deleted'> {
  const metadata = JSON.parse(text(row, 'metadata')) as Metadata;
  const { costParts } = metadata;
  const source = textOrNull(row, 'cost_source');
  return {
    id: text(row, 'id'),
    conversationId: text(row, 'conversation_id'),
    parentId: textOrNull(row, 'parent_id'),
    ...(metadata.continues !== undefined && { continues: metadata.continues }),
    role: knownRole(text(row, 'role')),
    text: text(row, 'content'),
    reasoning: metadata.reasoning ?? '',
    attachments: (metadata.attachments ?? []).map(knownAttachment),
    modelId: textOrNull(row, 'model_id'),
    ...endpointOf(row),
    servedModelId: metadata.servedModelId ?? null,
    provider: metadata.provider ?? null,
    createdAt: integer(row, 'created_at'),
    state: knownState(text(row, 'state'), metadata.failure !== undefined),
    finishReason: metadata.finishReason ?? null,
    ...(metadata.parts && { parts: metadata.parts }),
    failure: metadata.failure ? knownFailure(metadata.failure) : null,
    cost: source === null ? null : knownCost({ source, usd: textOrNull(row, 'cost_usd'), ...(costParts && { parts: costParts }) }),
    usage: usageOf(row, metadata),
    ...(metadata.received && { received: metadata.received }),
    firstTokenMs: integerOrNull(row, 'ttft_ms'),
    latencyMs: integerOrNull(row, 'latency_ms'),
  };
}
