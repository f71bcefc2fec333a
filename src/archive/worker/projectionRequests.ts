import type { Erasure } from '../../core/ports/conversationRepository.ts';
import type { LedgerEntry } from '../../core/ports/ledger.ts';
import type { Logger } from '../../core/ports/platform.ts';
import type { Conversation, ConversationSummary } from '../../shared/model/conversation.ts';
import type { DeletedItems } from '../../shared/model/deleted.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Message } from '../../shared/model/message.ts';
import type { ArchiveReport } from '../disk/archiveReport.ts';
import type { OpenAnswer } from '../projection/liveAnswers.ts';
import type { OwnLogs } from '../log/ownLogs.ts';
import type { PurgedIdLists } from '../log/purgedIds.ts';

// What passes between the host and the worker of the projection.

/** What the host may ask. Every answer sees all that was on the disk when it was asked. */
interface ProjectionRequests {
  conversations(): readonly ConversationSummary[];
  deleted(): DeletedItems;
  countDeleted(): number;
  erasure(conversationId: string, messageId: string): Erasure | undefined;
  conversation(id: string): Conversation | undefined;
  messages(conversationId: string): readonly Message[];
  /** Attempts of one conversation, oldest first. */
  entries(conversationId: string): readonly LedgerEntry[];
  /** Nothing but what comes with every answer. */
  catchUp(): void;
  /** Answered when the database is in its file, or could not be put there. */
  save(): void;
  /** Makes the database again from the logs; answered with the number of their operations. `job` is the host's number for `cancel`; null when it was cancelled. */
  rebuild(job: number): number | null;
  /** Null when it was cancelled. */
  verify(): { readonly problems: number; readonly report: string } | null;
  cancelVerify(): void;
  /** Null when they were cancelled. */
  backUp(job: number, path: string): { readonly files: number; readonly bytes: number } | null;
  restore(job: number, path: string): { readonly files: number; readonly skipped: number; readonly records: number } | null;
  cancel(job: number): void;
  purge(purged: PurgedIdLists): { readonly records: number; readonly leftIn: readonly string[] };
  mirror(): void;
  size(): { readonly logBytes: number; readonly totalBytes: number; readonly files: number };
}

export type RequestName = keyof ProjectionRequests;
export type RequestArguments<N extends RequestName> = Parameters<ProjectionRequests[N]>;
export type RequestResult<N extends RequestName> = ReturnType<ProjectionRequests[N]>;

export interface ProjectionRequest<N extends RequestName = RequestName> {
  readonly id: number;
  readonly name: N;
  readonly args: RequestArguments<N>;
  /** What of this window's own logs may be read. */
  readonly own: OwnLogs;
  /** The host's time (ms): the worker has no clock of its own. */
  readonly now: number;
}

export interface ProjectionAnswer<N extends RequestName = RequestName> {
  readonly result: RequestResult<N>;
  /** Highest Lamport counter seen. */
  readonly counter: number;
  /** Answers without an end, as far as they may still be alive: of this window, or touched within the last minute. */
  readonly openAnswers: readonly OpenAnswer[];
  /** Conversations and messages of which nothing is kept but the bills. */
  readonly purged: PurgedIdLists;
}

/** Reports and log lines are sent when they arise, so that they come before the answer and even when there is none. */
export type WorkerMessage =
  | { readonly type: 'answer'; readonly id: number; readonly answer: ProjectionAnswer }
  /** `failure`: what the user is shown, when it is not about the projection. */
  | { readonly type: 'failure'; readonly id: number; readonly reason: string; readonly failure: Failure | null }
  | { readonly type: 'report'; readonly report: ArchiveReport }
  | { readonly type: 'log'; readonly level: keyof Logger; readonly event: string; readonly fields: Readonly<Record<string, unknown>> };

/** What the worker is started with. */
export interface ProjectionWorkerData {
  /** The folder of the archive. */
  readonly folder: string;
  /** Absolute path of sql-wasm.wasm. */
  readonly wasmFile: string;
}
