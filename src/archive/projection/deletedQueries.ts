import { beginningOf } from '../../shared/values/beginningOf.ts';
import type { Erasure } from '../../core/ports/conversationRepository.ts';
import type { ConversationSummary } from '../../shared/model/conversation.ts';
import type { DeletedEntry, DeletedItems } from '../../shared/model/deleted.ts';
import { knownRole } from '../log/knownWords.ts';
import type { SqlDatabase, SqlRow } from '../sqlite/sqlDatabase.ts';

/** UTF-16 units of a text that are read to find its beginning. */
const readLength = 1000;

/** The order of deletions is that of the logs: Lamport counter, then writer. */
const lastDeletedFirst = (table: string): string =>
  `${table}.stamps ->> '$.deleted[0]' DESC, ${table}.stamps ->> '$.deleted[1]' DESC, ${table}.id`;

/** By the index on conversation and `deleted`: the messages themselves are many. */
const deletedMessages = `conversations CROSS JOIN messages ON messages.conversation_id = conversations.id AND messages.deleted = 1
  WHERE conversations.deleted = 0`;

/** How many conversations were deleted, and entries of conversations that were not. */
export function countDeleted(database: SqlDatabase): number {
  const [row] = database.rows(
    `SELECT (SELECT count(*) FROM conversations WHERE deleted = 1) + (SELECT count(*) FROM ${deletedMessages}) AS number`,
  );
  return Number(row?.['number'] ?? 0);
}

/** `conversations`: those that are deleted, as the list of the others is read. */
export function selectDeleted(database: SqlDatabase, conversations: readonly ConversationSummary[]): DeletedItems {
  const order = database.rows(`SELECT id FROM conversations WHERE deleted = 1 ORDER BY ${lastDeletedFirst('conversations')}`);
  const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  return {
    conversations: order.flatMap((row) => byId.get(String(row['id'])) ?? []),
    entries: selectDeletedEntries(database),
  };
}

function selectDeletedEntries(database: SqlDatabase): DeletedEntry[] {
  const rows = database.rows(
    `SELECT messages.id AS id, conversation_id, title, role, substr(content, 1, ${readLength}) AS text
     FROM ${deletedMessages} ORDER BY ${lastDeletedFirst('messages')}`,
  );
  const below = new Map<string, Below>();
  return rows.map((row) => {
    const [id, conversationId] = [String(row['id']), String(row['conversation_id'])];
    const tree = below.get(conversationId) ?? belowIn(database, conversationId);
    below.set(conversationId, tree);
    return {
      id,
      conversationId,
      title: String(row['title']),
      role: knownRole(String(row['role'])),
      text: beginningOf(String(row['text'])),
      entryCount: itselfAndBelow(tree, id).length,
    };
  });
}

/** Messages of one conversation, by their parents. */
type Below = ReadonlyMap<string, readonly string[]>;

/** Without what was deleted on its own. */
function belowIn(database: SqlDatabase, conversationId: string): Below {
  const rows = database.rows('SELECT id, parent_id FROM messages WHERE conversation_id = ? AND deleted = 0 AND parent_id IS NOT NULL', [
    conversationId,
  ]);
  return belowBy(rows);
}

function belowBy(rows: readonly SqlRow[]): Below {
  const groups = Map.groupBy(rows, (row) => String(row['parent_id']));
  return new Map([...groups].map(([parent, children]) => [parent, children.map((row) => String(row['id']))]));
}

function itselfAndBelow(below: Below, id: string): readonly string[] {
  const found = new Set([id]);
  // The set grows while it is walked through; damage may have made a circle of parents.
  for (const at of found) for (const child of below.get(at) ?? []) found.add(child);
  return [...found];
}

/** Undefined when there is no such entry, or it is not deleted. */
export function selectErasure(database: SqlDatabase, conversationId: string, messageId: string): Erasure | undefined {
  const [entry] = database.rows(
    `SELECT title FROM messages JOIN conversations ON conversations.id = conversation_id
     WHERE messages.id = ? AND conversation_id = ? AND messages.deleted = 1`,
    [messageId, conversationId],
  );
  if (!entry) return undefined;
  const rows = database.rows('SELECT id, parent_id FROM messages WHERE conversation_id = ?', [conversationId]);
  const messageIds = itselfAndBelow(belowBy(rows), messageId);
  const parameters = [JSON.stringify(messageIds)];
  const forks = database.rows(
    'SELECT title FROM conversations WHERE forked_from_message_id IN (SELECT value FROM json_each(?)) ORDER BY id',
    parameters,
  );
  return { title: String(entry['title']), messageIds, forks: forks.map((row) => String(row['title'])) };
}
