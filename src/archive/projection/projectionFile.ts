import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import type { Clock, Logger } from '../../core/ports.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import type { Quarantine } from '../care/quarantine.ts';
import { projectionVersion } from './schema.ts';
import { SqlProjection } from './sqlProjection.ts';

const fileName = `projection-v${projectionVersion}.sqlite`;
const magic = 'SQLite format 3\0';
/** Virus scanners and sync programs hold a file open for a moment; on Windows it cannot be replaced meanwhile. */
const replaceRetriesMs = [50, 200, 500];
const heldOpen = new Set(['EPERM', 'EBUSY', 'EACCES']);
/** A temporary file older than this was left by a window that was killed. */
const staleTemporaryMs = 60 * 60 * 1000;
const temporaryFile = new RegExp(`^projection-v\\d+\\.(\\d+)-[0-9a-f]+\\.tmp$`);

interface ProjectionFileOptions {
  readonly files: FilePort;
  /** The folder `cache/`. */
  readonly folder: string;
  /** The folder `log/`: a database may not cover more than is there. */
  readonly logFolder: string;
  readonly quarantine: Quarantine;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onSetAside: (reason: string, keptAs: string | null) => void;
}

/** `cache/projection-v<P>.sqlite`: saves reading all logs at every start. Whichever window wrote it last, it says itself which logs it covers. */
export class ProjectionFile {
  readonly #o: ProjectionFileOptions;
  readonly #path: string;

  constructor(options: ProjectionFileOptions) {
    this.#o = options;
    this.#path = join(options.folder, fileName);
  }

  /** The saved projection, or null when there is none. One that is wrong in any way is set aside. */
  async load(sql: SqlJsStatic): Promise<SqlProjection | null> {
    const { files, quarantine, clock, onSetAside } = this.#o;
    await this.#sweep();
    const size = await files.size(this.#path);
    if (size === undefined) return null;
    try {
      // A file of 0 bytes would open as an empty database, and sql.js checks nothing at all.
      const bytes = await files.read(this.#path, 0, size);
      if (bytes.toString('latin1', 0, magic.length) !== magic) throw new Error('it is not an SQLite database');
      const projection = SqlProjection.open(sql, bytes);
      try {
        await this.#checkCoverage(projection);
      } catch (error) {
        projection.database.close();
        throw error;
      }
      return projection;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      onSetAside(reason, await quarantine.moveFile(this.#path, `${clock.now()}-${fileName}`));
      return null;
    }
  }

  /** Replaces the file as a whole; readers see the old one or the new one. */
  async save(bytes: Uint8Array): Promise<void> {
    const { files, folder, clock, logger } = this.#o;
    const temporary = join(folder, `projection-v${projectionVersion}.${clock.now()}-${randomBytes(4).toString('hex')}.tmp`);
    try {
      await files.makeFolder(folder);
      await files.createFile(temporary, bytes);
      await this.#replace(temporary);
      await files.syncFolder(folder);
    } catch (error) {
      // Only a cache: the next start reads more of the logs.
      logger.warn('archive.indexNotSaved', { code: errorCode(error), error: String(error) });
      await files.remove(temporary).catch(() => undefined);
    }
  }

  async #replace(temporary: string): Promise<void> {
    for (const waitMs of replaceRetriesMs) {
      try {
        return await this.#o.files.rename(temporary, this.#path);
      } catch (error) {
        if (!heldOpen.has(errorCode(error) ?? '')) throw error;
        await this.#o.clock.sleep(waitMs);
      }
    }
    await this.#o.files.rename(temporary, this.#path);
  }

  async #checkCoverage(projection: SqlProjection): Promise<void> {
    for (const [file, bytes] of projection.covered()) {
      const size = await this.#o.files.size(join(this.#o.logFolder, file));
      if (size === undefined || size < bytes) throw new Error('it covers more than the logs hold');
    }
  }

  async #sweep(): Promise<void> {
    const { files, folder, clock } = this.#o;
    for (const name of await files.list(folder)) {
      const made = temporaryFile.exec(name)?.[1];
      if (made !== undefined && clock.now() - Number(made) > staleTemporaryMs)
        await files.remove(join(folder, name)).catch(() => undefined);
    }
  }
}
