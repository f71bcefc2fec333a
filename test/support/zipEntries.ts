import { readFileSync } from 'node:fs';

export interface ZipEntry {
  readonly name: string;
  /** Unpacked size in bytes. */
  readonly size: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** What a zip archive holds, from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16; no zip64, no archive comment). */
export function zipEntries(path: string): readonly ZipEntry[] {
  const bytes = readFileSync(path);
  const end = bytes.length - 22;
  if (end < 0 || bytes.readUInt32LE(end) !== endOfDirectory) throw new Error(`${path} is not a zip archive.`);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error(`${path} has a damaged directory.`);
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({ name: bytes.toString('utf8', at + 46, at + 46 + nameLength), size: bytes.readUInt32LE(at + 24) });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
