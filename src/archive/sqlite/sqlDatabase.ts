import type { Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A sql.js database with its prepared statements. Text goes in as well-formed UTF-16: SQLite stores UTF-8, which has no lone surrogates. */
export class SqlDatabase {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  /** From the bytes of a database file (which nothing checks here), or a new one. */
  constructor(sql: SqlJsStatic, bytes: Uint8Array | null) {
    this.#database = new sql.Database(bytes);
    // What is deleted is overwritten: a purge must not leave it in a free page.
    this.#database.exec('PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY');
  }

  /** Runs one statement and returns how many rows it changed. */
  run(sql: string, params: readonly SqlValue[] = []): number {
    const statement = this.#prepare(sql);
    statement.run(params.map(wellFormed));
    return this.#database.getRowsModified();
  }

  rows(sql: string, params: readonly SqlValue[] = []): SqlRow[] {
    const statement = this.#prepare(sql);
    const rows: SqlRow[] = [];
    try {
      statement.bind(params.map(wellFormed));
      while (statement.step()) rows.push(statement.getAsObject());
    } finally {
      // A statement that is stepped but not reset would block the next transaction.
      statement.reset();
    }
    return rows;
  }

  /** Runs a script of several statements. */
  script(sql: string): void {
    this.#database.exec(sql);
  }

  /** All or nothing. */
  transaction<T>(work: () => T): T {
    this.#database.run('BEGIN');
    try {
      const result = work();
      this.#database.run('COMMIT');
      return result;
    } catch (error) {
      this.#database.run('ROLLBACK');
      throw error;
    }
  }

  export(): Uint8Array {
    return this.#database.export();
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

const wellFormed = (value: SqlValue): SqlValue => (typeof value === 'string' ? value.toWellFormed() : value);

/** A number for an INTEGER column, which refuses everything else. */
export function integerOrNull(value: number | null | undefined): number | null {
  const rounded = Math.round(value ?? NaN);
  return Number.isSafeInteger(rounded) ? rounded : null;
}
