import type { ChatSettings } from '../ports/chatSettings.ts';
import { ChatError, chatErrorOf } from '../errors/chatError.ts';
import type { EventBus } from '../events/eventBus.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import { toUsd } from '../../shared/model/usd.ts';
import type { ChatTurn } from '../ports/chatClient.ts';
import type { NewAttempt } from '../ports/ledger.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import { RequestAttempt } from './requestAttempt.ts';
import type { BudgetGuard } from '../money/budget/budgetGuard.ts';
import { noBound, noPrices } from '../money/budget/budgetErrors.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import { PromptCount } from '../money/counts/promptCount.ts';
import { isCramped, leastReplyTokens } from '../money/budget/maxTokensBound.ts';
import { planRequest, type RequestPlan } from '../money/budget/costBounds.ts';
import type { TurnCounts } from '../money/counts/tokenCountCache.ts';

export interface AttemptOpenerOptions {
  readonly router: ModelRouter;
  readonly costs: CostTracker;
  readonly guard: BudgetGuard;
  readonly counts: TurnCounts;
  readonly tokens: TokenCounter;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly settings: () => ChatSettings;
}

export interface AttemptOrder {
  readonly conversationId: string;
  readonly messageId: string;
  readonly modelId: string;
  readonly turns: readonly ChatTurn[];
  /** The person knows that no budget can hold it. */
  readonly unreserved: boolean;
  /** Fewer tokens of answer than the settings allow: what the account can afford. */
  readonly mostTokens?: number;
}

/** Prepares requests: bounds what they can cost and sets that aside. */
export class AttemptOpener {
  readonly #o: AttemptOpenerOptions;
  /** Models without a price that the person has agreed to, until the window closes. */
  readonly #agreed = new Set<string>();

  constructor(options: AttemptOpenerOptions) {
    this.#o = options;
  }

  /** Rejects with ChatError when a budget does not allow the request, or cannot hold it and the person has not agreed to that. */
  async open(order: AttemptOrder, running: readonly RunningCost[]): Promise<RequestAttempt> {
    const { router, costs, counts, tokens, clock, newId, settings } = this.#o;
    const { modelId, turns, mostTokens = Infinity } = order;
    const isActive = this.#o.guard.isActive;
    if (isActive && !order.unreserved && !router.find(modelId)) await this.#readPrices();
    // What bills were dearer by is known once the ledger has been read; the reservation, which needs it, says so if it cannot be.
    if (isActive) {
      // A window that nobody looked at was not told what others have spent since.
      costs.forget();
      await costs.books(order.conversationId).catch(() => undefined);
    }
    const model = router.find(modelId);
    const prompt = new PromptCount(counts, modelId, turns);
    const wantedTokens = Math.min(settings().maxReplyTokens, mostTokens);
    // Without the table the approximation has to do.
    const count = () => prompt.count(() => clock.sleep(0)).catch(() => undefined);
    if (isCramped(model, wantedTokens, () => prompt.tokens)) await count();
    const plan = planRequest(modelId, model, prompt, wantedTokens, costs);
    const id = newId();
    const isHeld = !model?.simulated && isActive;
    const maxTokens = isHeld ? await this.#reserve(id, order, plan, running) : plan.maxTokens;
    const promptTokens = prompt.tokens;
    const leastUsd = costs.listPrice(model, { promptTokens, completionTokens: 0 });
    // Where nothing depends on it, the request does not wait for it.
    void count();
    return new RequestAttempt({
      ...{ id, modelId, prompt, costs, clock },
      model: () => router.find(modelId),
      count: tokens.start(modelId),
      request: { modelId, turns, maxTokens, temperature: settings().temperature, maxPrice: isHeld ? plan.maxPrice : null },
      forecast: {
        ...{ promptTokens, maxTokens },
        leastUsd: leastUsd && toUsd(leastUsd),
        mostUsd: plan.bounds && toUsd(plan.bounds.fixedUsd.add(plan.bounds.tokenUsd.mul(maxTokens))),
      },
    });
  }

  /** What the ledger is told of it. */
  newAttempt(attempt: RequestAttempt, { conversationId, messageId }: AttemptOrder, purpose: string): NewAttempt {
    const { id, modelId, simulated, forecast } = attempt;
    return { id, conversationId, messageId, purpose, modelId, simulated, forecast, createdAt: this.#o.clock.now() };
  }

  /** The first message of a window may come before the price list. */
  async #readPrices(): Promise<void> {
    try {
      await this.#o.router.load();
    } catch (error) {
      throw noPrices(chatErrorOf(error));
    }
  }

  /** Resolves with the tokens that the budgets leave for the answer. */
  async #reserve(attemptId: string, order: AttemptOrder, plan: RequestPlan, running: readonly RunningCost[]): Promise<number> {
    const { conversationId, messageId, modelId, unreserved } = order;
    if (!plan.bounds) {
      if (!unreserved && !this.#agreed.has(modelId)) throw noBound(modelId);
      await this.#o.guard.checkReached(conversationId, running);
      this.#agreed.add(modelId);
      return plan.maxTokens;
    }
    try {
      const wanted = { attemptId, conversationId, maxTokens: plan.maxTokens, leastTokens: leastReplyTokens, ...plan.bounds };
      const { maxTokens } = await this.#o.guard.reserve(wanted, running);
      if (maxTokens < plan.maxTokens) this.#o.bus.emit('budget.lowered', { conversationId, messageId, maxTokens });
      return maxTokens;
    } catch (error) {
      if (!unreserved || !ChatError.is(error, 'ARCHIVE_READONLY')) throw error;
      await this.#o.guard.checkReached(conversationId, running);
      return plan.maxTokens;
    }
  }
}
