import { ChatError } from '../errors/chatError.ts';
import type { EventBus } from '../events/eventBus.ts';
import { noBound } from '../money/budget/budgetErrors.ts';
import type { BudgetGuard } from '../money/budget/budgetGuard.ts';
import { leastReplyTokens } from '../money/pricing/maxTokensBound.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import type { AttemptGrant, AttemptPlan } from './planAttempt.ts';

interface AttemptReserverNeeds {
  readonly guard: BudgetGuard;
  readonly bus: EventBus;
}

/** Sets aside what a planned request may cost, so that all windows together stay within the budgets. */
export class AttemptReserver {
  readonly #guard: BudgetGuard;
  readonly #bus: EventBus;

  constructor({ guard, bus }: AttemptReserverNeeds) {
    this.#guard = guard;
    this.#bus = bus;
  }

  /**
   * Resolves with what the budgets leave for the answer. Rejects with ChatError when a budget does not allow the request, or cannot limit it and
   * the user has not agreed to that.
   */
  async reserve(attemptId: string, order: AttemptOrder, plan: AttemptPlan, running: readonly RunningCost[]): Promise<AttemptGrant> {
    if (plan.simulated || plan.local || !this.#guard.isActive) return { maxTokens: plan.maxTokens, maxPrice: null };
    return { maxTokens: await this.#grantedTokens(attemptId, order, plan, running), maxPrice: plan.maxPrice };
  }

  /** What was reserved is not needed: nothing was sent. */
  async release(attemptId: string, conversationId: string): Promise<void> {
    if (this.#guard.isActive) await this.#guard.release(attemptId, conversationId);
  }

  async #grantedTokens(attemptId: string, order: AttemptOrder, plan: AttemptPlan, running: readonly RunningCost[]): Promise<number> {
    const { conversationId, messageId, modelId, unreserved } = order;
    if (!plan.bounds) {
      if (!unreserved) throw noBound(modelId);
      await this.#guard.checkReached(conversationId, running);
      return plan.maxTokens;
    }
    const { fixedUsd, tokenUsd } = plan.bounds;
    try {
      const { maxTokens } = await this.#guard.reserve(
        { attemptId, conversationId, maxTokens: plan.maxTokens, leastTokens: leastReplyTokens, fixedUsd, tokenUsd },
        running,
      );
      if (maxTokens < plan.maxTokens) this.#bus.emit('budget.lowered', { conversationId, messageId, maxTokens });
      return maxTokens;
    } catch (error) {
      if (!unreserved || !ChatError.is(error, 'ARCHIVE_READONLY')) throw error;
      await this.#guard.checkReached(conversationId, running);
      return plan.maxTokens;
    }
  }
}
