import { Worker } from 'node:worker_threads';
import { ChatError } from '../../core/errors/chatError.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type {
  ProjectionAnswer,
  ProjectionRequest,
  ProjectionWorkerData,
  RequestArguments,
  RequestName,
  WorkerMessage,
} from './projectionRequests.ts';

/** The thread has ended, by itself or because it was ended; what was asked is not answered. */
export class ThreadEnded extends Error {
  readonly code = 'THREAD_ENDED';

  static is(error: unknown): error is ThreadEnded {
    return error instanceof ThreadEnded;
  }
}

interface Waiting {
  readonly resolve: (answer: ProjectionAnswer) => void;
  readonly reject: (error: Error) => void;
}

interface ProjectionThreadOptions extends ProjectionWorkerData {
  /** Absolute path of the worker's program. */
  readonly workerFile: string;
  /** What is neither an answer nor a failure. */
  readonly onNotice: (message: Extract<WorkerMessage, { type: 'report' | 'log' }>) => void;
  readonly onEnded: () => void;
}

/** One life of the worker of the projection. It keeps the process alive only while a caller waits for an answer. */
export class ProjectionThread {
  readonly #onNotice: ProjectionThreadOptions['onNotice'];
  readonly #onEnded: ProjectionThreadOptions['onEnded'];
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #ended: ThreadEnded | null = null;

  constructor(options: ProjectionThreadOptions) {
    const { workerFile, folder, wasmFile } = options;
    this.#onNotice = options.onNotice;
    this.#onEnded = options.onEnded;
    // Options of the host's process (an inspector, a loader) are not for the worker.
    this.#worker = new Worker(workerFile, { workerData: { folder, wasmFile } satisfies ProjectionWorkerData, execArgv: [], env: {} });
    this.#worker.unref();
    this.#worker.on('message', (message: WorkerMessage) => this.#take(message));
    this.#worker.on('messageerror', (error) => this.#end(error));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`));
  }

  /** Rejects with `ThreadEnded`, or with what the worker says went wrong. */
  request<N extends RequestName>(
    name: N,
    args: RequestArguments<N>,
    circumstances: Pick<ProjectionRequest, 'own' | 'now'>,
  ): Promise<ProjectionAnswer<N>> {
    return new Promise<ProjectionAnswer<N>>((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      const id = (this.#requests += 1);
      this.#worker.postMessage({ id, name, args, ...circumstances } satisfies ProjectionRequest<N>);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #take(message: WorkerMessage): void {
    if (message.type === 'report' || message.type === 'log') return this.#onNotice(message);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (message.type === 'answer') waiting?.resolve(message.answer);
    else waiting?.reject(message.failure ? errorOf(message.failure) : new Error(message.reason));
  }

  #end(cause: unknown): void {
    if (this.#ended) return;
    this.#ended = new ThreadEnded(`The worker of the projection has ended: ${String(cause)}`, { cause });
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
    void this.#worker.terminate();
    this.#onEnded();
  }
}

const errorOf = ({ code, message, ...options }: Failure): ChatError => new ChatError(code, message, options);
