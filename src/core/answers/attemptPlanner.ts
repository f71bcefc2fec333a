import { isCramped } from '../money/pricing/maxTokensBound.ts';
import { PromptCount } from '../money/counts/promptCount.ts';
import type { TokenCountCache } from '../money/counts/tokenCountCache.ts';
import type { CostTracker } from '../money/ledger/costTracker.ts';
import type { ModelRouter } from '../models/modelRouter.ts';
import type { ChatSettings } from '../ports/chatSettings.ts';
import type { Clock } from '../ports/platform.ts';
import type { AttemptOrder } from './attemptOrder.ts';
import { type AttemptPlan, planAttempt } from './planAttempt.ts';

interface AttemptPlannerNeeds {
  readonly router: Pick<ModelRouter, 'endpointFor' | 'find'>;
  readonly costs: Pick<CostTracker, 'record'>;
  readonly counts: TokenCountCache;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly settings: () => ChatSettings;
}

/** A plan, and the prompt that it was made for. */
interface PlannedAttempt {
  readonly plan: AttemptPlan;
  readonly prompt: PromptCount;
  /** Counts all of the prompt with the model's own table, with pauses. Never rejects: without the table the approximation has to do. */
  readonly count: () => Promise<void>;
}

/** Collects what a plan is computed from. Sends, reserves and writes nothing. */
export class AttemptPlanner {
  readonly #router: AttemptPlannerNeeds['router'];
  readonly #costs: AttemptPlannerNeeds['costs'];
  readonly #counts: TokenCountCache;
  readonly #clock: AttemptPlannerNeeds['clock'];
  readonly #settings: () => ChatSettings;

  constructor({ router, costs, counts, clock, settings }: AttemptPlannerNeeds) {
    this.#router = router;
    this.#costs = costs;
    this.#counts = counts;
    this.#clock = clock;
    this.#settings = settings;
  }

  async plan({ modelId, turns, maxTokens = Infinity }: AttemptOrder): Promise<PlannedAttempt> {
    const { maxReplyTokens, temperature } = this.#settings();
    const endpoint = this.#router.endpointFor(modelId);
    const model = this.#router.find(modelId, endpoint ?? undefined);
    const prompt = new PromptCount(this.#counts, modelId, turns);
    const wantedTokens = Math.min(maxReplyTokens, maxTokens);
    const count = () => prompt.count(() => this.#clock.sleep(0)).catch(() => undefined);
    if (isCramped(model, wantedTokens, () => prompt.tokens)) await count();
    const costRatio = this.#costs.record(modelId)?.costRatio ?? 1;
    const at = this.#clock.now();
    return { plan: planAttempt({ modelId, endpoint, model, turns, prompt, wantedTokens, temperature, costRatio, at }), prompt, count };
  }
}
