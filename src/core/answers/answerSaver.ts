import { failureOf } from '../errors/chatError.ts';
import { notSaved } from '../errors/chatErrors.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { ErrorCode } from '../../shared/model/failure.ts';
import type { Cost } from '../../shared/model/money.ts';
import type { MessageOutcome } from '../ports/conversationRepository.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { AnswerCheckpointer } from './answerCheckpointer.ts';
import type { AttemptLedger, ConversationAttempt } from './attemptLedger.ts';

interface AnswerSaverNeeds {
  readonly ledger: Pick<AttemptLedger, 'settle'>;
  readonly bus: EventBus;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Logger;
}

/** How an answer ended, and what its last request came to. */
export interface AnswerEnd {
  readonly outcome: MessageOutcome;
  readonly cost: Cost;
}

/** ms between two attempts to save the end of an answer that the disk refused. */
const saveAgainMs = 5000;

/** Brings the ends of answers into the archive and the ledger. */
export class AnswerSaver {
  readonly #ledger: AnswerSaverNeeds['ledger'];
  readonly #bus: EventBus;
  readonly #clock: AnswerSaverNeeds['clock'];
  readonly #logger: Logger;

  constructor({ ledger, bus, clock, logger }: AnswerSaverNeeds) {
    this.#ledger = ledger;
    this.#bus = bus;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Tries for as long as the disk refuses it, and says so on the answer. Resolves with whether it is durable; gives up only when the window
   * closes.
   */
  save(answer: ActiveAnswer, checkpointer: AnswerCheckpointer, { outcome, cost }: AnswerEnd, closing: AbortSignal): Promise<boolean> {
    const { conversationId, messageId } = answer;
    const write = () => Promise.all([this.#ledger.settle(answer, cost), checkpointer.finish(outcome)]);
    return this.#untilWritten(write, closing, (code) => {
      if (answer.unsaved) return;
      this.#logger.error('archive.answerNotSaved', { messageId, code });
      answer.unsaved = { outcome, cost, failure: notSaved(code) };
      this.#bus.emit('message.failed', { conversationId, messageId, code });
    });
  }

  /** The same for the row of a request without an answer. */
  settle(request: ConversationAttempt, cost: Cost, closing: AbortSignal): Promise<boolean> {
    return this.#untilWritten(
      () => this.#ledger.settle(request, cost),
      closing,
      (code) => this.#logger.warn('ledger.settleFailed', { attemptId: request.attempt.id, code }),
    );
  }

  async #untilWritten(write: () => Promise<unknown>, closing: AbortSignal, onRefused: (code: ErrorCode) => void): Promise<boolean> {
    for (;;) {
      try {
        await write();
        return true;
      } catch (error) {
        onRefused(failureOf(error).code);
        if (closing.aborted) return false;
        await this.#clock.sleep(saveAgainMs, closing).catch(() => undefined);
      }
    }
  }
}
