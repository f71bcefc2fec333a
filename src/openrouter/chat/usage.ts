import * as z from 'zod';
import type { ReportedUsage } from '../../core/ports/chatClient.ts';
import { atMost } from '../values/atMost.ts';
import { readUsd } from '../values/readUsd.ts';

/** Characters of the JSON. The ledger keeps it for good, also beyond its conversation; those of the documentation have some hundreds. */
const longestRawLength = 10_000;

/** A count: some servers write numbers as texts. What is none is absent. */
const tokens = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d+\s*$/)
      .transform(Number),
  ])
  .pipe(z.number().int().nonnegative())
  .nullish()
  .catch(undefined);

const usageSchema = z.object({
  prompt_tokens: tokens,
  completion_tokens: tokens,
  total_tokens: tokens,
  /** What Anthropic's protocol and OpenAI's newer one call them. */
  input_tokens: tokens,
  output_tokens: tokens,
  cost: z.unknown().optional(),
  is_byok: z.boolean().nullish().catch(undefined),
  cost_details: z
    .object({ upstream_inference_cost: z.unknown().optional(), server_tool_cost: z.unknown().optional() })
    .nullish()
    .catch(undefined),
  prompt_tokens_details: z.object({ cached_tokens: tokens, cache_write_tokens: tokens }).nullish().catch(undefined),
  completion_tokens_details: z.object({ reasoning_tokens: tokens }).nullish().catch(undefined),
});

/**
 * Reads a usage object; null without a charge and without any count. What is null on the wire is absent here, never zero: a charge counts
 * whatever the counts look like. The parts of a count never exceed it, so that subtracting them never gives less than nothing; `raw` has what
 * was reported, unless that is no usage any more but a text.
 */
export function readUsage(raw: unknown): ReportedUsage | null {
  const parsed = usageSchema.safeParse(raw);
  if (!parsed.success) return null;
  const usage = parsed.data;
  const { promptTokens, completionTokens } = countsOf(usage);
  const chargeUsd = readUsd(usage.cost);
  if (chargeUsd === null && promptTokens === null && completionTokens === null) return null;
  const cachedTokens = atMost(promptTokens, usage.prompt_tokens_details?.cached_tokens);
  const uncachedTokens = promptTokens === null ? null : promptTokens - (cachedTokens ?? 0);
  const cacheWriteTokens = atMost(uncachedTokens, usage.prompt_tokens_details?.cache_write_tokens);
  const reasoningTokens = atMost(completionTokens, usage.completion_tokens_details?.reasoning_tokens);
  const toolUsd = readUsd(usage.cost_details?.server_tool_cost);
  return {
    promptTokens,
    completionTokens,
    ...(cachedTokens !== undefined && { cachedTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    chargeUsd,
    byok: usage.is_byok === true,
    upstreamUsd: readUsd(usage.cost_details?.upstream_inference_cost),
    ...(toolUsd !== null && { toolUsd }),
    raw: JSON.stringify(raw).length <= longestRawLength ? raw : null,
  };
}

/** The sum tells a count that is not told itself. */
function countsOf(usage: z.infer<typeof usageSchema>): Pick<ReportedUsage, 'promptTokens' | 'completionTokens'> {
  const [prompt, completion] = [usage.prompt_tokens ?? usage.input_tokens, usage.completion_tokens ?? usage.output_tokens];
  const rest = (known: number | null | undefined) =>
    typeof usage.total_tokens === 'number' && typeof known === 'number' ? Math.max(0, usage.total_tokens - known) : null;
  return { promptTokens: prompt ?? rest(completion), completionTokens: completion ?? rest(prompt) };
}
