import { join } from 'node:path';
import { errorCode, type FilePort } from '../../disk/files.ts';
import { decodeRecord, longestLineBytes } from '../../log/logRecord.ts';
import type { PurgedIds } from '../../log/purgedIds.ts';
import type { SqlDatabase } from '../../sqlite/sqlDatabase.ts';
import { ByteSearch, searchFile } from './byteSearch.ts';
import { noting, readFailure, type FileFailure } from '../../disk/fileFailure.ts';
import { contentOf } from './contentRecord.ts';
import type { TextNeedle } from './textNeedles.ts';
import { filesBelow } from '../../disk/walkFiles.ts';

/** Files in which a text would not be found although it is there. */
const packed = /\.(zip|gz|7z|xz|zst|tgz)$/i;
const lineFeed = 0x0a;
/** Bytes before and after a find in which the borders of its line are looked for at first; an answer with images is longer. */
const firstReach = 1024 * 1024;

export interface ProveAbsenceOptions {
  readonly files: FilePort;
  /** Every file below it is searched. */
  readonly folder: string;
  readonly needles: readonly TextNeedle[];
  /** What must not be found; the same words in a record of another conversation or message are its own. */
  readonly purged: PurgedIds;
  /** Whether the database has this piece of text elsewhere, where it may stand in one piece that the logs hold in two. */
  readonly isElsewhere: (text: string) => boolean;
  readonly signal?: AbortSignal;
}

export interface AbsenceProof {
  /** Files and bytes that were searched. */
  readonly files: number;
  readonly bytes: number;
  /** Pieces of text that were looked for; without those that another conversation says as well, which prove nothing. */
  readonly needles: number;
  /** Where one of them was found; empty = the texts are in no file. */
  readonly foundIn: readonly { readonly file: string; readonly offset: number }[];
  /** Packed files, which cannot be searched. */
  readonly notSearched: readonly string[];
  readonly failures: readonly FileFailure[];
}

interface Find {
  readonly file: string;
  readonly offset: number;
  readonly needle: number;
}

/** Looks for pieces of purged texts in every file, byte by byte, whatever the file is. */
export async function proveAbsence(options: ProveAbsenceOptions): Promise<AbsenceProof> {
  const { files, folder, needles, signal } = options;
  const needleOf: number[] = [];
  const patterns = needles.flatMap((needle, index) => needle.patterns.map((pattern) => (needleOf.push(index), pattern)));
  const search = new ByteSearch(patterns);
  const finds: Find[] = [];
  const notSearched: string[] = [];
  const failures: FileFailure[] = [];
  let searched = 0;
  let bytes = 0;
  for await (const file of filesBelow(files, folder, noting(failures))) {
    if (packed.test(file)) {
      notSearched.push(file);
      continue;
    }
    const seen = new Set<number>();
    try {
      bytes += await searchFile(
        files,
        join(folder, file),
        search,
        (pattern, offset) => {
          const needle = needleOf[pattern] ?? 0;
          if (!seen.has(needle)) finds.push({ file, offset, needle });
          seen.add(needle);
        },
        signal,
      );
      searched += 1;
    } catch (error) {
      signal?.throwIfAborted();
      // Other windows set money aside meanwhile: such a file is there for a moment, and holds no text.
      if (file.startsWith('budget/') && errorCode(error) === 'ENOENT') continue;
      failures.push(readFailure(file, error));
    }
  }
  const { foundIn, shared } = await judge(options, finds);
  return { files: searched, bytes, needles: needles.length - shared, foundIn, notSearched, failures };
}

/** The first find of each file that is no word of another conversation; and how many needles turned out to be such words. */
async function judge(
  options: ProveAbsenceOptions,
  finds: readonly Find[],
): Promise<Pick<AbsenceProof, 'foundIn'> & { readonly shared: number }> {
  const shared = new Set<number>();
  const foundIn: Find[] = [];
  // Logs first: what one of their records says needs no search in the database.
  for (const [, inFile] of [...Map.groupBy(finds, ({ file }) => file)].sort(
    ([a], [b]) => Number(holdsRecords(b)) - Number(holdsRecords(a)),
  )) {
    for (const find of inFile) {
      if (shared.has(find.needle)) continue;
      if (await isShared(options, find)) {
        shared.add(find.needle);
        continue;
      }
      foundIn.push(find);
      break;
    }
  }
  return { foundIn: foundIn.map(({ file, offset }) => ({ file, offset })), shared: shared.size };
}

async function isShared(
  { files, folder, needles, purged, isElsewhere }: ProveAbsenceOptions,
  { file, offset, needle }: Find,
): Promise<boolean> {
  if (holdsRecords(file)) {
    const owner = contentOf(decodeRecord(await lineAround(files, join(folder, file), offset)));
    if (owner && !purged.covers(owner)) return true;
  }
  return isElsewhere(needles[needle]?.text ?? '');
}

const holdsRecords = (file: string): boolean => file.startsWith('log/') || file.startsWith('backup/');

async function lineAround(files: FilePort, path: string, offset: number): Promise<Buffer> {
  for (let reach = firstReach; ; reach *= 4) {
    const from = Math.max(0, offset - reach);
    const wanted = offset - from + reach;
    const bytes = await files.read(path, from, wanted).catch(() => Buffer.alloc(0));
    const before = bytes.lastIndexOf(lineFeed, offset - from);
    const end = bytes.indexOf(lineFeed, offset - from);
    const isWhole = (before >= 0 || from === 0) && (end >= 0 || bytes.length < wanted);
    if (isWhole || reach >= longestLineBytes) return bytes.subarray(before + 1, end < 0 ? bytes.length : end);
  }
}

/** For `isElsewhere`: whether a database holds the text in a row of another conversation or message. */
export function databaseSays(database: SqlDatabase, purged: PurgedIds): (text: string) => boolean {
  const [conversations, messages] = [JSON.stringify([...purged.conversations]), JSON.stringify([...purged.messages])];
  return (text) => {
    const asJson = JSON.stringify(text).slice(1, -1);
    return (
      database.rows(
        `SELECT 1 FROM messages WHERE conversation_id NOT IN (SELECT value FROM json_each(?1))
           AND id NOT IN (SELECT value FROM json_each(?2)) AND (instr(content, ?3) OR instr(metadata, ?4))
         UNION ALL
         SELECT 1 FROM conversations WHERE id NOT IN (SELECT value FROM json_each(?1)) AND (instr(title, ?3) OR instr(system_prompt, ?3))
         LIMIT 1`,
        [conversations, messages, text, asJson],
      ).length > 0
    );
  };
}
