import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { RunningCost } from '../money/ledger/ledgerSums.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { Clock, NewId } from '../ports/platform.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import type { AttemptPlanner, PlannedAttempt } from './attemptPlanner.ts';
import type { AttemptReserver } from './attemptReserver.ts';
import type { BeforeSend } from './beforeSend/beforeSend.ts';
import { type AttemptGrant, forecastOf, requestOf } from './planAttempt.ts';
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

/** With the id of the request. */
type IdentifiedPlan = PlannedAttempt & { readonly id: string };

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
    const planned = await this.#plan(order);
    return this.#attempt(order, planned, await this.#reserver.reserve(planned.id, order, planned.plan, running));
  }

  /**
   * The same for a request that another window may have: null when `claim`, which never rejects, says so. It is asked while the reservation is
   * made: all that could last has been waited for by then, and neither has to wait for the other. A budget that refuses it, perhaps for what the
   * other window has set aside, counts only where the request is this window's; what was claimed then is the caller's to release.
   */
  async prepareClaimed(
    order: AttemptOrder,
    running: readonly RunningCost[],
    claim: () => Promise<boolean>,
  ): Promise<RequestAttempt | null> {
    const planned = await this.#plan(order);
    const claiming = claim();
    const grant = await this.#reserver.reserve(planned.id, order, planned.plan, running).catch(async (error: unknown) => {
      if (await claiming) throw error;
      return null;
    });
    if (grant && (await claiming)) return this.#attempt(order, planned, grant);
    if (grant) await this.#reserver.release(planned.id, order.conversationId);
    return null;
  }

  /** It is not sent after all. */
  discard({ id }: RequestAttempt, conversationId: string): Promise<void> {
    return this.#reserver.release(id, conversationId);
  }

  async #plan(order: AttemptOrder): Promise<IdentifiedPlan> {
    for (const step of this.#beforeSend) await step(order);
    return { ...(await this.#planner.plan(order)), id: this.#newId() };
  }

  #attempt({ modelId }: AttemptOrder, { id, plan, prompt, count }: IdentifiedPlan, grant: AttemptGrant): RequestAttempt {
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
}
