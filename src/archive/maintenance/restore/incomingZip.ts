import { crc32 } from 'node:zlib';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { ChatError } from '../../../core/errors/chatError.ts';
import { errorCode } from '../../disk/files.ts';
import { notALog, pathOfLog, type IncomingBackup, type IncomingLog, type SkippedFile } from './incomingBackup.ts';

/** Bytes that a backup may unpack to, and how many files it may list. */
const largestBytes = 4 * 1024 ** 3;
const mostEntries = 100_000;
/** Logs become 5 to 50 times smaller. What is purged is spaces and becomes 1,000 times smaller, but is not as large. */
const suspiciousRatio = 200;
const suspiciousBytes = 64 * 1024 ** 2;

const fileTypeBits = 0o170000;
const symbolicLink = 0o120000;

/** Opens a .zip of unknown origin. Rejects with ARCHIVE_DAMAGED when it is none, is cut off, or is made to fill the disk. */
export async function openZip(path: string): Promise<IncomingBackup> {
  let zip: ZipFile | null = null;
  try {
    // Without decoding, so that one hostile name does not stop the others from being read.
    zip = await openPromise(path, { autoClose: false, decodeStrings: false });
    return await readDirectory(zip);
  } catch (error) {
    zip?.close();
    throw ChatError.is(error) ? error : unreadableZip(error);
  }
}

async function readDirectory(zip: ZipFile): Promise<IncomingBackup> {
  const logs: IncomingLog[] = [];
  const skipped: SkippedFile[] = [];
  let total = 0;
  let entries = 0;
  for await (const entry of zip.eachEntry()) {
    entries += 1;
    const source = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    if (source.endsWith('/') || /(^|\/)README\.txt$/.test(source)) continue;
    const file = pathInZip(source);
    const reason = file === undefined ? notALog : objection(entry);
    if (file === undefined || reason !== undefined) {
      skipped.push({ file: readable(source), reason: reason ?? notALog });
    } else {
      total += entry.uncompressedSize;
      if (isBomb(entry)) throw bomb();
      logs.push({ file, source: readable(source), read: () => contentOf(zip, entry) });
    }
    if (total > largestBytes || entries > mostEntries) throw bomb();
  }
  return { logs, skipped, close: () => zip.close() };
}

/** Only `…log/<yyyy-mm>/<name>.ndjson` and `…log/<name>.ndjson`; nothing that could mean another folder. */
function pathInZip(name: string): string | undefined {
  const parts = name.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\p{Cc}]/u.test(part));
  const root = parts.lastIndexOf('log');
  return isPlain && root >= 0 ? pathOfLog(parts.slice(root + 1).join('/')) : undefined;
}

function objection(entry: Entry): string | undefined {
  if (((entry.externalFileAttributes >>> 16) & fileTypeBits) === symbolicLink) return 'is a link';
  if (entry.isEncrypted()) return 'is encrypted';
  return entry.canDecodeFileData() ? undefined : 'is packed in a way that is not known here';
}

const isBomb = ({ uncompressedSize, compressedSize }: Entry): boolean =>
  uncompressedSize > suspiciousBytes && uncompressedSize > suspiciousRatio * compressedSize;

async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  let checksum = 0;
  // The stream ends with an error when there is more or less than the size that was counted.
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = chunk as Buffer;
    checksum = crc32(bytes, checksum);
    yield bytes;
  }
  if (checksum !== entry.crc32) throw new Error('its checksum is wrong');
}

/** A name as it can be shown and logged. */
const readable = (name: string): string => name.replace(/\p{Cc}/gu, '�').slice(0, 200);

function unreadableZip(cause: unknown): ChatError {
  const code = errorCode(cause);
  const why = code?.startsWith('E') ? `it could not be read (${code})` : 'it is no .zip file, or it is cut off';
  return new ChatError('ARCHIVE_DAMAGED', `This backup was not restored: ${why}. Nothing was changed. Choose another backup.`, { cause });
}

const bomb = (): ChatError =>
  new ChatError('ARCHIVE_DAMAGED', 'This backup was not restored: it would unpack to far more than a backup holds. Nothing was changed.');
