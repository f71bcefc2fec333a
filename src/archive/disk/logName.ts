import { randomBytes } from 'node:crypto';

// log/<yyyy-mm>/<writer>.ndjson, writer = <yyyymmdd>-<80 random bits>, both by UTC. Lower case only: some file systems know no other.

const dayMs = 24 * 60 * 60 * 1000;
/** No window appends to a log that is older than this; see `isClosed` for the margin. */
export const logLifetimeMs = dayMs;

/** Logs, copies of logs that a person, a sync program or an old disk made ("… (1).ndjson", "….NDJSON"), and months packed into one file. */
const logFile = /^\d{4}-?\d{2}.*\.ndjson$/i;
const monthFolder = /^\d{4}-\d{2}$/;

export const isLogFile = (name: string): boolean => logFile.test(name);
export const isMonthFolder = (name: string): boolean => monthFolder.test(name);

/** "2026-01" for a time in ms. */
export const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7);

export const newSuffix = (): string => randomBytes(10).toString('hex');

export const writerName = (at: number, suffix: string): string =>
  `${new Date(at).toISOString().slice(0, 10).replaceAll('-', '')}-${suffix}`;

/** Path of a writer's log inside the log folder; always with "/". */
export const logPath = (writer: string): string => `${writer.slice(0, 4)}-${writer.slice(4, 6)}/${writer}.ndjson`;

/** "20260131-….ndjson" → "20260131-…"; for a copy or a pack, its own name. */
export const writerOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1, -'.ndjson'.length);

/** The earliest month in whose logs an operation of this time can be; a day of margin for clocks that disagree. */
export const firstMonthFor = (at: number): string => monthOf(Math.max(0, at - logLifetimeMs - dayMs));

/** Whether a name inside `log/` (a folder, a log or its path) belongs to this month or a later one; '' = to any. */
export const isFromMonth = (name: string, month: string): boolean => name.slice(0, month.length) >= month;

/** The first of the months in which a living window can write: this one and the one before. */
export const recentMonth = (now: number): string => monthOf(now - 31 * dayMs);

/** Whether a log is so old that no window appends to it any more (a day, and two of margin for clocks that disagree). */
export function isClosed(file: string, now: number): boolean {
  const date = /^(\d{4})(\d{2})(\d{2})-/.exec(writerOf(file));
  if (!date) return false;
  return now - Date.UTC(Number(date[1]), Number(date[2]) - 1, Number(date[3])) > logLifetimeMs + 3 * dayMs;
}
