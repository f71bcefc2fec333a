import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type { FilePort } from '../../disk/files.ts';
import { projectionVersion } from '../../projection/schema.ts';
import { SqlDatabase } from '../../sqlite/sqlDatabase.ts';
import { readFailure } from '../../disk/fileFailure.ts';
import { logLines } from '../../log/logLines.ts';
import type { PurgedIds } from '../../log/purgedIds.ts';
import type { PurgeMarks } from '../purge/purgeMarks.ts';
import type { ProblemList } from './verifyReport.ts';
import { filesBelow, type OnUnreadable } from '../../disk/walkFiles.ts';

const database = /\.sqlite$/;
const currentDatabase = `cache/projection-v${projectionVersion}.sqlite`;

export interface PurgedLeftoversOptions {
  readonly files: FilePort;
  /** The folder of the archive. */
  readonly folder: string;
  readonly sql: SqlJsStatic;
  /** The database that is open. */
  readonly live: SqlDatabase;
  readonly purged: PurgedIds;
  readonly marks: PurgeMarks;
  readonly problems: ProblemList;
  readonly signal: AbortSignal | undefined;
}

/** Looks for content of purged conversations and messages outside the logs: in the open database, in other databases, in copies of damaged lines. */
export async function findPurgedLeftovers(options: PurgedLeftoversOptions): Promise<void> {
  const { files, folder, live, purged, problems, signal } = options;
  if (purged.size === 0) return;
  const left = countRows(live, purged);
  if (left > 0) problems.add({ kind: 'purgedContent', message: `The index still has ${left} rows of purged conversations or entries.` });
  for (const room of ['cache', 'quarantine']) {
    const report: OnUnreadable = (path, error) => {
      problems.add({ kind: 'unreadableFile', ...readFailure(`${room}/${path}`, error) });
    };
    for await (const name of filesBelow(files, join(folder, room), report)) {
      signal?.throwIfAborted();
      const file = `${room}/${name}`;
      // The file of this version is as old as its last save; what is open counts, and replaces it.
      if (file === currentDatabase) continue;
      try {
        if (!(await holdsContent(options, file))) continue;
        problems.add({ kind: 'purgedContent', file, message: `The file ${file} still has something of a purged conversation or entry.` });
      } catch (error) {
        report(name, error);
      }
    }
  }
}

async function holdsContent({ files, folder, sql, purged, marks }: PurgedLeftoversOptions, file: string): Promise<boolean> {
  const path = join(folder, file);
  if (database.test(file)) {
    const asked = askDatabase(sql, await files.read(path, 0, (await files.size(path)) ?? 0), purged);
    if (asked !== undefined) return asked;
  }
  for await (const lines of logLines(files, path)) if (lines.some(({ bytes }) => marks.spansIn(bytes).length > 0)) return true;
  return false;
}

/** Undefined when it is no database with the tables that all versions have. */
function askDatabase(sql: SqlJsStatic, bytes: Buffer, purged: PurgedIds): boolean | undefined {
  let opened: SqlDatabase | null = null;
  try {
    opened = new SqlDatabase(sql, bytes);
    return countRows(opened, purged) > 0;
  } catch {
    return undefined;
  } finally {
    opened?.close();
  }
}

/** Rows of conversations and messages in a database; their bills do not count. */
function countRows(source: SqlDatabase, purged: PurgedIds): number {
  const [row] = source.rows(
    `SELECT (SELECT count(*) FROM messages WHERE conversation_id IN (SELECT value FROM json_each(?1)) OR id IN (SELECT value FROM json_each(?2)))
          + (SELECT count(*) FROM conversations WHERE id IN (SELECT value FROM json_each(?1))) AS count`,
    [JSON.stringify([...purged.conversations]), JSON.stringify([...purged.messages])],
  );
  return Number(row?.['count'] ?? 0);
}
