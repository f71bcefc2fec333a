import type { SqlJsStatic } from 'sql.js';
import type { Clock } from '../../core/ports/platform.ts';
import type { FilePort } from '../disk/files.ts';
import type { ProjectionIndex } from '../projection/projectionIndex.ts';
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

  cancelVerify(): void {
    this.#verifying?.abort();
    this.#verifying = null;
  }

  backUp(path: string): Promise<ZipResult> {
    return backupZip({ files: this.#files, clock: this.#clock, folder: this.#folder, path });
  }

  /** New logs may be of any month: the projection reads all of them again. */
  async restore(source: string): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }> {
    const { files, records, skipped, failures } = await restoreBackup({
      files: this.#files,
      clock: this.#clock,
      folder: this.#folder,
      source,
    });
    await this.#index.readAllMonths();
    await this.#index.save({ anew: true });
    return { files, records, skipped: skipped.length + failures.length };
  }

  /**
   * Overwrites the content of a conversation whose `conversation.purged` is in a log, saves the database anew, and then looks for pieces of
   * the texts in every file.
   */
  async purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    const conversationIds = new Set([conversationId]);
    // A saving that is under way would lose its temporary file to the purge.
    await this.#index.save();
    const { records, needles, failures } = await purgeArchive({
      files: this.#files,
      clock: this.#clock,
      folder: this.#folder,
      conversationIds,
    });
    await this.#index.save({ anew: true });
    const proof = await this.#index.with(({ database }) =>
      proveAbsence({
        files: this.#files,
        folder: this.#folder,
        needles,
        conversationIds,
        isElsewhere: databaseSays(database, conversationIds),
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
