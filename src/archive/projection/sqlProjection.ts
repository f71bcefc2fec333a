import type { SqlJsStatic } from 'sql.js';
import { ConversationRows } from './conversationRows.ts';
import { LedgerRows } from './ledgerRows.ts';
import type { LogBatch } from '../log/logReader.ts';
import { writerOf } from '../disk/logName.ts';
import { textHash } from '../log/textHash.ts';
import { MessageRows } from './messageRows.ts';
import { vocabulary, type BodyOf, type Operation } from '../log/operations.ts';
import { PurgedIds, subjectOf } from '../log/purgedIds.ts';
import { selectPurged } from './projectionQueries.ts';
import { SearchIndex } from '../search/searchIndex.ts';
import { projectionVersion, schema } from './schema.ts';
import { SqlDatabase } from '../sqlite/sqlDatabase.ts';

/** What a batch came to. */
export interface ProjectionChange {
  /** Finished answers whose text does not fit their hash. */
  readonly damagedMessageIds: readonly string[];
  /** Operations that the tables refuse. */
  readonly refused: readonly Operation[];
}

/** Any change of the vocabulary or of the tables makes older databases stale: they skipped what they did not know. */
const vocabularyText = [...vocabulary, textHash(schema)].sort().join(' ');

/**
 * The fold of all logs into SQLite tables. Operations may come in any order of logs, and more than once: the rows are the same in the end.
 * Disposable: it can always be made again from the logs.
 */
export class SqlProjection {
  readonly database: SqlDatabase;
  readonly #search: SearchIndex;
  readonly #conversations: ConversationRows;
  readonly #messages: MessageRows;
  readonly #ledger: LedgerRows;
  /** Conversations and messages of which nothing is kept but the bills. */
  #purged: PurgedIds;

  private constructor(database: SqlDatabase) {
    this.database = database;
    this.#conversations = new ConversationRows(database);
    this.#search = new SearchIndex(database);
    this.#messages = new MessageRows(database, this.#conversations, this.#search);
    this.#ledger = new LedgerRows(database, this.#messages);
    this.#purged = new PurgedIds(selectPurged(database));
  }

  static create(sql: SqlJsStatic): SqlProjection {
    const database = new SqlDatabase(sql, null);
    database.script(schema);
    database.run('INSERT INTO projection (version, vocabulary, lc, indexed) VALUES (?, ?, 0, 0)', [projectionVersion, vocabularyText]);
    return new SqlProjection(database);
  }

