import type { Logger } from '../ports/platform.ts';
import type { AttemptLedger, ConversationAttempt } from './attemptLedger.ts';
import type { TrackedWork } from './trackedWork.ts';

interface DrainedAttemptsNeeds {
  readonly ledger: Pick<AttemptLedger, 'settle'>;
  readonly work: TrackedWork;
  readonly logger: Logger;
}

/** Requests that go on without their answer, because they are billed to the end: their usage is waited for. */
export class DrainedAttempts {
  readonly #ledger: DrainedAttemptsNeeds['ledger'];
  readonly #work: TrackedWork;
  readonly #logger: Logger;
  readonly #draining = new Set<ConversationAttempt>();

  constructor({ ledger, work, logger }: DrainedAttemptsNeeds) {
    this.#ledger = ledger;
    this.#work = work;
    this.#logger = logger;
  }

  /** Those whose bill is not in the ledger yet. */
  get all(): readonly ConversationAttempt[] {
    return [...this.#draining];
  }

  /** Settles the request when its stream has ended. */
  add(request: ConversationAttempt, streamed: Promise<unknown>): void {
    this.#draining.add(request);
    this.#work
      .track(this.#settleAfter(request, streamed).finally(() => this.#draining.delete(request)))
      .catch((error: unknown) => this.#logger.warn('ledger.settleFailed', { attemptId: request.attempt.id, error: String(error) }));
  }

  /** The window closes: nothing is waited for any more. */
  abort(): void {
    for (const { attempt } of this.#draining) attempt.abort('shutdown');
  }

  async #settleAfter(request: ConversationAttempt, streamed: Promise<unknown>): Promise<void> {
    await streamed;
    request.attempt.ended();
    await this.#ledger.settle(request, request.attempt.cost);
  }
}
