import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import type { AttemptPlanner } from './attemptPlanner.ts';
import type { AttemptReserver } from './attemptReserver.ts';
import type { BeforeSend } from './beforeSend/beforeSend.ts';
import { forecastOf, requestOf } from './planAttempt.ts';
import { RequestAttempt } from './requestAttempt.ts';

interface AttemptPreparerNeeds {
  /** In this order; the first that rejects is the reason why nothing is sent. */
  readonly beforeSend: readonly BeforeSend[];
  readonly planner: AttemptPlanner;
  readonly reserver: AttemptReserver;
  readonly router: Pick<ModelRouter, 'find'>;
  readonly costs: CostTracker;
  readonly tokens: TokenCounter;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly newId: NewId;
}

/** From an order to a request that may be sent: the steps before it, the plan, the reservation. */
export class AttemptPreparer {
  readonly #beforeSend: readonly BeforeSend[];
  readonly #planner: AttemptPlanner;
  readonly #reserver: AttemptReserver;
  readonly #router: AttemptPreparerNeeds['router'];
  readonly #costs: CostTracker;
  readonly #tokens: TokenCounter;
  readonly #clock: AttemptPreparerNeeds['clock'];
  readonly #newId: NewId;

  constructor({ beforeSend, planner, reserver, router, costs, tokens, clock, newId }: AttemptPreparerNeeds) {
    this.#beforeSend = beforeSend;
    this.#planner = planner;
    this.#reserver = reserver;
    this.#router = router;
    this.#costs = costs;
    this.#tokens = tokens;
    this.#clock = clock;
    this.#newId = newId;
  }

  /** Rejects with ChatError when it must not be sent; nothing is reserved then. `running`: what the requests of this window cost so far. */
  async prepare(order: AttemptOrder, running: readonly RunningCost[]): Promise<RequestAttempt> {
    for (const step of this.#beforeSend) await step(order);
    const { modelId } = order;
    const { plan, prompt, count } = await this.#planner.plan(order);
    const id = this.#newId();
    const grant = await this.#reserver.reserve(id, order, plan, running);
    // Where nothing depends on it, the request does not wait for it.
    void count();
    return new RequestAttempt({
      id,
      modelId,
      endpoint: plan.endpoint,
      local: plan.local,
      model: () => this.#router.find(modelId, plan.endpoint ?? undefined),
      prompt,
      count: this.#tokens.start(modelId),
      reasoningCount: this.#tokens.start(modelId),
      request: requestOf(plan, grant),
      forecast: forecastOf(plan, grant),
      costs: this.#costs,
      clock: this.#clock,
    });
  }

  /** It is not sent after all. */
  discard({ id }: RequestAttempt, conversationId: string): Promise<void> {
    return this.#reserver.release(id, conversationId);
  }
}
