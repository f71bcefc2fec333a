import * as z from 'zod';
import type { ReportedUsage } from '../core/ports.ts';
import { readUsd } from './readUsd.ts';

const tokens = z.number().int().nonnegative();
const optionalTokens = tokens.nullish().catch(undefined);

const usageSchema = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  cost: z.unknown().optional(),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z.object({ upstream_inference_cost: z.unknown().optional() }).nullish().catch(undefined),
  prompt_tokens_details: z.object({ cached_tokens: optionalTokens }).nullish().catch(undefined),
  completion_tokens_details: z.object({ reasoning_tokens: optionalTokens }).nullish().catch(undefined),
});

/** Reads a usage object; null without both token counts. What is null on the wire is absent here, never zero. */
export function readUsage(raw: unknown): ReportedUsage | null {
  const parsed = usageSchema.safeParse(raw);
  if (!parsed.success) return null;
  const usage = parsed.data;
  const cachedTokens = usage.prompt_tokens_details?.cached_tokens;
  const reasoningTokens = usage.completion_tokens_details?.reasoning_tokens;
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    ...(typeof cachedTokens === 'number' && { cachedTokens }),
    ...(typeof reasoningTokens === 'number' && { reasoningTokens }),
    chargeUsd: readUsd(usage.cost),
    byok: usage.is_byok === true,
    upstreamUsd: readUsd(usage.cost_details?.upstream_inference_cost),
    raw,
  };
}
