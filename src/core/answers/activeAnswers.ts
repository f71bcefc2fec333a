import type { Cost } from '../../shared/model/money.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ActiveAnswer } from './activeAnswer.ts';
import type { ConversationAttempt } from './attemptLedger.ts';
import type { DrainedAttempts } from './drainedAttempts.ts';

/** The running answers of this window, and ended ones that are not in the archive yet. */
export class ActiveAnswers {
  readonly #drained: Pick<DrainedAttempts, 'all'>;
  readonly #byMessage = new Map<string, ActiveAnswer>();

  constructor(drained: Pick<DrainedAttempts, 'all'>) {
    this.#drained = drained;
  }

  /** By the id of the message. */
  get all(): ReadonlyMap<string, ActiveAnswer> {
    return this.#byMessage;
  }

  add(answer: ActiveAnswer): void {
    this.#byMessage.set(answer.messageId, answer);
  }

  delete({ messageId }: ActiveAnswer): void {
    this.#byMessage.delete(messageId);
  }

  /** Those that arrive, of this conversation or of all. */
  running(conversationId?: string): readonly ActiveAnswer[] {
    const running = [...this.#byMessage.values()].filter((answer) => !answer.unsaved);
    return conversationId === undefined ? running : running.filter((answer) => answer.conversationId === conversationId);
  }

  /** What the requests whose bill is not in the ledger yet are estimated at. */
  costs(): readonly RunningCost[] {
    const drained = this.#drained.all.map((request) => runningCostOf(request, request.attempt.cost));
    const answers = [...this.#byMessage.values()].map((answer) => runningCostOf(answer, answer.cost));
    return [...drained, ...answers];
  }
}

function runningCostOf({ attempt, conversationId }: ConversationAttempt, cost: Cost): RunningCost {
  return { attemptId: attempt.id, conversationId, modelId: attempt.modelId, cost };
}
