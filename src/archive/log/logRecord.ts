import { crc32 } from 'node:zlib';

// One record is one line: CRC-32 of the JSON (8 lower-case hex digits), a space, the JSON, LF. JSON escapes LF, so every LF is a boundary,
// and what stands between two of them can only damage itself.

const space = 0x20;
const carriageReturn = 0x0d;
const checksumLength = 8;
/** No record is as long. What is longer is no log, and must not fill the memory. */
export const longestLineBytes = 64 * 1024 * 1024;
/** Starts every record and nothing else: inside a JSON string the quotes would be escaped, and outside of one JSON.stringify writes no space. */
const recordMark = Buffer.from(' {"v":');

export const checksum = (json: Uint8Array): string => crc32(json).toString(16).padStart(checksumLength, '0');

export function encodeRecord(record: object): Buffer {
  const json = Buffer.from(JSON.stringify(record));
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.from('\n')]);
}

/** The JSON value of one line (without its LF), or undefined when the line is not exactly what was written. */
export function decodeRecord(line: Buffer): unknown {
  // An editor on Windows may have saved the file with CRLF.
  const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length;
  if (end <= checksumLength || line[checksumLength] !== space) return undefined;
  const json = line.subarray(checksumLength + 1, end);
  if (line.toString('latin1', 0, checksumLength) !== checksum(json)) return undefined;
  try {
    return JSON.parse(json.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** A record inside a damaged line, and where it stands in it. */
export interface FoundRecord {
  readonly start: number;
  readonly end: number;
  readonly json: unknown;
}

/**
 * The whole records inside a damaged line. When an LF itself is damaged, two good records become one bad line;
 * both are found again here, the first one followed by the byte that was the LF.
 */
export function findRecords(line: Buffer): FoundRecord[] {
  const starts: number[] = [];
  for (let at = line.indexOf(recordMark); at >= 0; at = line.indexOf(recordMark, at + 1)) {
    if (at >= checksumLength) starts.push(at - checksumLength);
  }
  return starts.flatMap((start, index) => {
    const end = starts[index + 1] ?? line.length;
    for (const until of [end, end - 1]) {
      const json = decodeRecord(line.subarray(start, until));
      if (json !== undefined) return [{ start, end: until, json }];
    }
    return [];
  });
}

export const salvageRecords = (line: Buffer): unknown[] => findRecords(line).map(({ json }) => json);
