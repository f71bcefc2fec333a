import type { SqlValue } from 'sql.js';
import type { SqlDatabase, SqlRow } from '../sqlite/sqlDatabase.ts';

interface StagedRowsOptions<Row> {
  readonly table: string;
  /** The column that names a row. */
  readonly key: keyof Row & string;
  /** Columns that hold JSON: parsed in memory. */
  readonly json: readonly (keyof Row & string)[];
  /** Does the writing of one row, and what belongs to it before and after. */
  readonly around?: (write: () => void, row: SqlRow, saved: SqlRow | null) => void;
}

interface Staged<Row> {
  /** null: there is none, or none any more. */
  row: Row | null;
  /** As the database has it; null when it has none. */
  readonly saved: SqlRow | null;
}

/**
 * The rows of one table that a batch of operations is about: each is read once, changed in memory and written once,
 * whatever the number of operations. What is in memory is plain objects with the columns of the table.
 */
export class StagedRows<Row extends object> {
  readonly #database: SqlDatabase;
  readonly #around: NonNullable<StagedRowsOptions<Row>['around']>;
  readonly #table: StagedRowsOptions<Row>['table'];
  readonly #key: StagedRowsOptions<Row>['key'];
  readonly #json: StagedRowsOptions<Row>['json'];
  readonly #staged = new Map<string, Staged<Row>>();

  constructor(database: SqlDatabase, options: StagedRowsOptions<Row>) {
    this.#database = database;
    this.#around = options.around ?? ((write) => write());
    this.#table = options.table;
    this.#key = options.key;
    this.#json = options.json;
  }

  find(key: string): Row | undefined {
    return this.#stage(key).row ?? undefined;
  }

  /** The row, or a new one. */
  get(key: string, make: () => Row): Row {
    const staged = this.#stage(key);
    staged.row ??= make();
    return staged.row;
  }

  delete(key: string): void {
    this.#stage(key).row = null;
  }

  /** Writes what has changed, and keeps nothing of it in memory. */
  save(): void {
    for (const [key, { row, saved }] of this.#staged) {
      const encoded = row && this.#encode(row);
      if (encoded) this.#around(() => this.#write(key, encoded, saved), encoded, saved);
      else if (saved) this.#database.run(`DELETE FROM ${this.#table} WHERE ${this.#key} = ?`, [key]);
    }
    this.#staged.clear();
  }

  /** Drops what has changed since the last `save`. */
  dropChanges(): void {
    this.#staged.clear();
  }

  #stage(key: string): Staged<Row> {
    let staged = this.#staged.get(key);
    if (!staged) {
      const [saved] = this.#database.rows(`SELECT * FROM ${this.#table} WHERE ${this.#key} = ?`, [key]);
      staged = saved ? { row: this.#decode(saved), saved } : { row: null, saved: null };
      this.#staged.set(key, staged);
    }
    return staged;
  }

  #write(key: string, row: SqlRow, saved: SqlRow | null): void {
    const columns = Object.keys(row).filter((column) => !saved || row[column] !== saved[column]);
    if (columns.length === 0) return;
    const values = columns.map((column) => row[column] ?? null);
    if (saved) {
      this.#database.run(`UPDATE ${this.#table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE ${this.#key} = ?`, [
        ...values,
        key,
      ]);
    } else {
      this.#database.run(`INSERT INTO ${this.#table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`, values);
    }
  }

  #decode(saved: SqlRow): Row {
    const row: Record<string, unknown> = { ...saved };
    for (const column of this.#json) row[column] = JSON.parse(String(saved[column]));
    return row as Row;
  }

  #encode(row: Row): SqlRow {
    const encoded = { ...row } as Record<string, SqlValue>;
    for (const column of this.#json) encoded[column] = JSON.stringify(row[column]);
    return encoded;
  }
}
