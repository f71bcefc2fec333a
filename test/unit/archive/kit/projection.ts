import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import initSqlJs, { type SqlJsStatic } from 'sql.js';
import { SqlProjection } from '../../../../src/archive/projection/sqlProjection.ts';
import type { Operation } from '../../../../src/archive/log/operations.ts';
import type { SqlRow } from '../../../../src/archive/sqlite/sqlDatabase.ts';

const readWasm = (): Promise<Uint8Array> => readFile(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'));

let loaded: Promise<SqlJsStatic> | null = null;

export const loadSql = (): Promise<SqlJsStatic> =>
  (loaded ??= readWasm().then((wasm) => initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer })));

/** A projection of these operations, applied in this order, so many at a time; its full-text index is finished after so many. */
export async function projectionOf(
  operations: readonly Operation[],
  atOnce = operations.length,
  indexedAfter = Infinity,
): Promise<SqlProjection> {
  const projection = SqlProjection.create(await loadSql());
  for (let start = 0; start < operations.length; start += atOnce) {
    projection.apply({ file: '2026-01/log.ndjson', bytes: start, operations: operations.slice(start, start + atOnce) }, 0);
    if (start >= indexedAfter) finishIndex(projection);
  }
  finishIndex(projection);
  return projection;
}

function finishIndex(projection: SqlProjection): void {
  while (projection.indexMore());
}

const jsonColumns = new Set(['metadata', 'params', 'tags', 'raw_usage', 'stamps', 'pieces']);

/** All rows that the fold made, without their numbers; JSON is parsed, because the order of its keys says nothing. */
export function allRows({ database }: SqlProjection): Record<string, unknown[]> {
  const parsed = (row: SqlRow): object =>
    Object.fromEntries(
      Object.entries({ ...row, number: 0 }).map(([column, value]) => [
        column,
        jsonColumns.has(column) && value !== null ? (JSON.parse(String(value)) as unknown) : value,
      ]),
    );
  const tables = [
    'conversations ORDER BY id',
    'messages ORDER BY id',
    'ledger ORDER BY attempt_id',
    'answers ORDER BY message_id',
    'purged ORDER BY conversation_id',
    'purged_messages ORDER BY message_id',
  ];
  return Object.fromEntries(tables.map((table) => [table.split(' ')[0] ?? '', database.rows(`SELECT * FROM ${table}`).map(parsed)]));
}
