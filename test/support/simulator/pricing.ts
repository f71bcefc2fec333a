import type { Decimal } from 'decimal.js';
import { Exact } from './exact.ts';

/** Prices as OpenRouter's rows write them: decimal strings, USD per token, request, image or search; "-1" for a router. */
interface Prices {
  readonly prompt?: string;
  readonly completion?: string;
  readonly request?: string;
  readonly image?: string;
  readonly web_search?: string;
  readonly internal_reasoning?: string;
  readonly input_cache_read?: string;
  readonly input_cache_write?: string;
  readonly input_cache_write_1h?: string;
}

export interface PricingOverride extends Prices {
  readonly min_prompt_tokens?: number;
  readonly utc_start?: number;
  readonly utc_end?: number;
  readonly utc_days?: readonly string[];
  /** A condition that was invented after the clients were written. */
  readonly service_region?: string;
}

export interface Pricing extends Prices {
  readonly overrides?: readonly PricingOverride[];
}

/** What one request is priced at, USD. */
export interface Rates {
  readonly prompt: Decimal;
  readonly completion: Decimal;
  readonly cacheRead: Decimal;
  readonly cacheWrite: Decimal;
  readonly reasoning: Decimal;
  readonly request: Decimal;
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' });

/** The prices of a prompt of so many tokens at a moment (ms since the epoch): of the overrides that apply, the later one wins for each key. */
export function ratesOf(pricing: Pricing, promptTokens: number, at: number): Rates {
  const applying = (pricing.overrides ?? []).filter((override) => applies(override, promptTokens, at));
  const find = (key: keyof Prices) => applying.findLast((override) => override[key] !== undefined)?.[key] ?? pricing[key];
  const prompt = new Exact(find('prompt') ?? 0);
  const completion = new Exact(find('completion') ?? 0);
  // Where the list only repeats the price of the answer, reasoning is billed as the answer is, in every tier.
  const hasOwn = pricing.internal_reasoning !== undefined && !new Exact(pricing.internal_reasoning).eq(pricing.completion ?? 0);
  return {
    prompt,
    completion,
    cacheRead: new Exact(find('input_cache_read') ?? prompt),
    cacheWrite: new Exact(find('input_cache_write') ?? prompt),
    reasoning: hasOwn ? new Exact(find('internal_reasoning') ?? completion) : completion,
    request: new Exact(find('request') ?? 0),
  };
}

function applies(override: PricingOverride, promptTokens: number, at: number): boolean {
  const { min_prompt_tokens = -1, utc_start, utc_end, utc_days, service_region } = override;
  if (service_region !== undefined || promptTokens <= min_prompt_tokens) return false;
  if (utc_days !== undefined && !utc_days.includes(weekday.format(at).toLowerCase())) return false;
  if (utc_start === undefined || utc_end === undefined) return true;
  // "16:30" of the ISO string as 1630.
  const clock = Number(new Date(at).toISOString().slice(11, 16).replace(':', ''));
  return utc_end > utc_start ? utc_start <= clock && clock < utc_end : utc_start <= clock || clock < utc_end;
}
