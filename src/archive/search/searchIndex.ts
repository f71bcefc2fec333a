import type { SqlDatabase, SqlRow } from '../sqlite/sqlDatabase.ts';

/** Part of the schema of the projection: what is searched, and how it is cut into words. */
export const searchSchema = `-- Full-text index of the messages that do not grow any more, up to the number projection.indexed. It keeps no text of its own.
-- No triggers: within one SQLite writes a part of the index for each row, which takes twice as long.
CREATE VIEW searchable AS
  SELECT number AS rowid, conversation_id, content FROM messages
  WHERE state <> 'streaming' AND number <= (SELECT indexed FROM projection);
CREATE VIRTUAL TABLE search USING fts4 (content="searchable", content, tokenize=unicode61 "remove_diacritics=2");`;

/** Messages that are taken in at once when the index has to catch up: some 30 ms of work. */
const portion = 500;
/** `projection.indexed` once all messages are in the index. */
const everything = Number.MAX_SAFE_INTEGER;

/**
 * Keeps the full-text index in step with the table `messages`. In a new database it stays behind, so that a rebuild comes to its end sooner,
 * and takes the messages in by portions afterwards.
 */
export class SearchIndex {
  readonly #database: SqlDatabase;
  /** Messages up to this number are in the index, unless they still grow. */
  #indexed: number;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#indexed = Number(database.rows('SELECT indexed FROM projection')[0]?.['indexed'] ?? 0);
  }

  /** Writes a row of `messages`. The index finds the words of a row by the text in it: what is taken out must go while the old text is there. */
  write(write: () => void, row: SqlRow, saved: SqlRow | null): void {
    if (saved && saved['content'] === row['content'] && saved['state'] === row['state']) return write();
    if (saved && this.#isIndexed(saved)) this.#database.run('DELETE FROM search WHERE docid = ?', [saved['number'] ?? null]);
    write();
    if (this.#isIndexed(row))
      this.#database.run('INSERT INTO search (docid, content) VALUES (?, ?)', [row['number'] ?? null, row['content'] ?? null]);
  }

  /** Takes all words of messages out, before they are deleted. */
  purge(numbers: readonly number[]): void {
    this.#database.run('DELETE FROM search WHERE docid IN (SELECT rowid FROM searchable WHERE rowid IN (SELECT value FROM json_each(?)))', [
      JSON.stringify(numbers),
    ]);
    // The index marks words as gone and keeps them until its parts are put together.
    this.#database.run(`INSERT INTO search (search) VALUES ('optimize')`);
  }

  /** Takes in some of the messages that are missing. False when none is. */
  takeMore(): boolean {
    if (this.#indexed === everything) return false;
    const [row] = this.#database.rows('SELECT max(number) AS last FROM (SELECT number FROM messages WHERE number > ? LIMIT ?)', [
      this.#indexed,
      portion,
    ]);
    const upTo = row?.['last'] === null ? everything : Number(row?.['last']);
    this.#database.transaction(() => {
      this.#database.run('UPDATE projection SET indexed = ?', [upTo]);
      this.#database.run('INSERT INTO search (docid, content) SELECT rowid, content FROM searchable WHERE rowid > ?', [this.#indexed]);
    });
    this.#indexed = upTo;
    return upTo !== everything;
  }

  #isIndexed(row: SqlRow): boolean {
    return row['state'] !== 'streaming' && Number(row['number']) <= this.#indexed;
  }
}
