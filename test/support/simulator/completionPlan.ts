import { randomBytes } from 'node:crypto';
import type { ChatBody } from './chatBody.ts';
import type { CompletionPlan } from './completion.ts';
import { type Frame, ordinaryFrames } from './frame.ts';
import { ratesOf } from './pricing.ts';
import type { CacheShare } from './promptCache.ts';
import type { Route } from './route.ts';
import { promptTokensOf, tokenize } from './tokenize.ts';

interface Circumstances extends Pick<CompletionPlan, 'gate' | 'paceMs'> {
  readonly answer: string;
  readonly share: CacheShare;
  /** ms since the epoch, of the request. */
  readonly at: number;
}

/** How one request will be answered and billed. */
export function completionPlan(body: ChatBody, route: Route, { answer, share, at, gate, paceMs }: Circumstances): CompletionPlan {
  const { fault, odd, served, endpoint, pricing } = route;
  const promptTokens = promptTokensOf(body.messages).length;
  const byok = fault?.byok === true || odd?.byok === true;
  return {
    generationId: `gen-${Math.floor(Date.now() / 1000)}-${randomBytes(10).toString('hex')}`,
    delivery: { promptTokens, ...share, rates: ratesOf(pricing, promptTokens, at), byok },
    writesCache: pricing.input_cache_write !== undefined,
    servedModelId: served.canonical_slug,
    provider: endpoint.provider,
    billsToTheEnd: endpoint.billsToTheEnd === true,
    anonymous: odd?.anonymous === true,
    oneByte: fault?.oneByte === true,
    frames: framesOf(route, answer, body.max_tokens),
    gate,
    paceMs,
  };
}

/** The bound is one for thoughts and answer together. */
function framesOf({ fault, odd }: Route, answer: string, maxTokens: number | undefined): readonly Frame[] {
  const bound = odd?.deaf ? Infinity : (maxTokens ?? Infinity);
  const thoughts = tokenize(odd?.reasoning ?? '');
  const pieces = tokenize(answer);
  const finish = thoughts.length + pieces.length > bound ? 'length' : 'stop';
  const ordinary = ordinaryFrames(thoughts.slice(0, bound), pieces.slice(0, Math.max(0, bound - thoughts.length)), finish);
  return (fault?.frames ?? odd?.frames)?.(ordinary) ?? ordinary;
}
