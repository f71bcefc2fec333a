import type { StreamEvent } from '../../../../../src/core/ports/chatClient.ts';
import { RequestAttempt, type RequestAttemptOptions } from '../../../../../src/core/answers/requestAttempt.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import { PromptCount } from '../../../../../src/core/money/counts/promptCount.ts';
import { TokenCountCache } from '../../../../../src/core/money/counts/tokenCountCache.ts';
import { ledgerOf } from '../../../../support/ledgerOf.ts';
import { testClock } from '../../../../support/testClock.ts';
import { pricedModel } from './pricedModel.ts';
import { charactersAsTokens } from './charactersAsTokens.ts';

export const opened = (generationId: string | null = 'gen-1'): StreamEvent => ({ type: 'opened', generationId, account: 'key' });
/** One token. */
export const text = { type: 'text', text: 'w' } as const satisfies StreamEvent;
export const reasoning = { type: 'reasoning', text: 't' } as const satisfies StreamEvent;
export const finished: StreamEvent = { type: 'finished', reason: 'stop' };
export const served = (fields: Partial<Extract<StreamEvent, { type: 'served' }>> = {}): StreamEvent => ({
  type: 'served',
  generationId: null,
  modelId: null,
  provider: null,
  billsToTheEnd: false,
  ...fields,
});

/** A request with a prompt of 10 tokens, at $1 a token of it and $2 a token of the answer, that was sent. */
export function runningAttempt(options: Partial<RequestAttemptOptions> = {}, events: readonly StreamEvent[] = []): RequestAttempt {
  const clock = testClock();
  const tokens = charactersAsTokens();
  const attempt = new RequestAttempt({
    id: 'a',
    modelId: 'm',
    endpoint: null,
    local: false,
    model: () => pricedModel({ promptUsd: '1', completionUsd: '2' }),
    prompt: new PromptCount(new TokenCountCache(tokens), 'm', [{ role: 'user', content: 'Hey' }]),
    count: tokens.start('m'),
    reasoningCount: tokens.start('m'),
    request: { modelId: 'm', turns: [], maxTokens: 100, temperature: 0.7, maxPrice: null, endpoint: null },
    forecast: { promptTokens: 10, maxTokens: 100, leastUsd: '10', mostUsd: '210' },
    costs: new CostTracker(ledgerOf([]), clock),
    clock,
    ...options,
  });
  attempt.sent = true;
  for (const event of events) attempt.accept(event);
  return attempt;
}
