import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SqlJsStatic } from 'sql.js';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import type { Quarantine } from '../disk/quarantine.ts';
import { replaceFile, temporaryEnding } from '../disk/temporaryFile.ts';
import { projectionVersion } from './schema.ts';
import { SqlProjection } from './sqlProjection.ts';

const fileName = `projection-v${projectionVersion}.sqlite`;
const magic = 'SQLite format 3\0';
const headerLength = 100;
/** Where an SQLite file has its `user_version`, 4 bytes that SQLite leaves to the application. Here: the CRC-32 of all other bytes. */
const checksumOffset = 60;
/** Proves in a tenth of the time of `quick_check` that the file is as it was saved. */
const checksum = (bytes: Uint8Array): number => crc32(bytes.subarray(checksumOffset + 4), crc32(bytes.subarray(0, checksumOffset)));
/** A temporary file older than this was left by a window that was killed. */
const staleTemporaryMs = 60 * 60 * 1000;
const temporaryFile = /^projection-v\d+\.(\d+)-[0-9a-f]+\.tmp$/;
/** Files of the version before this one stay, because a window of it may be open; older ones, until none has written them for so long. */
const otherVersion = /^projection-v(\d+)\.sqlite$/;
const abandonedMs = 30 * 24 * 60 * 60 * 1000;
const setAsideFile = /^\d+-projection-v\d+\.sqlite$/;

interface ProjectionFileOptions {
  readonly files: FilePort;
  /** The folder `cache/`. */
  readonly folder: string;
  /** The folder `log/`: a database may not cover more than is there. */
  readonly logFolder: string;
  readonly quarantine: Quarantine;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly logger: Logger;
  readonly onSetAside: (reason: string, keptAs: string | null) => void;
}

/** `cache/projection-v<P>.sqlite`: saves reading all logs at every start. Whichever window wrote it last, it says itself which logs it covers. */
export class ProjectionFile {
  readonly #files: ProjectionFileOptions['files'];
  readonly #quarantine: ProjectionFileOptions['quarantine'];
  readonly #clock: ProjectionFileOptions['clock'];
  readonly #onSetAside: ProjectionFileOptions['onSetAside'];
  readonly #folder: ProjectionFileOptions['folder'];
  readonly #logger: ProjectionFileOptions['logger'];
  readonly #logFolder: ProjectionFileOptions['logFolder'];
  readonly #path: string;

  constructor(options: ProjectionFileOptions) {
    this.#files = options.files;
    this.#quarantine = options.quarantine;
    this.#clock = options.clock;
    this.#onSetAside = options.onSetAside;
    this.#folder = options.folder;
    this.#logger = options.logger;
    this.#logFolder = options.logFolder;
    this.#path = join(options.folder, fileName);
  }

  /** The saved projection, or null when there is none. One that is wrong in any way is set aside. */
  async load(sql: SqlJsStatic): Promise<SqlProjection | null> {
    try {
      await this.#sweep();
      if ((await this.#files.size(this.#path)) === undefined) return null;
      const bytes = await this.#files.readAll(this.#path).catch(vanished);
      if (bytes === null) return null;
      // A file of 0 bytes would open as an empty database, and sql.js checks nothing at all.
      if (bytes.toString('latin1', 0, magic.length) !== magic) throw new Error('it is not an SQLite database');
      if (bytes.length < headerLength || bytes.readUInt32BE(checksumOffset) !== checksum(bytes))
        throw new Error('its checksum does not fit');
      const projection = SqlProjection.open(sql, bytes);
      try {
        await this.#checkCoverage(projection);
      } catch (error) {
        projection.database.close();
        throw error;
      }
      return projection;
    } catch (error) {
      await this.setAside(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Moves the file to where no window reads it any more, instead of the one that was moved there before: it is as large as the archive. */
  async setAside(reason: string): Promise<void> {
    this.#onSetAside(reason, await this.#quarantine.moveFile(this.#path, `${this.#clock.now()}-${fileName}`, setAsideFile));
  }

  /** Replaces the file as a whole; readers see the old one or the new one. Writes the checksum into the bytes. False when that did not work. */
  async save(bytes: Uint8Array): Promise<boolean> {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(checksumOffset, checksum(bytes));
    const temporary = join(this.#folder, `projection-v${projectionVersion}.${temporaryEnding(this.#clock.now())}`);
    try {
      await this.#files.makeFolder(this.#folder);
      await replaceFile({ files: this.#files, clock: this.#clock, temporary, path: this.#path, content: [bytes] });
      return true;
    } catch (error) {
      // Only a cache: the next start reads more of the logs.
      this.#logger.warn('archive.indexNotSaved', { code: errorCode(error), error: String(error) });
      return false;
    }
  }

  async #checkCoverage(projection: SqlProjection): Promise<void> {
    for (const [file, bytes] of projection.covered()) {
      const size = await this.#files.size(join(this.#logFolder, file));
      if (size === undefined || size < bytes) throw new Error('it covers more than the logs hold');
    }
  }

  async #sweep(): Promise<void> {
    for (const name of await this.#files.list(this.#folder))
      if (await this.#isLeft(name)) await this.#files.remove(join(this.#folder, name)).catch(() => undefined);
  }

  /** Whether no window needs the file any more. */
  async #isLeft(name: string): Promise<boolean> {
    const made = temporaryFile.exec(name)?.[1];
    if (made !== undefined) return this.#clock.now() - Number(made) > staleTemporaryMs;
    const version = otherVersion.exec(name)?.[1];
    if (version === undefined || Number(version) >= projectionVersion - 1) return false;
    return this.#clock.now() - ((await this.#files.modifiedAt(join(this.#folder, name)).catch(() => undefined)) ?? Infinity) > abandonedMs;
  }
}

/** Another window may have set the file aside, or purged it, since it was seen: that is no fault of it. */
function vanished(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}
