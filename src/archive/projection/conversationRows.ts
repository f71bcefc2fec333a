import type { SqlValue } from 'sql.js';
import type { BodyOf, Stamp } from '../log/operations.ts';
import type { Registers } from './registers.ts';
import type { SqlDatabase } from './sqlDatabase.ts';

const longestTitle = 255;

/** Folds conversation operations into the table `conversations`. */
export class ConversationRows {
  readonly #database: SqlDatabase;
  readonly #registers: Registers;

  constructor(database: SqlDatabase, registers: Registers) {
    this.#database = database;
    this.#registers = registers;
  }

  created(body: BodyOf<'conversation.created'>, stamp: Stamp): void {
    const id = body.conversation;
    this.touch(id, body.createdAt, true);
    this.#set(id, stamp, 'created_at', body.createdAt);
    this.#set(id, stamp, 'title', shortTitle(body.title));
    this.#set(id, stamp, 'model_id', body.model);
    this.#set(id, stamp, 'system_prompt', body.systemPrompt);
    this.#set(id, stamp, 'workspace', body.workspace);
  }

  changed({ conversation: id, set }: BodyOf<'conversation.changed'>, stamp: Stamp): void {
    this.touch(id, stamp.at, false);
    if (set.title !== undefined) this.#set(id, stamp, 'title', shortTitle(set.title));
    if (set.model !== undefined) this.#set(id, stamp, 'model_id', set.model);
    if (set.systemPrompt !== undefined) this.#set(id, stamp, 'system_prompt', set.systemPrompt);
    if (set.status !== undefined) this.#set(id, stamp, 'status', set.status);
    if (set.pinned !== undefined) this.#set(id, stamp, 'pinned', Number(set.pinned));
    if (set.deleted !== undefined) this.#set(id, stamp, 'deleted', Number(set.deleted));
    if (set.tags !== undefined) this.#set(id, stamp, 'tags', JSON.stringify(set.tags));
    if (set.params !== undefined) this.#set(id, stamp, 'params', JSON.stringify(set.params));
  }

  forked({ conversation: id, parent, message }: BodyOf<'conversation.forked'>, stamp: Stamp): void {
    this.touch(id, stamp.at, false);
    if (!this.#registers.wins('conversation', id, 'forked', stamp)) return;
    this.#database.run('UPDATE conversations SET parent_conversation_id = ?, forked_from_message_id = ? WHERE id = ?', [
      parent,
      message,
      id,
    ]);
  }

  /** Removes what is here of the conversation; what comes later must not get this far. The bills are in the ledger. */
  purged({ conversation: id }: BodyOf<'conversation.purged'>, stamp: Stamp): void {
    const ofMessages = '(SELECT id FROM messages WHERE conversation_id = ?)';
    this.#database.run(`DELETE FROM pieces WHERE message_id IN ${ofMessages}`, [id]);
    this.#database.run(`DELETE FROM answers WHERE message_id IN ${ofMessages}`, [id]);
    this.#database.run(`DELETE FROM stamps WHERE kind = 'message' AND id IN ${ofMessages}`, [id]);
    this.#database.run('DELETE FROM messages WHERE conversation_id = ?', [id]);
    this.#database.run(`DELETE FROM stamps WHERE kind = 'conversation' AND id = ? AND field <> 'purged'`, [id]);
    this.#database.run('DELETE FROM conversations WHERE id = ?', [id]);
    this.#registers.wins('conversation', id, 'purged', stamp);
  }

  /**
   * Makes the row if there is none: logs come in any order, and the line that created the conversation may be damaged.
   * Until it is found, the conversation is as old as the first thing known of it. `active`: this counts as its last activity.
   */
  touch(id: string, at: number, active: boolean): void {
    this.#database.run(
      `INSERT INTO conversations (id, created_at, updated_at) VALUES (?1, ?2, ?3)
       ON CONFLICT DO UPDATE SET
         created_at = iif(EXISTS (SELECT 1 FROM stamps WHERE kind = 'conversation' AND stamps.id = ?1 AND field = 'created_at'), created_at, min(created_at, ?2)),
         updated_at = max(updated_at, ?3)`,
      [id, at, active ? at : 0],
    );
  }

  #set(id: string, stamp: Stamp, column: string, value: SqlValue): void {
    if (this.#registers.wins('conversation', id, column, stamp)) {
      this.#database.run(`UPDATE conversations SET ${column} = ? WHERE id = ?`, [value, id]);
    }
  }
}

/** Cut between characters. The log keeps the whole title. */
const shortTitle = (title: string): string => [...title.slice(0, 2 * longestTitle)].slice(0, longestTitle).join('');
