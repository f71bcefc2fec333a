import { isRecord } from '../../../shared/values/isRecord.ts';
import type { SqlValue } from 'sql.js';
import type { SqlDatabase, SqlRow } from '../../sqlite/sqlDatabase.ts';

/** What says how far a database has read, and not what it read. */
const bookkeeping = new Set(['applied', 'projection']);
/** The order of the keys of an object says nothing. */
const jsonColumns = new Set(['metadata', 'params', 'tags', 'raw_usage', 'forecast', 'counted', 'stamps', 'pieces']);
/** A number that each database gives by itself. */
const ownNumber = 'number';
const rowsAtOnce = 1000;
/** A database with so many differences is wrong as a whole. */
const enoughDifferences = 5000;

/** A row that is not the same in two databases, or only in one of them. */
export interface RowDifference {
  readonly table: string;
  /** Values of the primary key. */
  readonly key: readonly SqlValue[];
  /** Columns that differ; empty when one database does not have the row. */
  readonly columns: readonly string[];
}

export interface DatabaseComparison {
  readonly tables: number;
  readonly rows: number;
  readonly differences: readonly RowDifference[];
}

/** Compares all rows of all tables, some at a time; the databases may change meanwhile, so check differences again with `stillDifferent`. */
export async function compareDatabases(a: SqlDatabase, b: SqlDatabase, pause: () => Promise<void>): Promise<DatabaseComparison> {
  const differences: RowDifference[] = [];
  const tables = tablesOf(a);
  let rows = 0;
  for (const table of tables) {
    for (let after: Key | null = null; ;) {
      await pause();
      let rowsA = table.page(a, after, null);
      let upTo = rowsA.length === rowsAtOnce ? table.keyOf(rowsA.at(-1)) : null;
      const rowsB = table.page(b, after, upTo);
      const lastB = rowsB.length === rowsAtOnce ? table.keyOf(rowsB.at(-1)) : null;
      if (lastB !== null && !isSameKey(lastB, upTo)) {
        upTo = lastB;
        rowsA = table.page(a, after, upTo);
      }
      rows += rowsA.length;
      differences.push(...table.differences(rowsA, rowsB));
      if (upTo === null || differences.length >= enoughDifferences) break;
      after = upTo;
    }
  }
  return { tables: tables.length, rows, differences };
}

/** Those of the differences that are there now. */
export function stillDifferent(a: SqlDatabase, b: SqlDatabase, differences: readonly RowDifference[]): RowDifference[] {
  const tables = new Map(tablesOf(a).map((table) => [table.name, table]));
  return differences.flatMap(({ table: name, key }) => {
    const table = tables.get(name);
    return table ? table.differences(table.row(a, key), table.row(b, key)) : [];
  });
}

type Key = readonly SqlValue[];

const isSameKey = (a: Key, b: Key | null): boolean => b !== null && a.every((value, index) => value === b[index]);

class Table {
  readonly name: string;
  readonly #columns: readonly string[];

  constructor(name: string, keyColumns: readonly string[]) {
    this.name = name;
    this.#columns = keyColumns;
  }

  keyOf(row: SqlRow | undefined): Key {
    return this.#columns.map((column) => row?.[column] ?? null);
  }

  page(database: SqlDatabase, after: Key | null, upTo: Key | null): SqlRow[] {
    const key = `(${this.#columns.join(', ')})`;
    const marks = `(${this.#columns.map(() => '?').join(', ')})`;
    const conditions = [...(after ? [`${key} > ${marks}`] : []), ...(upTo ? [`${key} <= ${marks}`] : [])];
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const sql = `SELECT * FROM ${this.name} ${where} ORDER BY ${this.#columns.join(', ')} LIMIT ${rowsAtOnce}`;
    return database.rows(sql, [...(after ?? []), ...(upTo ?? [])]);
  }

  row(database: SqlDatabase, key: Key): SqlRow[] {
    return database.rows(`SELECT * FROM ${this.name} WHERE ${this.#columns.map((column) => `${column} = ?`).join(' AND ')}`, key);
  }

  differences(rowsA: readonly SqlRow[], rowsB: readonly SqlRow[]): RowDifference[] {
    const others = new Map(rowsB.map((row) => [JSON.stringify(this.keyOf(row)), row]));
    const found: RowDifference[] = [];
    const note = (row: SqlRow, columns: readonly string[]): void => void found.push({ table: this.name, key: this.keyOf(row), columns });
    for (const row of rowsA) {
      const id = JSON.stringify(this.keyOf(row));
      const other = others.get(id);
      others.delete(id);
      if (!other) note(row, []);
      else {
        const columns = Object.keys(row).filter(
          (column) => column !== ownNumber && !isSameValue(column, row[column] ?? null, other[column] ?? null),
        );
        if (columns.length > 0) note(row, columns);
      }
    }
    for (const row of others.values()) note(row, []);
    return found;
  }
}

/** All tables of rows; not those in which SQLite keeps a full-text index. */
function tablesOf(database: SqlDatabase): Table[] {
  const all = database.rows(`SELECT name, sql LIKE 'CREATE VIRTUAL %' AS virtual FROM sqlite_master WHERE type = 'table' ORDER BY name`);
  const virtual = all.flatMap((row) => (row['virtual'] === 1 ? [String(row['name'])] : []));
  const names = all.map((row) => String(row['name']));
  return names
    .filter((name) => !name.startsWith('sqlite_') && !bookkeeping.has(name))
    .filter((name) => !virtual.some((index) => name === index || name.startsWith(`${index}_`)))
    .map((name) => {
      const primary = database.rows(`SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk`, [name]);
      const key = primary.map((row) => String(row['name']));
      return new Table(name, key.includes(ownNumber) ? ['id'] : key);
    });
}

function isSameValue(column: string, a: SqlValue, b: SqlValue): boolean {
  if (a === b) return true;
  if (!jsonColumns.has(column) || typeof a !== 'string' || typeof b !== 'string') return false;
  return canonical(a) === canonical(b);
}

const canonical = (json: string): string =>
  JSON.stringify(
    JSON.parse(json, (_, value: unknown) => (isRecord(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value)),
  );

const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
