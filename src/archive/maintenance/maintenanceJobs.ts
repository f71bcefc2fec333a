import type { SqlJsStatic } from 'sql.js';
import type { Clock } from '../../core/ports/platform.ts';
import type { FilePort } from '../disk/files.ts';
import type { ProjectionIndex } from '../projection/projectionIndex.ts';
import { PurgedIds, type PurgedIdLists } from '../log/purgedIds.ts';
import { archiveSize, type ArchiveSize } from './archiveSize.ts';
import { backupMirror } from './backup/backupMirror.ts';
import { backupZip, type ZipResult } from './backup/backupZip.ts';
import { databaseSays, proveAbsence } from './purge/proveAbsence.ts';
import { purgeArchive } from './purge/purgeArchive.ts';
import { restoreBackup } from './restore/restoreBackup.ts';
import { verifyArchive } from './verify/verifyArchive.ts';
import { verifyReportText } from './verify/verifyReportText.ts';

interface MaintenanceJobsOptions {
  readonly files: FilePort;
  readonly clock: Clock;
  /** The folder of the archive. */
  readonly folder: string;
  readonly index: ProjectionIndex;
  /** An SQLite of its own: what is made in it is given back afterwards. */
  readonly newSql: () => Promise<SqlJsStatic>;
}

/** What is done for the archive as a whole, in the thread of its projection. */
export class MaintenanceJobs {
  readonly #files: FilePort;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #index: ProjectionIndex;
  readonly #newSql: MaintenanceJobsOptions['newSql'];
  #verifying: AbortController | null = null;
  /** By the host's numbers. */
  readonly #running = new Map<number, AbortController>();

  constructor(options: MaintenanceJobsOptions) {
    this.#files = options.files;
    this.#clock = options.clock;
    this.#folder = options.folder;
    this.#index = options.index;
    this.#newSql = options.newSql;
  }

  /** Null when it was cancelled; a second request to verify cancels the first one. */
  async verify(): Promise<{ readonly problems: number; readonly report: string } | null> {
    this.cancelVerify();
    const { signal } = (this.#verifying = new AbortController());
    const sql = await this.#newSql();
    try {
      const report = await this.#index.with((live) =>
        verifyArchive({
          files: this.#files,
          clock: this.#clock,
          folder: this.#folder,
          sql,
          live,
          catchUp: () => this.#index.catchUp(),
          signal,
        }),
      );
      return { problems: report.problemCount, report: verifyReportText(report) };
    } catch (error) {
      if (signal.aborted) return null;
      throw error;
    }
  }

  /** Ends what was begun under this number, if it is still under way. */
  cancel(job: number): void {
    // Not an error of the disk, which would be about one file only.
    this.#running.get(job)?.abort(new Error('Cancelled'));
  }

  /** Null when it was cancelled: then the database is the one of before. */
  rebuild(job: number): Promise<number | null> {
    // It reads the database that is replaced.
    this.cancelVerify();
    return this.#cancellable(job, (signal) => this.#index.rebuild(signal));
  }

  async #cancellable<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    const controller = new AbortController();
    this.#running.set(job, controller);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      this.#running.delete(job);
    }
  }

  cancelVerify(): void {
    this.#verifying?.abort();
    this.#verifying = null;
  }

  backUp(job: number, path: string): Promise<ZipResult | null> {
    return this.#cancellable(job, (signal) => backupZip({ files: this.#files, clock: this.#clock, folder: this.#folder, path, signal }));
  }

  /** New logs may be of any month: the projection reads all of them again, also those that had come in before it was cancelled. */
  async restore(
    job: number,
    source: string,
  ): Promise<{ readonly files: number; readonly skipped: number; readonly records: number } | null> {
    const restored = await this.#cancellable(job, (signal) =>
      restoreBackup({ files: this.#files, clock: this.#clock, folder: this.#folder, source, signal }),
    );
    await this.#index.readAllMonths();
    await this.#index.save({ anew: true });
    if (!restored) return null;
    const { files, records, skipped, failures } = restored;
    return { files, records, skipped: skipped.length + failures.length };
  }

  /**
   * Overwrites the content of conversations and messages whose purge is in a log, saves the database anew, and then looks for pieces of the
   * texts in every file.
   */
  async purge(lists: PurgedIdLists): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    const purged = new PurgedIds(lists);
    // A saving that is under way would lose its temporary file to the purge.
    await this.#index.save();
    const { records, needles, failures } = await purgeArchive({
      files: this.#files,
      clock: this.#clock,
      folder: this.#folder,
      purged,
    });
    await this.#index.save({ anew: true });
    const proof = await this.#index.with(({ database }) =>
      proveAbsence({
        files: this.#files,
        folder: this.#folder,
        needles,
        purged,
        isElsewhere: databaseSays(database, purged),
      }),
    );
    const doubtful = [...proof.foundIn, ...failures, ...proof.failures].map(({ file }) => file);
    return { records, leftIn: [...new Set([...doubtful, ...proof.notSearched])] };
  }

  async mirror(): Promise<void> {
    await backupMirror({ files: this.#files, clock: this.#clock, folder: this.#folder });
  }

  size(): Promise<ArchiveSize> {
    return archiveSize(this.#files, this.#folder);
  }
}
