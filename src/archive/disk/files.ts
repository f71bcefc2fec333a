import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';

/** A log that is open for appending. */
export interface LogFile {
  /** Appends as much as fits and returns how many bytes that were. */
  append(bytes: Uint8Array): Promise<number>;
  /** Resolves when everything appended is on the disk; rejects with ENOENT when the file was deleted, and it goes away when it is closed. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** New bytes for a position inside a file. */
export interface Edit {
  /** Offset in the file. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * The file system as the archive needs it. Everything rejects with Node's errors (`code`). "On the disk" holds as far as the file system lets
 * itself be asked: one that refuses to sync at all (see `createNodeFiles`) has the bytes, and no power failure was promised away.
 */
export interface FilePort {
  /** Makes the folder and its parents, for this user only. */
  makeFolder(path: string): Promise<void>;
  /** Makes a new file, for this user only; EEXIST when there is one. */
  createLog(path: string): Promise<LogFile>;
  /** Makes a new file with this content, and resolves when it is on the disk. Leaves nothing when it fails. */
  createFile(path: string, content: Uint8Array): Promise<void>;
  read(path: string, from: number, length: number): Promise<Buffer>;
  /** Writes into a file that is there, in this order, and resolves when all of it is on the disk. What lies between is not touched. */
  overwrite(path: string, edits: readonly Edit[]): Promise<void>;
  /** The whole file as it is, or as it was if it is replaced meanwhile. */
  readAll(path: string): Promise<Buffer>;
  /** Names of what is in the folder; none when it is not a folder. */
  list(path: string): Promise<string[]>;
  /** Bytes; undefined when it is not a file. */
  size(path: string): Promise<number | undefined>;
  /** When the file was last written, ms since the epoch; undefined when it is not a file. */
  modifiedAt(path: string): Promise<number | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; EEXIST when something has it. Not every file system can. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes names in the folder durable, where the platform can: Windows and some network homes refuse, and nothing depends on it. */
  syncFolder(path: string): Promise<void>;
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A loop of links leads nowhere, too. */
const absentCodes = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

const absent = <T>(otherwise: T) => {
  return (error: unknown): T => {
    if (absentCodes.has(errorCode(error) ?? '')) return otherwise;
    throw error;
  };
};

/** NFS may repeat a request whose answer was lost: the second one finds what the first one made (link(2), under "Bugs"). */
async function areOneFile(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([stat(path, { bigint: true }), stat(other, { bigint: true })]);
  return one.ino !== 0n && one.ino === two.ino && one.dev === two.dev;
}

const createForAppending = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_APPEND;

/**
 * What fdatasync says where it is not offered: some network, FUSE and synced folders, and containers. The bytes were taken all the same. Not
 * EIO, ENOSPC and EDQUOT, which say that bytes were lost (fsync(2), under "ERRORS").
 */
const syncRefusals = new Set(['EPERM', 'EACCES', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** The real file system. `onSyncRefused` is called with the code each time it refuses to sync; the work then goes on without. */
export function createNodeFiles(onSyncRefused: (code: string) => void): FilePort {
  const sync = async (handle: FileHandle): Promise<void> => {
    try {
      await handle.datasync();
    } catch (error) {
      const code = errorCode(error) ?? '';
      if (!syncRefusals.has(code)) throw error;
      onSyncRefused(code);
    }
  };
  return {
    makeFolder: async (path) => {
      await mkdir(path, { recursive: true, mode: 0o700 });
    },
    createLog: async (path) => {
      const handle = await open(path, createForAppending, 0o600);
      // Where names are not counted, nothing can be said.
      const countsNames = (await handle.stat()).nlink > 0;
      return {
        append: async (bytes) => (await handle.write(bytes)).bytesWritten,
        sync: async () => {
          const [{ nlink }] = await Promise.all([handle.stat(), sync(handle)]);
          if (countsNames && nlink === 0) throw Object.assign(new Error('The file was deleted.'), { code: 'ENOENT' });
        },
        close: () => handle.close(),
      };
    },
    createFile: async (path, content) => {
      await using handle = await open(path, 'wx', 0o600);
      try {
        await handle.writeFile(content);
        await sync(handle);
      } catch (error) {
        await rm(path, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    read: async (path, from, length) => {
      await using handle = await open(path, 'r');
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await handle.read(buffer, filled, length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    overwrite: async (path, edits) => {
      await using handle = await open(path, 'r+');
      for (const { at, bytes } of edits) {
        for (let written = 0; written < bytes.length;) {
          const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, at + written);
          if (bytesWritten === 0) throw Object.assign(new Error('The disk takes no more bytes.'), { code: 'ENOSPC' });
          written += bytesWritten;
        }
      }
      await sync(handle);
    },
    readAll: (path) => readFile(path),
    list: (path) => readdir(path).catch(absent<string[]>([])),
    size: async (path) => {
      const found = await stat(path).catch(absent(undefined));
      return found?.isFile() ? found.size : undefined;
    },
    modifiedAt: async (path) => {
      const found = await stat(path).catch(absent(undefined));
      return found?.isFile() ? found.mtimeMs : undefined;
    },
    rename,
    link: async (from, to) => {
      try {
        await link(from, to);
      } catch (error) {
        if (errorCode(error) !== 'EEXIST' || !(await areOneFile(from, to))) throw error;
      }
    },
    remove: (path) => rm(path, { force: true }),
    syncFolder: async (path) => {
      try {
        await using handle = await open(path, 'r');
        await handle.sync();
      } catch {
        // Best effort by contract.
      }
    },
  };
}

/** Without anyone to tell. */
export const nodeFiles = createNodeFiles(() => undefined);
