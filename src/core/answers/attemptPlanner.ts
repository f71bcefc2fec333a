import type { EstimateRecord } from '../../shared/model/forecast.ts';
import type { ModelReference } from '../../shared/model/modelReference.ts';
import { isCramped } from '../money/pricing/maxTokensBound.ts';
import { PromptCount } from '../money/counts/promptCount.ts';
import type { TokenCountCache } from '../money/counts/tokenCountCache.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import { isPriced } from '../money/pricing/isPriced.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { Clock } from '../ports/platform.ts';
import type { ServerAccess } from '../ports/serverAccess.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import { type AttemptPlan, planAttempt } from './planAttempt.ts';

interface AttemptPlannerNeeds {
  readonly router: Pick<ModelRouter, 'endpointFor' | 'find'>;
  readonly access: Pick<ServerAccess, 'isLocal'>;
  readonly costs: Pick<CostTracker, 'recall' | 'record'>;
  readonly counts: TokenCountCache;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly settings: () => ChatSettings;
}

/** A plan, and the prompt that it was made for. */
export interface PlannedAttempt {
  readonly plan: AttemptPlan;
  readonly prompt: PromptCount;
  /** Counts all of the prompt with the model's own table, with pauses. Never rejects: without the table the approximation has to do. */
  readonly count: () => Promise<void>;
}

/** Collects what a plan is computed from. Sends, reserves and writes nothing. */
export class AttemptPlanner {
  readonly #router: AttemptPlannerNeeds['router'];
  readonly #access: AttemptPlannerNeeds['access'];
  readonly #costs: AttemptPlannerNeeds['costs'];
  readonly #counts: TokenCountCache;
  readonly #clock: AttemptPlannerNeeds['clock'];
  readonly #settings: () => ChatSettings;

  constructor({ router, access, costs, counts, clock, settings }: AttemptPlannerNeeds) {
    this.#router = router;
    this.#access = access;
    this.#costs = costs;
    this.#counts = counts;
    this.#clock = clock;
    this.#settings = settings;
  }

  async plan({ modelId, turns, maxTokens = Infinity }: AttemptOrder): Promise<PlannedAttempt> {
    const { maxReplyTokens, temperature } = this.#settings();
    const endpoint = this.#router.endpointFor(modelId);
    const model = this.#router.find(modelId, endpoint ?? undefined);
    const local = !isPriced(model) && (await this.#access.isLocal(endpoint));
    const prompt = new PromptCount(this.#counts, modelId, turns);
    const wantedTokens = Math.min(maxReplyTokens, maxTokens);
    const count = () => prompt.count(() => this.#clock.sleep(0)).catch(() => undefined);
    if (isCramped(model, wantedTokens, () => prompt.tokens)) await count();
    const record = model?.simulated ? null : await this.#recordOf({ modelId, endpoint });
    const at = this.#clock.now();
    return { plan: planAttempt({ modelId, endpoint, local, model, turns, prompt, wantedTokens, temperature, record, at }), prompt, count };
  }

  /** A ledger that cannot be read is for the reservation to report, which needs it. */
  async #recordOf(model: ModelReference): Promise<EstimateRecord | null> {
    await this.#costs.recall(model).catch(() => undefined);
    return this.#costs.record(model);
  }
}
