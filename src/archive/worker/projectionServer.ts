import { setTimeout as sleep } from 'node:timers/promises';
import { ChatError } from '../../core/errors/chatError.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import { MaintenanceJobs } from '../maintenance/maintenanceJobs.ts';
import { nodeFiles } from '../disk/files.ts';
import type { OpenAnswer } from '../projection/liveAnswers.ts';
import { readableBytes, type OwnLogs } from '../log/ownLogs.ts';
import { countDeleted, selectDeleted, selectErasure } from '../projection/deletedQueries.ts';
import { ProjectionIndex } from '../projection/projectionIndex.ts';
import {
  selectConversation,
  selectConversations,
  selectEntries,
  selectMessages,
  selectOpenAnswers,
  selectPurged,
} from '../projection/projectionQueries.ts';
import type {
  ProjectionRequest,
  ProjectionWorkerData,
  RequestArguments,
  RequestName,
  RequestResult,
  WorkerMessage,
} from './projectionRequests.ts';

/** An answer of another window that was not touched for so long is dead for certain (see `LiveAnswers`). */
const deadMs = 60_000;

type Handlers = { readonly [N in RequestName]: (...args: RequestArguments<N>) => Promise<RequestResult<N>> };

/** Answers the host's requests from the projection. */
export class ProjectionServer {
  readonly #post: (message: WorkerMessage) => void;
  readonly #index: ProjectionIndex;
  readonly #handlers: Handlers;
  readonly #clock: Clock;
  #own: OwnLogs = { writers: [], open: null, nextSuffix: '' };
  #now = 0;
  /** When that was the time, by the thread's own clock. */
  #nowAt = 0;

  constructor(data: ProjectionWorkerData, post: (message: WorkerMessage) => void) {
    this.#post = post;
    this.#clock = followingClock(() => this.#now + performance.now() - this.#nowAt);
    const index = new ProjectionIndex({
      ...data,
      files: nodeFiles,
      clock: this.#clock,
      logger: this.#logger(),
      limit: (file) => readableBytes(this.#own, file),
      report: (report) => post({ type: 'report', report }),
    });
    this.#index = index;
    const care = new MaintenanceJobs({ files: nodeFiles, clock: this.#clock, folder: data.folder, index, newSql: () => index.newSql() });
    this.#handlers = {
      conversations: () => index.query((database) => selectConversations(database)),
      deleted: () => index.query((database) => selectDeleted(database, selectConversations(database, true))),
      countDeleted: () => index.query(countDeleted),
      erasure: (conversationId, messageId) => index.query((database) => selectErasure(database, conversationId, messageId)),
      conversation: (id) => index.query((database) => selectConversation(database, id)),
      messages: (conversationId) => index.query((database) => selectMessages(database, conversationId)),
      entries: (conversationId) => index.query((database) => selectEntries(database, conversationId)),
      catchUp: () => Promise.resolve(),
      save: () => index.save(),
      rebuild: (job) => care.rebuild(job),
      verify: () => care.verify(),
      cancelVerify: () => Promise.resolve(care.cancelVerify()),
      backUp: (job, path) => care.backUp(job, path),
      restore: (job, path) => care.restore(job, path),
      cancel: (job) => Promise.resolve(care.cancel(job)),
      purge: (purged) => care.purge(purged),
      mirror: () => care.mirror(),
      size: () => care.size(),
    };
  }

  async take<N extends RequestName>({ id, name, args, own, now }: ProjectionRequest<N>): Promise<void> {
    this.#own = own;
    this.#now = now;
    this.#nowAt = performance.now();
    try {
      await this.#index.catchUp();
      const result = await this.#handlers[name](...args);
      const openAnswers = (await this.#index.query(selectOpenAnswers)).filter((answer) => this.#mayBeAlive(answer));
      const purged = await this.#index.query(selectPurged);
      this.#post({ type: 'answer', id, answer: { result, counter: this.#index.counter, openAnswers, purged } });
    } catch (error) {
      this.#post({ type: 'failure', id, reason: String(error), failure: ChatError.is(error) ? error.toFailure() : null });
    }
  }

  #mayBeAlive({ writer, touchedAt }: OpenAnswer): boolean {
    return this.#own.writers.includes(writer) || Math.abs(this.#now - touchedAt) < deadMs;
  }

  #logger(): Logger {
    const log =
      (level: keyof Logger): Logger[typeof level] =>
      (event, fields = {}) =>
        this.#post({ type: 'log', level, event, fields });
    return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  }
}

/** The host sends the time with each request; between two of them it goes on here. */
function followingClock(now: () => number): Clock {
  return {
    now: () => Math.round(now()),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    timeout: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      return { dispose: () => clearTimeout(timer) };
    },
  };
}
