import type { CatalogueModel } from '../../../shared/model/catalogue.ts';

/** Smallest bound that all providers accept. */
export const leastReplyTokens = 16;

/** `max_tokens` of a request: the setting, but no more than the model can write and than its context leaves beside the prompt. */
export function maxTokensBound(model: CatalogueModel | undefined, wantedTokens: number, promptTokens: () => number): number {
  const output = Math.min(wantedTokens, model?.maxOutputTokens ?? wantedTokens);
  const context = model?.contextTokens ?? null;
  // Only a small context can be in the way; the prompt is not counted otherwise, because that would delay the request.
  if (context === null || context > output * 4) return Math.max(leastReplyTokens, output);
  return Math.max(leastReplyTokens, Math.min(output, context - Math.ceil(promptTokens() * 1.1)));
}

/** Whether the context is what bounds the answer of a prompt of about so many tokens, so that it is worth being counted. */
export function isCramped(model: CatalogueModel | undefined, wantedTokens: number, promptTokens: () => number): boolean {
  return maxTokensBound(model, wantedTokens, promptTokens) < maxTokensBound(model, wantedTokens, () => 0);
}
