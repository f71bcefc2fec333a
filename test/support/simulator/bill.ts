import type { Charge } from './biller.ts';
import type { CompletionRecord } from './completion.ts';
import { Exact } from './exact.ts';

/** One answer as OpenRouter bills it. */
export interface Bill extends CompletionRecord {
  readonly generationId: string;
  /** The key that pays; null on a server that asks for none. */
  readonly key: string | null;
  readonly modelId: string;
  readonly servedModelId: string;
  readonly provider: string;
  readonly byok: boolean;
  /** As asked for. */
  readonly maxTokens: number | null;
  /** ms since the epoch, of the end. */
  readonly at: number;
  /** All that the person pays, as it was told: the charge as the JSON number that went over the wire, under BYOK with the provider's bill. */
  readonly paidUsd: string;
}

export function paidUsd({ costUsd, upstreamUsd }: Charge, byok: boolean): string {
  return new Exact(Number(costUsd)).plus(byok ? Number(upstreamUsd) : 0).toFixed();
}

/** The answer of `/generation`. */
export function generationRecord(bill: Bill): object {
  return {
    id: bill.generationId,
    model: bill.servedModelId,
    provider_name: bill.provider,
    created_at: new Date(bill.at).toISOString(),
    streamed: true,
    cancelled: bill.cancelled,
    finish_reason: bill.finishReason,
    tokens_prompt: bill.promptTokens,
    tokens_completion: bill.completionTokens,
    native_tokens_prompt: bill.promptTokens,
    native_tokens_completion: bill.completionTokens,
    native_tokens_reasoning: bill.reasoningTokens,
    native_tokens_cached: bill.cachedTokens,
    total_cost: Number(bill.costUsd),
    usage: Number(bill.costUsd),
    // The record names the provider's bill under BYOK only, unlike the stream.
    upstream_inference_cost: bill.byok ? Number(bill.upstreamUsd) : 0,
    is_byok: bill.byok,
    origin: 'https://github.com/neural-terminal/neural-terminal',
  };
}
