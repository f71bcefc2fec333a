import type {
  Attachment,
  Conversation,
  ConversationSummary,
  Cost,
  CostSource,
  Failure,
  Message,
  MessageState,
  Role,
} from '../../shared/model.ts';
import type { OpenAnswer } from '../liveAnswers.ts';
import type { SqlDatabase, SqlRow } from './sqlDatabase.ts';

/** What `messages.metadata` holds; absent means null. */
interface Metadata {
  readonly attachments?: readonly Attachment[];
  readonly finishReason?: string;
  readonly failure?: Failure;
  readonly servedModelId?: string;
  readonly provider?: string;
  readonly reasoning?: string;
  readonly cachedTokens?: number;
  readonly reasoningTokens?: number;
  readonly costParts?: Cost['parts'];
}

const text = (row: SqlRow, column: string): string => String(row[column]);
const textOrNull = (row: SqlRow, column: string): string | null => (row[column] === null ? null : text(row, column));
const integer = (row: SqlRow, column: string): number => Number(row[column]);
const integerOrNull = (row: SqlRow, column: string): number | null => (row[column] === null ? null : integer(row, column));

/** Conversations that are not deleted: pinned ones, then the last active one first. */
export function selectConversations(database: SqlDatabase): ConversationSummary[] {
  const rows = database.rows(
    `SELECT id, title, model_id, status, pinned, tags, parent_conversation_id, max(updated_at, created_at) AS active_at,
       (SELECT count(*) FROM messages WHERE conversation_id = conversations.id AND messages.deleted = 0) AS message_count
     FROM conversations WHERE deleted = 0 ORDER BY pinned DESC, active_at DESC, id`,
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

/** Where a conversation stands in the cabinet. */
function shelf(row: SqlRow): Pick<Conversation, 'status' | 'pinned' | 'tags'> {
  return {
    status: row['status'] === 'archived' ? 'archived' : 'active',
    pinned: row['pinned'] === 1,
    tags: JSON.parse(text(row, 'tags')) as string[],
  };
}

/** Conversations of which nothing is kept but the bills. */
export function selectPurged(database: SqlDatabase): string[] {
  return database.rows(`SELECT id FROM stamps WHERE kind = 'conversation' AND field = 'purged'`).map((row) => text(row, 'id'));
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
     SELECT messages.* FROM messages
       LEFT JOIN stamps AS added ON added.kind = 'message' AND added.id = messages.id AND added.field = 'added'
       LEFT JOIN stamps AS finished ON finished.kind = 'message' AND finished.id = messages.id AND finished.field = 'finished'
     WHERE conversation_id = ?1 OR messages.id IN (SELECT id FROM above)
     ORDER BY coalesce(added.lc, finished.lc, ${Number.MAX_SAFE_INTEGER}), coalesce(added.writer, finished.writer), messages.id`,
    [conversationId],
  );
  return rows.map((row) => ({ ...messageOf(row), deleted: row['deleted'] === 1 && row['conversation_id'] === conversationId }));
}

/** Answers that nobody has finished (yet). */
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
  const promptTokens = integerOrNull(row, 'prompt_tokens');
  const completionTokens = integerOrNull(row, 'completion_tokens');
  const { cachedTokens, reasoningTokens, costParts } = metadata;
  const source = textOrNull(row, 'cost_source') as CostSource | null;
  return {
    id: text(row, 'id'),
    conversationId: text(row, 'conversation_id'),
    parentId: textOrNull(row, 'parent_id'),
    role: text(row, 'role') as Role,
    text: text(row, 'content'),
    reasoning: metadata.reasoning ?? '',
    attachments: metadata.attachments ?? [],
    modelId: textOrNull(row, 'model_id'),
    servedModelId: metadata.servedModelId ?? null,
    provider: metadata.provider ?? null,
    createdAt: integer(row, 'created_at'),
    state: text(row, 'state') as MessageState,
    finishReason: metadata.finishReason ?? null,
    failure: metadata.failure ?? null,
    cost: source && { source, usd: textOrNull(row, 'cost_usd'), ...(costParts && { parts: costParts }) },
    usage:
      promptTokens === null || completionTokens === null
        ? null
        : {
            promptTokens,
            completionTokens,
            ...(cachedTokens !== undefined && { cachedTokens }),
            ...(reasoningTokens !== undefined && { reasoningTokens }),
          },
    firstTokenMs: integerOrNull(row, 'ttft_ms'),
    latencyMs: integerOrNull(row, 'latency_ms'),
  };
}
