import type { ReportedUsage } from '../../../../../src/core/ports/chatClient.ts';

/** What a provider reports of 67 tokens of prompt and 5 of answer, without a charge. */
export function reportedUsage(fields: Partial<ReportedUsage> = {}): ReportedUsage {
  return { promptTokens: 67, completionTokens: 5, chargeUsd: null, byok: false, upstreamUsd: null, raw: null, ...fields };
}
