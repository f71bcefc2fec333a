import { isRecord } from '../../../shared/values/isRecord.ts';
import { checksum, decodeRecord } from '../../log/logRecord.ts';
import { type Subject, subjectOf } from '../../log/purgedIds.ts';

// A purge puts `record.purged` where it takes a record away: the same id, counter and time, the same length.

const carriageReturn = 0x0d;
const checksumLength = 8;

/** Stands in every record that a purge left, and in no other: inside a text the quotes would be escaped. */
export const purgedMark = Buffer.from('"t":"record.purged"');

/** Operations that say what is purged: they hold ids, and stay. */
const purges: readonly string[] = ['conversation.purged', 'message.purged'];

/**
 * Whose content a record is; undefined for what is no content. Bills (`attempt.…`) are none, and neither is the purge itself. Operations of a newer
 * version that name a conversation count: what they hold is not known.
 */
export function contentOf(json: unknown): Subject | undefined {
  if (!isRecord(json)) return undefined;
  const { t, conversation } = json;
  if (typeof t !== 'string' || typeof conversation !== 'string' || t.startsWith('attempt.') || purges.includes(t)) return undefined;
  return subjectOf({ ...json, t, conversation });
}

/** What replaces a line: as many bytes, a sound record, nothing of its content. Undefined when it is no record with a position in the order. */
export function purgedLine(line: Buffer): Buffer | undefined {
  const json = decodeRecord(line);
  if (!isRecord(json)) return undefined;
  const { id, lc, at } = json;
  if (typeof id !== 'string' || typeof lc !== 'number' || typeof at !== 'number') return undefined;
  const end = line.at(-1) === carriageReturn ? '\r' : '';
  const head = JSON.stringify({ v: 1, id, lc, at, t: 'record.purged' }).slice(0, -1);
  // The padding stands before the bracket, so that an editor which trims lines does not harm it.
  const padding = line.length - checksumLength - 1 - Buffer.byteLength(head) - 1 - end.length;
  if (padding < 0) return undefined;
  const body = Buffer.from(`${head}${' '.repeat(padding)}}`);
  return Buffer.concat([Buffer.from(`${checksum(body)} `), body, Buffer.from(end)]);
}
