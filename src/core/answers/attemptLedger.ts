import type { Cost } from '../../shared/model/money.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import type { RequestAttempt } from './requestAttempt.ts';

interface AttemptLedgerNeeds {
  readonly ledger: Ledger;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

/** A request and the conversation that it is made for. */
export interface ConversationAttempt {
  readonly attempt: RequestAttempt;
  readonly conversationId: string;
}

/** The rows of the requests of this window in the ledger. */
export class AttemptLedger {
  readonly #ledger: Ledger;
  readonly #bus: EventBus;
  readonly #clock: AttemptLedgerNeeds['clock'];
  readonly #logger: Logger;

  constructor({ ledger, bus, clock, logger }: AttemptLedgerNeeds) {
    this.#ledger = ledger;
    this.#bus = bus;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when the row is durable; nothing is sent before. */
  open(attempt: RequestAttempt, { conversationId, messageId, purpose }: AttemptOrder): Promise<void> {
    const { id, modelId, endpoint, simulated, forecast } = attempt;
    return this.#ledger.openAttempt({
      id,
      conversationId,
      messageId,
      purpose,
      modelId,
      endpoint,
      simulated,
      forecast,
      createdAt: this.#clock.now(),
    });
  }

  /** The other side has named the generation. Never rejects: the settlement names it again. */
  async noteGeneration({ id, generationId, account }: RequestAttempt): Promise<void> {
    if (generationId === null) return;
    try {
      await this.#ledger.noteGeneration(id, generationId, account);
    } catch (error) {
      this.#logger.warn('ledger.noteFailed', { error: String(error) });
    }
  }

  /** Rejects with ChatError when it cannot be written. */
  async settle({ attempt, conversationId }: ConversationAttempt, cost: Cost): Promise<void> {
    await this.#ledger.settle(attempt.id, attempt.settlement(cost));
    this.#bus.emit('ledger.settled', { conversationId, attemptId: attempt.id, costUsd: cost.usd });
  }
}
