import type { Logger } from '../ports/platform.ts';
import type { AnswerSaver } from './answerSaver.ts';
import type { ConversationAttempt } from './attemptLedger.ts';
import type { TrackedWork } from './trackedWork.ts';

interface DrainedAttemptsNeeds {
  readonly saver: Pick<AnswerSaver, 'settle'>;
  readonly work: TrackedWork;
  readonly logger: Logger;
}

/** Requests that go on without their answer, because they are billed to the end: their usage is waited for. */
export class DrainedAttempts {
  readonly #saver: DrainedAttemptsNeeds['saver'];
  readonly #work: TrackedWork;
  readonly #logger: Logger;
  readonly #draining = new Set<ConversationAttempt>();
  readonly #closing = new AbortController();

  constructor({ saver, work, logger }: DrainedAttemptsNeeds) {
    this.#saver = saver;
    this.#work = work;
    this.#logger = logger;
  }

  /** Those whose bill is not in the ledger yet. */
  get all(): readonly ConversationAttempt[] {
    return [...this.#draining];
  }

  /** Settles the request when its stream has ended, as soon as the disk takes it: nothing else knows what was reported. */
  add(request: ConversationAttempt, streamed: Promise<unknown>): void {
    this.#draining.add(request);
    this.#work
      .track(this.#settleAfter(request, streamed).finally(() => this.#draining.delete(request)))
      .catch((error: unknown) => this.#logger.warn('ledger.settleFailed', { attemptId: request.attempt.id, error: String(error) }));
  }

  /** The window closes: nothing is waited for any more. */
  abort(): void {
    this.#closing.abort();
    for (const { attempt } of this.#draining) attempt.abort('shutdown');
  }

  async #settleAfter(request: ConversationAttempt, streamed: Promise<unknown>): Promise<void> {
    await streamed;
    request.attempt.ended();
    await this.#saver.settle(request, request.attempt.cost, this.#closing.signal);
  }
}
