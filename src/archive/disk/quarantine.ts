import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errorCode, type FilePort } from './files.ts';

/** Keeps what cannot be read in `quarantine/`, for the user to examine. What it was taken from stays untouched. */
export class Quarantine {
  readonly #files: FilePort;
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(files: FilePort, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Copies a damaged line. The name is made of position and content, so that no window keeps or reports the same line twice: then null. */
  async keepLine(log: string, offset: number, line: Buffer): Promise<{ readonly keptAs: string | null } | null> {
    const name = `${log.replaceAll('/', '_')}.${offset}.${crc32(line).toString(16).padStart(8, '0')}.txt`;
    if (this.#seen.has(name)) return null;
    this.#seen.add(name);
    try {
      await this.#files.makeFolder(this.#folder);
    } catch {
      return { keptAs: null };
    }
    try {
      await this.#files.createFile(join(this.#folder, name), line);
      return { keptAs: join(this.#folder, name) };
    } catch (error) {
      return errorCode(error) === 'EEXIST' ? null : { keptAs: null };
    }
  }

  /** Moves a whole file here, and deletes those that it `replaces`. Null when that did not work. */
  async moveFile(path: string, name: string, replaces: RegExp): Promise<string | null> {
    const target = join(this.#folder, name);
    try {
      await this.#files.makeFolder(this.#folder);
      const before = (await this.#files.list(this.#folder)).filter((other) => other !== name && replaces.test(other));
      await this.#files.rename(path, target);
      for (const other of before) await this.#files.remove(join(this.#folder, other)).catch(() => undefined);
      return target;
    } catch {
      return null;
    }
  }
}
