import type { ChatBody } from './chatBody.ts';
import { Exact } from './exact.ts';
import { type Pricing, ratesOf } from './pricing.ts';

/** One provider that can serve a model. */
export interface Endpoint {
  readonly provider: string;
  /** What it lists; the catalogue's prices when absent. */
  readonly pricing?: Pricing;
  /** What it really bills; what it lists when absent. */
  readonly billed?: Pricing;
  /** Generates, and bills, to the end when the client has gone. */
  readonly billsToTheEnd?: true;
}

/** Whether a provider is cheap enough for `provider.max_price`: USD per million tokens, or per request, as strings or numbers. */
export function isCheapEnough(pricing: Pricing, body: ChatBody, promptTokens: number, at: number): boolean {
  const most = body.provider?.max_price ?? {};
  const rates = ratesOf(pricing, promptTokens, at);
  const listed = { prompt: rates.prompt.times(1_000_000), completion: rates.completion.times(1_000_000), request: rates.request };
  return (['prompt', 'completion', 'request'] as const).every((name) => {
    const bound = most[name];
    return bound === undefined || bound === null || listed[name].lte(new Exact(bound));
  });
}
