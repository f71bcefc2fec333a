import { ChatError } from '../../core/errors/chatError.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import type { ArchiveReport } from '../disk/archiveReport.ts';
import type { OwnLogs } from '../log/ownLogs.ts';
import type { ProjectionAnswer, ProjectionWorkerData, RequestArguments, RequestName } from './projectionRequests.ts';
import { ProjectionThread, ThreadEnded } from './projectionThread.ts';

/** ms without a write of this window after which the database is saved. */
const restMs = 4000;
/** ms without a question after which the worker ends. */
const idleMs = 10 * 60 * 1000;
/** ms that closing may take: the host has about five seconds for everything. A saving that is cut off does no harm. */
const closingMs = 3000;

interface ProjectionClientOptions extends ProjectionWorkerData {
  /** Absolute path of the worker's program. */
  readonly workerFile: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ownLogs: () => OwnLogs;
  readonly onReport: (report: ArchiveReport) => void;
}

/** The projection as the host sees it: questions to a worker that is there while there are questions, and has saved the database when it goes. */
export class ProjectionClient {
  readonly #logger: ProjectionClientOptions['logger'];
  readonly #clock: ProjectionClientOptions['clock'];
  readonly #ownLogs: ProjectionClientOptions['ownLogs'];
  readonly #workerFile: ProjectionClientOptions['workerFile'];
  readonly #folder: ProjectionClientOptions['folder'];
  readonly #wasmFile: ProjectionClientOptions['wasmFile'];
  readonly #onReport: ProjectionClientOptions['onReport'];
  readonly #threads = new Set<ProjectionThread>();
  /** The one that is asked. */
  #thread: ProjectionThread | null = null;
  #leaving: Promise<void> = Promise.resolve();
  #asking = 0;
  #isWritten = false;
  #isClosed = false;
  #rest: Disposable | null = null;
  #idle: Disposable | null = null;

  constructor(options: ProjectionClientOptions) {
    this.#logger = options.logger;
    this.#clock = options.clock;
    this.#ownLogs = options.ownLogs;
    this.#workerFile = options.workerFile;
    this.#folder = options.folder;
    this.#wasmFile = options.wasmFile;
    this.#onReport = options.onReport;
  }

  /**
   * Starts the worker if there is none. A worker that dies over the question gets a successor, once: no question does harm when it is asked again.
   * Rejects with ARCHIVE_DAMAGED, or with what a work for the archive as a whole failed of.
   */
  async ask<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<ProjectionAnswer<N>> {
    this.#idle?.dispose();
    this.#asking += 1;
    try {
      return await this.#askTwice(name, args);
    } catch (error) {
      if (ChatError.is(error)) throw error;
      this.#logger.error('archive.indexNotOpened', { error: String(error) });
      throw notOpened(error);
    } finally {
      this.#asking -= 1;
      if (this.#asking === 0 && !this.#isClosed) this.#idle = this.#clock.timeout(idleMs, () => void this.#leave());
    }
  }

  /** This window wrote: the database is saved when it rests. */
  noteWrite(): void {
    this.#isWritten = true;
    this.#rest?.dispose();
    this.#rest = this.#clock.timeout(restMs, () => void (this.#thread && this.#save(this.#thread)));
  }

  /** Saves what this window wrote and read, as far as there is time. Nothing can be asked after. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#rest?.dispose();
    this.#idle?.dispose();
    if (this.#isWritten) this.#thread ??= this.#start();
    let deadline: Disposable | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = this.#clock.timeout(closingMs, resolve);
    });
    await Promise.race([this.#leave(), late]);
    deadline?.dispose();
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  async #askTwice<N extends RequestName>(name: N, args: RequestArguments<N>): Promise<ProjectionAnswer<N>> {
    try {
      return await this.#request(name, args);
    } catch (error) {
      if (!ThreadEnded.is(error)) throw error;
      this.#logger.warn('archive.workerDied', { error: String(error) });
      return this.#request(name, args);
    }
  }

  async #request<N extends RequestName>(name: N, args: RequestArguments<N>): Promise<ProjectionAnswer<N>> {
    await this.#leaving;
    if (this.#isClosed) throw new Error('The archive is closed.');
    this.#thread ??= this.#start();
    return this.#requestOf(this.#thread, name, args);
  }

  #requestOf<N extends RequestName>(thread: ProjectionThread, name: N, args: RequestArguments<N>): Promise<ProjectionAnswer<N>> {
    return thread.request(name, args, { own: this.#ownLogs(), now: this.#clock.now() });
  }

  #start(): ProjectionThread {
    const thread = new ProjectionThread({
      workerFile: this.#workerFile,
      folder: this.#folder,
      wasmFile: this.#wasmFile,
      onNotice: (message) =>
        message.type === 'report' ? this.#onReport(message.report) : this.#logger[message.level](message.event, message.fields),
      onEnded: () => {
        this.#threads.delete(thread);
        if (this.#thread === thread) this.#thread = null;
      },
    });
    this.#threads.add(thread);
    return thread;
  }

  async #save(thread: ProjectionThread): Promise<void> {
    this.#isWritten = false;
    try {
      await this.#requestOf(thread, 'save', []);
    } catch (error) {
      this.#logger.warn('archive.indexNotSaved', { error: String(error) });
    }
  }

  /** Ends the worker; a caller that asks meanwhile waits for it, and finds in the file what it saved. */
  #leave(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    this.#leaving = this.#leaving.then(async () => {
      if (!thread) return;
      await this.#save(thread);
      await thread.terminate();
    });
    return this.#leaving;
  }
}

/** Why conversations or the ledger cannot be read. */
export function notOpened(cause: unknown): ChatError {
  return new ChatError(
    'ARCHIVE_DAMAGED',
    'The archive could not be opened. Nothing is lost: every message is in the log files of the archive.',
    {
      retryable: true,
      actions: ['retry', 'showLog'],
      cause,
    },
  );
}
