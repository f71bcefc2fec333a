import type { CatalogueModel } from '../../shared/model/catalogue.ts';
import type { EstimateRecord } from '../../shared/model/forecast.ts';
import type { ModelReference } from '../../shared/model/modelReference.ts';
import type { Usd } from '../../shared/model/money.ts';
import { toUsd } from '../../shared/model/usd.ts';
import { boundCosts, type CostBounds } from '../money/pricing/requestBounds.ts';
import { likelyPromptTokens, likelyUsd } from '../money/pricing/estimateCorrection.ts';
import type { PromptCount } from '../money/counts/promptCount.ts';
import { priceOf } from '../money/pricing/modelPricing.ts';
import type { ChatRequest, ChatTurn } from '../ports/chatClient.ts';
import type { AttemptForecast } from '../ports/ledger.ts';

/** Everything that a plan is computed from. */
export interface AttemptInputs extends ModelReference {
  /** A server of the person's own answers, and charges nothing. */
  readonly local: boolean;
  /** Its row of the catalogue; undefined when it is not known. */
  readonly model: CatalogueModel | undefined;
  readonly turns: readonly ChatTurn[];
  readonly prompt: Pick<PromptCount, 'tokens' | 'bound' | 'isExact'>;
  /** `max_tokens` as wanted. */
  readonly wantedTokens: number;
  /** As the settings have it. */
  readonly temperature: number | null;
  /** How its last bills compared with what was expected; null before the first. */
  readonly record: EstimateRecord | null;
  /** ms since the epoch: the time whose prices count. */
  readonly at: number;
}

/** A request as it would be sent where no budget is in its way, and what it may cost. */
export interface AttemptPlan extends CostBounds, ModelReference {
  readonly turns: readonly ChatTurn[];
  readonly temperature: ChatRequest['temperature'];
  readonly simulated: boolean;
  /** A server of the person's own answers, and charges nothing. */
  readonly local: boolean;
  readonly promptTokens: number;
  /** What the prompt alone is likely to cost, in USD; null when no price is known. */
  readonly leastUsd: Usd | null;
}

/** What the budgets grant a plan. */
export type AttemptGrant = Pick<ChatRequest, 'maxTokens' | 'maxPrice'>;

/** Pure: the same inputs give the same plan. */
export function planAttempt({
  modelId,
  endpoint,
  local,
  model,
  turns,
  prompt,
  wantedTokens,
  temperature,
  record,
  at,
}: AttemptInputs): AttemptPlan {
  const { maxTokens, bounds, maxPrice } = boundCosts(modelId, model, prompt, wantedTokens, record?.costRatio ?? 1);
  const promptTokens = prompt.tokens;
  const likely = { promptTokens: likelyPromptTokens(promptTokens, record, prompt.isExact), completionTokens: 0 };
  const listUsd = priceOf(model, likely, at);
  return {
    modelId,
    endpoint,
    turns,
    temperature: model?.supportsTemperature === false ? null : temperature,
    simulated: model?.simulated ?? false,
    local,
    promptTokens,
    leastUsd: listUsd && toUsd(likelyUsd(listUsd, record)),
    maxTokens,
    bounds,
    maxPrice,
  };
}

/** The request that is sent. */
export function requestOf({ modelId, endpoint, turns, temperature }: AttemptPlan, { maxTokens, maxPrice }: AttemptGrant): ChatRequest {
  return { modelId, endpoint, turns, maxTokens, temperature, maxPrice };
}

/** What goes into the ledger before it is sent. */
export function forecastOf({ promptTokens, leastUsd, bounds }: AttemptPlan, { maxTokens }: AttemptGrant): AttemptForecast {
  return { promptTokens, maxTokens, leastUsd, mostUsd: bounds && toUsd(bounds.fixedUsd.add(bounds.tokenUsd.mul(maxTokens))) };
}
