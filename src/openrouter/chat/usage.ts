import * as z from 'zod';
import type { ReportedUsage } from '../../core/ports/chatClient.ts';
import { pickUsage } from '../../shared/model/money.ts';
import { atMost } from '../values/atMost.ts';
import { readUsd } from '../values/readUsd.ts';

const tokens = z.number().int().nonnegative();
/** Characters of the JSON. The ledger keeps it for good, also beyond its conversation; those of the documentation have some hundreds. */
const longestRawLength = 10_000;
const optionalTokens = tokens.nullish().catch(undefined);

const usageSchema = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  cost: z.unknown().optional(),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z
    .object({ upstream_inference_cost: z.unknown().optional(), server_tool_cost: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  prompt_tokens_details: z.object({ cached_tokens: optionalTokens, cache_write_tokens: optionalTokens }).nullish().catch(undefined),
  completion_tokens_details: z.object({ reasoning_tokens: optionalTokens }).nullish().catch(undefined),
});

/**
 * Reads a usage object; null without both token counts. What is null on the wire is absent here, never zero. The parts of a count never
 * exceed it, so that subtracting them never gives less than nothing; `raw` has what was reported, unless that is no usage any more but a text.
 */
export function readUsage(raw: unknown): ReportedUsage | null {
  const parsed = usageSchema.safeParse(raw);
  if (!parsed.success) return null;
  const usage = parsed.data;
  const cachedTokens = atMost(usage.prompt_tokens, usage.prompt_tokens_details?.cached_tokens);
  const cacheWriteTokens = atMost(usage.prompt_tokens - (cachedTokens ?? 0), usage.prompt_tokens_details?.cache_write_tokens);
  const toolUsd = readUsd(usage.cost_details?.server_tool_cost);
  return {
    ...pickUsage({
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
      cachedTokens,
      cacheWriteTokens,
      reasoningTokens: atMost(usage.completion_tokens, usage.completion_tokens_details?.reasoning_tokens),
    }),
    chargeUsd: readUsd(usage.cost),
    byok: usage.is_byok === true,
    upstreamUsd: readUsd(usage.cost_details?.upstream_inference_cost),
    ...(toolUsd !== null && { toolUsd }),
    raw: JSON.stringify(raw).length <= longestRawLength ? raw : null,
  };
}
