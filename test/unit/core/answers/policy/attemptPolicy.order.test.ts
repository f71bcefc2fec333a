import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerPolicy } from '../../../../../src/core/answers/policy/attemptPolicy.ts';
import type { AttemptEnd, AttemptOutcome } from '../../../../../src/core/answers/policy/attemptOutcome.ts';
import { AttemptPolicy } from '../../../../../src/core/answers/policy/attemptPolicy.ts';
import type { PolicyRule } from '../../../../../src/core/answers/policy/policyRule.ts';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import { limits, lost, outcome, refused, unpaid } from '../kit/attemptOutcome.ts';

const policy = answerPolicy(limits.leastTokens);

describe('the policy of answers', () => {
  it.each<[string, readonly AttemptOutcome[], object]>([
    ['ends a whole answer', [outcome({ type: 'complete' }, 5)], { type: 'end' }],
    ['ends one that was cut', [outcome({ type: 'cut' }, 5)], { type: 'end' }],
    ['ends one of nothing', [outcome({ type: 'empty' })], { type: 'end' }],
    ['ends one that was refused', [refused], { type: 'end' }],
    ['ends one whose line was lost', [lost], { type: 'end' }],
    ['shortens one that the account can pay a part of', [unpaid(40)], { type: 'shorten', maxTokens: 40 }],
    ['ends it when a part is here', [unpaid(40, 3)], { type: 'end' }],
    ['ends it when that is refused, too', [unpaid(40), unpaid(20)], { type: 'end' }],
    ['ends it when it was stopped in the meantime', [unpaid(40), outcome({ type: 'ended', by: 'stop' })], { type: 'end' }],
  ])('%s', (_, past, step) => {
    expect(policy.next(past)).toEqual(step);
  });
});

const error = fc
  .record({ code: fc.constantFrom('HTTP_402', 'TIMEOUT', 'RATE_LIMITED'), affordableTokens: fc.option(fc.integer({ min: -5, max: 5000 })) })
  .map(({ code, affordableTokens }) => new ChatError(code as 'TIMEOUT', 'It failed.', { affordableTokens }));
const end: fc.Arbitrary<AttemptEnd> = fc.oneof(
  fc.constantFrom<AttemptEnd>({ type: 'complete' }, { type: 'cut' }, { type: 'empty' }, { type: 'ended', by: 'stop' }),
  error.map((error): AttemptEnd => ({ type: 'refused', error })),
  error.map((error): AttemptEnd => ({ type: 'lost', phase: 'headers', cause: 'reset', error })),
);
const outcomes = fc.array(fc.tuple(end, fc.constantFrom(0, 0, 7)).map(([each, keptChars]) => outcome(each, keptChars)));

/** How many requests are made where they end in these outcomes, one after the other. */
function requests(policy: AttemptPolicy, endings: readonly AttemptOutcome[]): number {
  const past: AttemptOutcome[] = [];
  for (const ending of endings) {
    past.push(ending);
    if (policy.next(past).type === 'end') return past.length;
  }
  return past.length;
}

describe('whatever the outcomes', () => {
  it('an answer ends within the limits, and is never asked for with fewer tokens than are worth a request', () => {
    fc.assert(
      fc.property(outcomes, (endings) => {
        expect(requests(policy, endings)).toBeLessThanOrEqual(limits.attempts);
        const step = policy.next(endings);
        if (step.type === 'shorten') expect(step.maxTokens).toBeGreaterThanOrEqual(limits.leastTokens);
      }),
    );
  });

  it('and whatever the rules say, it ends within the limits', () => {
    const stubborn: PolicyRule = () => ({ type: 'shorten', maxTokens: 100 });
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 9 }), (endings, attempts) => {
        expect(requests(new AttemptPolicy([stubborn], { attempts, leastTokens: 16 }), endings)).toBeLessThanOrEqual(attempts);
      }),
    );
  });
});

describe('a policy', () => {
  it('takes the first rule that decides, and ends where none does', () => {
    const silent: PolicyRule = () => null;
    const say =
      (maxTokens: number): PolicyRule =>
      () => ({ type: 'shorten', maxTokens });
    expect(new AttemptPolicy([silent, say(1), say(2)], limits).next([refused])).toEqual({ type: 'shorten', maxTokens: 1 });
    expect(new AttemptPolicy([silent], limits).next([refused])).toEqual({ type: 'end' });
  });
});
