/** What a person should know, and where. Never the text of a message. */
export interface VerifyProblem {
  readonly kind: ProblemKind;
  /** A sentence. */
  readonly message: string;
  /** Path inside the archive, with "/". */
  readonly file?: string;
  readonly offset?: number;
}

export type ProblemKind =
  | 'unreadableFile'
  | 'damagedLine'
  | 'damagedBackup'
  | 'damagedAnswer'
  | 'newerVersion'
  | 'coverage'
  | 'damagedIndex'
  | 'differentIndex'
  | 'searchIndex'
  | 'purgedContent';

export interface LogCounts {
  readonly files: number;
  readonly bytes: number;
  /** Sound records, of all versions. */
  readonly records: number;
  readonly damagedLines: number;
  /** Logs that end in the middle of a record, because a window was killed or the disk was full: it was promised to no caller. */
  readonly halfRecords: number;
  /** Operations of newer versions: type → how often. */
  readonly unknownTypes: Readonly<Record<string, number>>;
}

/** Plain data: it crosses from the worker as it is. */
export interface VerifyReport {
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly log: LogCounts;
  readonly backup: LogCounts;
  readonly index: {
    readonly conversations: number;
    readonly messages: number;
    /** Rows that were compared with a fresh fold of all logs. */
    readonly rows: number;
    readonly tables: number;
  };
  /** Conversations and messages that are purged. */
  readonly purged: number;
  /** The first ones; `problemCount` counts all. */
  readonly problems: readonly VerifyProblem[];
  readonly problemCount: number;
}

const mostListed = 200;

/** Problems as they are found; a hopeless file must not fill the memory. */
export class ProblemList {
  readonly listed: VerifyProblem[] = [];
  count = 0;

  add(problem: VerifyProblem): void {
    this.count += 1;
    if (this.listed.length < mostListed) this.listed.push(problem);
  }
}
