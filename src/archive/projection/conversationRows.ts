import { maxTitleLength } from '../../shared/limits.ts';
import type { BodyOf, Stamp } from '../log/operations.ts';
import { wins, type Registers } from './registers.ts';
import type { SqlDatabase } from '../sqlite/sqlDatabase.ts';
import { StagedRows } from './stagedRows.ts';

interface ConversationRow {
  readonly id: string;
  title: string;
  model_id: string;
  endpoint: string | null;
  status: string;
  created_at: number;
  updated_at: number;
  parent_conversation_id: string | null;
  forked_from_message_id: string | null;
  system_prompt: string;
  params: string;
  tags: string;
  pinned: number;
  workspace: string | null;
  deleted: number;
  readonly stamps: Registers;
}

/** Columns of which each is a register of its own. */
type Register = Exclude<
  keyof ConversationRow,
  'id' | 'endpoint' | 'updated_at' | 'parent_conversation_id' | 'forked_from_message_id' | 'stamps'
>;

/** Folds conversation operations into the table `conversations`. */
export class ConversationRows {
  readonly #rows: StagedRows<ConversationRow>;

  constructor(database: SqlDatabase) {
    this.#rows = new StagedRows(database, { table: 'conversations', key: 'id', json: ['stamps'] });
  }

  created(body: BodyOf<'conversation.created'>, stamp: Stamp): void {
    const row = this.touch(body.conversation, body.createdAt, true);
    set(row, stamp, 'created_at', body.createdAt);
    set(row, stamp, 'title', shortTitle(body.title));
    setModel(row, stamp, body.model, body.endpoint);
    set(row, stamp, 'system_prompt', body.systemPrompt);
    set(row, stamp, 'workspace', body.workspace);
  }

  changed({ conversation, set: fields }: BodyOf<'conversation.changed'>, stamp: Stamp): void {
    const row = this.touch(conversation, stamp.at, false);
    if (fields.title !== undefined) set(row, stamp, 'title', shortTitle(fields.title));
    if (fields.model !== undefined) setModel(row, stamp, fields.model, fields.endpoint);
    if (fields.systemPrompt !== undefined) set(row, stamp, 'system_prompt', fields.systemPrompt);
    if (fields.status !== undefined) set(row, stamp, 'status', fields.status);
    if (fields.pinned !== undefined) set(row, stamp, 'pinned', Number(fields.pinned));
    if (fields.deleted !== undefined) set(row, stamp, 'deleted', Number(fields.deleted));
    if (fields.tags !== undefined) set(row, stamp, 'tags', JSON.stringify(fields.tags));
    if (fields.params !== undefined) set(row, stamp, 'params', JSON.stringify(fields.params));
  }

  forked({ conversation, parent, message }: BodyOf<'conversation.forked'>, stamp: Stamp): void {
    const row = this.touch(conversation, stamp.at, false);
    if (!wins(row, 'forked', stamp)) return;
    row.parent_conversation_id = parent;
    row.forked_from_message_id = message;
  }

  /**
   * Makes the row if there is none: logs come in any order, and the line that created the conversation may be damaged.
   * Until it is found, the conversation is as old as the first thing known of it. `active`: this counts as its last activity.
   */
  touch(id: string, at: number, active: boolean): ConversationRow {
    const row = this.#rows.get(id, () => blank(id, at));
    if (!row.stamps['created_at']) row.created_at = Math.min(row.created_at, at);
    if (active) row.updated_at = Math.max(row.updated_at, at);
    return row;
  }

  save(): void {
    this.#rows.save();
  }

  dropChanges(): void {
    this.#rows.dropChanges();
  }
}

function set<K extends Register>(row: ConversationRow, stamp: Stamp, column: K, value: ConversationRow[K]): void {
  if (wins(row, column, stamp)) row[column] = value;
}

/** One register: an endpoint is only true of the model that came with it. */
function setModel(row: ConversationRow, stamp: Stamp, model: string, endpoint: string | undefined): void {
  if (!wins(row, 'model_id', stamp)) return;
  row.model_id = model;
  row.endpoint = endpoint ?? null;
}

const blank = (id: string, created_at: number): ConversationRow => ({
  id,
  title: '',
  model_id: '',
  endpoint: null,
  status: 'active',
  created_at,
  updated_at: 0,
  parent_conversation_id: null,
  forked_from_message_id: null,
  system_prompt: '',
  params: '{}',
  tags: '[]',
  pinned: 0,
  workspace: null,
  deleted: 0,
  stamps: {},
});

/** Cut between characters. The log keeps the whole title. */
const shortTitle = (title: string): string => [...title.slice(0, 2 * maxTitleLength)].slice(0, maxTitleLength).join('');
