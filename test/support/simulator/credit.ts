import type { Refusal } from './refusal.ts';

/** What is left to spend for the models whose refusals depend on it. A test may change it at any time. */
export interface Credit {
  /** `simulated/affordable` accepts at most so many `max_tokens`. */
  affordableTokens: number;
  /** `simulated/in-flight` refuses so many more times, and then works. */
  inFlight: number;
}

/** The 402s (and the 403) of section 3.4 of the fact sheet. Without `max_tokens` the whole output limit is reserved. */
export function creditRefusal(modelId: string, maxTokens: number, credit: Credit): Refusal | undefined {
  if (modelId === 'simulated/affordable' && maxTokens > credit.affordableTokens) {
    const asked = `You requested up to ${maxTokens} tokens, but can only afford ${credit.affordableTokens}.`;
    const advice = 'To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account';
    return { status: 402, message: `This request requires more credits, or fewer max_tokens. ${asked} ${advice}` };
  }
  if (modelId === 'simulated/in-flight' && credit.inFlight > 0) {
    credit.inFlight -= 1;
    return {
      status: 402,
      message: 'Too much in flight',
      headers: { 'Retry-After': '1' },
      metadata: { reason: 'in_flight_budget_exhausted', limit_source: 'openrouter_in_flight_budget' },
    };
  }
  if (modelId === 'simulated/key-limit') return keyLimit(402, { limit_source: 'openrouter_key_limit', scope: 'key' });
  if (modelId === 'simulated/key-limit-403') {
    const spent = { limit_usd: 10, spend_usd: 10.002, resets_at: null };
    return keyLimit(403, { limit_source: 'openrouter_key_limit', scope: 'key', ...spent });
  }
  return undefined;
}

/** A key that has spent its limit, as OpenRouter words it. */
export function keyLimit(status: 402 | 403, metadata: object): Refusal {
  return { status, message: 'Key limit exceeded. Manage it using https://openrouter.ai/settings/keys', metadata };
}
