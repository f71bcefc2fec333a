import { basename } from 'node:path';
import type { FilePort } from '../../../../../src/archive/disk/files.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: in memory`), { code });

interface StoredFile {
  bytes: Buffer;
  modifiedAt: number;
}

export interface MemoryDisk {
  /** The folder as one window sees it; each of its steps begins with `turn`. */
  files(turn: () => Promise<void>, links: boolean): FilePort;
  readonly names: readonly string[];
}

/**
 * One folder in memory, with no more than what a file system promises: a file that is created is empty first, then half, then whole; a list that
 * is made while others add and remove has each of those files or not, the later one without the earlier one, too.
 */
export function memoryDisk(now: () => number, random: () => number): MemoryDisk {
  const stored = new Map<string, StoredFile>();
  let exists = false;
  const take = (path: string): StoredFile => {
    const file = stored.get(basename(path));
    if (!file) throw failure('ENOENT');
    return file;
  };
  const refuse = (): Promise<never> => Promise.reject(failure('ENOSYS'));
  return {
    get names() {
      return [...stored.keys()];
    },
    files: (turn, links) => ({
      makeFolder: async () => {
        await turn();
        exists = true;
      },
      createFile: async (path, content) => {
        await turn();
        const name = basename(path);
        if (!exists) throw failure('ENOENT');
        if (stored.has(name)) throw failure('EEXIST');
        const file = { bytes: Buffer.alloc(0), modifiedAt: now() };
        stored.set(name, file);
        for (const share of [0.5, 1]) {
          await turn();
          file.bytes = Buffer.from(content.subarray(0, Math.floor(content.length * share)));
          file.modifiedAt = now();
        }
        await turn();
      },
      link: async (from, to) => {
        await turn();
        if (!links) throw failure('EPERM');
        const file = take(from);
        const other = stored.get(basename(to));
        if (other && other !== file) throw failure('EEXIST');
        stored.set(basename(to), file);
        await turn();
      },
      list: async () => {
        const chance = random();
        const isSeenFirst = (name: string) => ((name.length * 31 + Number(name.slice(0, 6)) * 17) % 10) / 10 < chance;
        await turn();
        const first = [...stored.keys()].filter(isSeenFirst);
        await turn();
        const second = [...stored.keys()].filter((name) => !isSeenFirst(name));
        await turn();
        return [...first, ...second];
      },
      read: async (path, from, length) => {
        await turn();
        return Buffer.from(take(path).bytes.subarray(from, from + length));
      },
      size: async (path) => {
        await turn();
        return stored.get(basename(path))?.bytes.length;
      },
      modifiedAt: async (path) => {
        await turn();
        return stored.get(basename(path))?.modifiedAt;
      },
      remove: async (path) => {
        await turn();
        stored.delete(basename(path));
      },
      syncFolder: turn,
      createLog: async (path) => {
        await turn();
        if (!exists) throw failure('ENOENT');
        if (stored.has(basename(path))) throw failure('EEXIST');
        const file = { bytes: Buffer.alloc(0), modifiedAt: now() };
        stored.set(basename(path), file);
        return {
          append: async (bytes) => {
            await turn();
            file.bytes = Buffer.concat([file.bytes, bytes]);
            file.modifiedAt = now();
            return bytes.length;
          },
          sync: turn,
          close: turn,
        };
      },
      overwrite: refuse,
      readAll: refuse,
      rename: refuse,
    }),
  };
}
