import type { ActiveAnswer } from './activeAnswer.ts';
import { consumeStream, type ConsumeStreamNeeds } from './consumeStream.ts';
import type { DrainedAttempts } from './drainedAttempts.ts';
import type { AttemptOutcome } from './policy/attemptOutcome.ts';
import type { StreamObserver } from './streamObserver.ts';
import { toAttemptOutcome } from './toAttemptOutcome.ts';

interface AttemptRunnerNeeds extends ConsumeStreamNeeds {
  /** Called in this order, for every piece. */
  readonly observers: readonly StreamObserver[];
  readonly drained: DrainedAttempts;
}

/** Makes the request that an answer has now, to its end or to that of the answer. */
export class AttemptRunner {
  readonly #router: ConsumeStreamNeeds['router'];
  readonly #ledger: ConsumeStreamNeeds['ledger'];
  readonly #logger: ConsumeStreamNeeds['logger'];
  readonly #observers: readonly StreamObserver[];
  readonly #drained: DrainedAttempts;

  constructor({ router, ledger, logger, observers, drained }: AttemptRunnerNeeds) {
    this.#router = router;
    this.#ledger = ledger;
    this.#logger = logger;
    this.#observers = observers;
    this.#drained = drained;
  }

  /** Never rejects. Sends nothing for an answer that has been ended already. */
  async run(answer: ActiveAnswer): Promise<AttemptOutcome> {
    const { attempt, conversationId } = answer;
    if (answer.endReason) return this.#ended(answer);
    const observations = this.#observers.map((observe) => observe(answer));
    try {
      const streamed = consumeStream(answer, observations, { router: this.#router, ledger: this.#ledger, logger: this.#logger });
      await Promise.race([streamed, answer.ended]);
      if (answer.endReason && !attempt.signal.aborted) {
        this.#drained.add({ attempt, conversationId }, streamed);
        return this.#ended(answer);
      }
      const end = await streamed;
      attempt.ended();
      return toAttemptOutcome(answer, end);
    } finally {
      for (const observation of observations) observation.dispose();
    }
  }

  #ended(answer: ActiveAnswer): AttemptOutcome {
    answer.attempt.ended();
    return toAttemptOutcome(answer, null);
  }
}