  /** Opens the bytes of a database file. Throws, with the reason, when it is not a sound database of this version. */
  static open(sql: SqlJsStatic, bytes: Uint8Array): SqlProjection {
    const database = new SqlDatabase(sql, bytes);
    try {
      const [row] = database.rows('SELECT version, vocabulary FROM projection');
      if (row?.['version'] !== projectionVersion || row['vocabulary'] !== vocabularyText) throw new Error('another version made it');
      return new SqlProjection(database);
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Bytes of each log (path inside `log/`) that are in this database. */
  covered(): Map<string, number> {
    const rows = this.database.rows('SELECT file, bytes FROM applied');
    return new Map(rows.map((row) => [String(row['file']), Number(row['bytes'])]));
  }

  /** Highest Lamport counter known when the database was made. */
  get counter(): number {
    return Number(this.database.rows('SELECT lc FROM projection')[0]?.['lc'] ?? 0);
  }

  apply(batch: LogBatch, counter: number): ProjectionChange {
    try {
      return { damagedMessageIds: this.#applyAll(batch, batch.operations, counter), refused: [] };
    } catch {
      this.#checkSound();
      // One operation that the tables refuse must not cost the others.
      const refused = batch.operations.filter((operation) => !this.#accepts(operation));
      const accepted = batch.operations.filter((operation) => !refused.includes(operation));
      return { damagedMessageIds: this.#applyAll(batch, accepted, counter), refused };
    }
  }

  /** Brings the full-text index forward by some messages. False when it has them all, and from then on it always does. */
  indexMore(): boolean {
    return this.#search.takeMore();
  }

  /** Throws when SQLite finds damage in the database. */
  #checkSound(): void {
    const [check] = this.database.rows('PRAGMA quick_check(1)');
    if (check?.['quick_check'] !== 'ok') throw new Error('SQLite finds it damaged');
  }

  #accepts(operation: Operation): boolean {
    try {
      this.#transaction(() => {
        this.#fold(operation);
        this.#save();
      });
      return true;
    } catch {
      return false;
    }
  }

  #applyAll(batch: LogBatch, operations: readonly Operation[], counter: number): string[] {
    return this.#transaction(() => {
      for (const operation of operations) this.#fold(operation);
      const damagedMessageIds = this.#save();
      const writer = writerOf(batch.file);
      const seq = Math.max(0, ...operations.filter((operation) => operation.writer === writer).map((operation) => operation.seq));
      this.database.run(
        `INSERT INTO applied (writer, seq, file, bytes) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq), file = excluded.file, bytes = excluded.bytes`,
        [writer, seq, batch.file, batch.bytes],
      );
      this.database.run('UPDATE projection SET lc = ?', [counter]);
      return damagedMessageIds;
    });
  }

  #transaction<T>(work: () => T): T {
    try {
      return this.database.transaction(work);
    } catch (error) {
      for (const rows of [this.#conversations, this.#messages, this.#ledger]) rows.dropChanges();
      throw error;
    }
  }

  /** Writes what was folded. Returns the finished answers whose text does not fit their hash. */
  #save(): string[] {
    const damagedMessageIds = this.#messages.settle();
    this.#ledger.save();
    this.#conversations.save();
    this.#messages.save();
    return damagedMessageIds;
  }

  /** Removes what is here of the conversation; what comes later does not get this far. The bills are in the ledger. */
  #purge(id: string): void {
    this.#purged = this.#purged.with({ conversations: [id], messages: [] });
    this.#save();
    this.database.run('INSERT OR IGNORE INTO purged (conversation_id) VALUES (?)', [id]);
    this.#messages.purgeConversation(id);
    this.database.run('DELETE FROM conversations WHERE id = ?', [id]);
  }

  #purgeMessages({ conversation, messages, activeAt, createdAt }: BodyOf<'message.purged'>): void {
    this.#purged = this.#purged.with({ conversations: [], messages });
    if (!this.#purged.conversations.has(conversation)) {
      if (createdAt !== undefined) this.#conversations.touch(conversation, createdAt, false);
      this.#conversations.touch(conversation, activeAt, true);
    }
    this.#save();
    for (const id of messages) this.database.run('INSERT OR IGNORE INTO purged_messages (message_id) VALUES (?)', [id]);
    this.#messages.purgeMessages(messages);
  }

  /** Whether the operation is about something that is purged. Of a purged message stays that its conversation was active then. */
  #isPurged({ body, at }: Operation): boolean {
    if (!('conversation' in body)) return false;
    if (body.t === 'attempt.opened' || body.t === 'conversation.purged' || body.t === 'message.purged') return false;
    if (!this.#purged.covers(subjectOf(body))) return false;
    if (this.#purged.conversations.has(body.conversation)) return true;
    this.#conversations.touch(body.conversation, at, body.t !== 'message.changed');
    return true;
  }

  #fold(operation: Operation): void {
    const { body } = operation;
    if (this.#isPurged(operation)) return;
    switch (body.t) {
      case 'log.opened':
      case 'record.purged':
      case 'account.noted':
        return;
      case 'conversation.created':
        return this.#conversations.created(body, operation);
      case 'conversation.changed':
        return this.#conversations.changed(body, operation);
      case 'conversation.forked':
        return this.#conversations.forked(body, operation);
      case 'conversation.purged':
        return this.#purge(body.conversation);
      case 'message.purged':
        return this.#purgeMessages(body);
      case 'message.changed':
        this.#ledger.refresh(body.message);
        return this.#messages.changed(body, operation);
      case 'message.added':
        this.#ledger.refresh(body.message);
        return this.#messages.added(body, operation);
      case 'message.noted':
        this.#ledger.refresh(body.message);
        return this.#messages.noted(body, operation);
      case 'message.appended':
        this.#ledger.refresh(body.message);
        return this.#messages.appended(body, operation);
      case 'message.finished':
        this.#ledger.refresh(body.message);
        return this.#messages.finished(body, operation);
      case 'attempt.opened':
        return this.#ledger.opened(body, operation);
      case 'attempt.generation':
        return this.#ledger.generation(body, operation);
      case 'attempt.settled':
        return this.#ledger.settled(body, operation);
      case 'attempt.dismissed':
        return this.#ledger.dismissed(body);
    }
  }
}
