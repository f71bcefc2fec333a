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

interface CareJobsOptions {
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
  readonly #o: CareJobsOptions;
  #verifying: AbortController | null = null;

  constructor(options: CareJobsOptions) {
    this.#o = options;
  }

  /** Null when it was cancelled; a second wish to verify cancels the first one. */
  async verify(): Promise<{ readonly problems: number; readonly report: string } | null> {
    const { index, newSql } = this.#o;
    this.cancelVerify();
    const { signal } = (this.#verifying = new AbortController());
    const sql = await newSql();
    try {
      const report = await index.with((live) => verifyArchive({ ...this.#o, sql, live, catchUp: () => index.catchUp(), signal }));
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
    return backupZip({ ...this.#o, path });
  }

  /** New logs may be of any month: the projection reads all of them again. */
  async restore(source: string): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }> {
    const { files, records, skipped, failures } = await restoreBackup({ ...this.#o, source });
    await this.#o.index.readAllMonths();
    await this.#o.index.save({ anew: true });
    return { files, records, skipped: skipped.length + failures.length };
  }

  /**
   * Overwrites the content of a conversation whose `conversation.purged` is in a log, saves the database anew, and then looks for pieces of
   * the texts in every file.
   */
  async purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }> {
    const { index } = this.#o;
    const conversationIds = new Set([conversationId]);
    // A saving that is under way would lose its temporary file to the purge.
    await index.save();
    const { records, needles, failures } = await purgeArchive({ ...this.#o, conversationIds });
    await index.save({ anew: true });
    const proof = await index.with(({ database }) =>
      proveAbsence({ ...this.#o, needles, conversationIds, isElsewhere: databaseSays(database, conversationIds) }),
    );
    const doubtful = [...proof.foundIn, ...failures, ...proof.failures].map(({ file }) => file);
    return { records, leftIn: [...new Set([...doubtful, ...proof.notSearched])] };
  }

  async mirror(): Promise<void> {
    await backupMirror(this.#o);
  }

  size(): Promise<ArchiveSize> {
    return archiveSize(this.#o.files, this.#o.folder);
  }
}
