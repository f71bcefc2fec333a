import type { CatalogueModel } from '../../../shared/model/catalogue.ts';
import { type Decimal, toUsd } from '../../../shared/model/usd.ts';
import type { ChatRequest } from '../../ports/chatClient.ts';
import { ceilingPrices, worstCase } from './modelPricing.ts';
import { maxTokensBound } from './maxTokensBound.ts';

/** Tokens of a prompt: as counted, and at the most. */
interface PromptSize {
  readonly tokens: number;
  readonly bound: number;
}

/** What a request may cost, before it is sent. */
export interface CostBounds {
  readonly maxTokens: number;
  /** Upper bounds in USD of the prompt with all that is paid once, and of a token of the answer; null when there is no bound. */
  readonly bounds: { readonly fixedUsd: Decimal; readonly tokenUsd: Decimal } | null;
  /** Makes the bounds true: no dearer provider may serve it. */
  readonly maxPrice: ChatRequest['maxPrice'];
}

/** A search is paid for beside the tokens, and their number is not known beforehand. */
const searches = /:online$/;

/**
 * With a provider key of one's own, OpenRouter charges 5 % on top of the provider's bill. Whether it will be used is not known before the first
 * bill (https://openrouter.ai/docs/guides/overview/auth/byok).
 */
const ownKeyRatio = 1.05;

/**
 * The bounds of a request for this prompt. Catalogue prices may lie: where bills were dearer than the estimates, the bounds are as much
 * higher. Where they were cheaper (caches), the bounds stay. `costRatio`: bills of what is asked for, over their estimates (1 = no bill yet).
 */
export function boundCosts(
  modelId: string,
  model: CatalogueModel | undefined,
  prompt: PromptSize,
  wantedTokens: number,
  costRatio: number,
): CostBounds {
  const maxTokens = maxTokensBound(model, wantedTokens, () => prompt.tokens);
  const promptTokens = Math.min(prompt.bound, model?.contextTokens ?? Infinity);
  const ceiling = model && !searches.test(modelId) ? ceilingPrices(model, promptTokens) : null;
  if (!ceiling) return { maxTokens, bounds: null, maxPrice: null };
  const dearer = Math.max(ownKeyRatio, costRatio);
  return {
    maxTokens,
    bounds: {
      fixedUsd: worstCase(ceiling, promptTokens, 0).mul(dearer),
      tokenUsd: ceiling.completionUsd.mul(dearer),
    },
    maxPrice: { promptUsd: toUsd(ceiling.listed.promptUsd), completionUsd: toUsd(ceiling.listed.completionUsd) },
  };
}
