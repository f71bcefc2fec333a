import { describe, expect, it } from 'vitest';
import { answerOutcome, finalCost } from '../../../src/core/answerOutcome.ts';
import { CostTracker } from '../../../src/core/spending/costTracker.ts';
import { ChatError } from '../../../src/core/errors.ts';
import { type EndReason, LiveAnswer } from '../../../src/core/liveAnswer.ts';
import type { StreamEvent } from '../../../src/core/ports.ts';
import type { ErrorCode, Failure } from '../../../src/shared/model.ts';
import { ledgerOf } from '../../support/ledgerOf.ts';
import { testClock } from '../../support/testClock.ts';

const text: StreamEvent = { type: 'text', text: 'word' };
const reasoning: StreamEvent = { type: 'reasoning', text: 'thought' };
const opened: StreamEvent = { type: 'opened', generationId: 'gen-1' };
const finished: StreamEvent = { type: 'finished', reason: 'stop' };
const failure = (code: ErrorCode): Failure => new ChatError(code, 'It failed.').toFailure();

/** An answer to a prompt of 10 tokens that received these events, 1 token each, at $1 and $2 a token. */
function answer(events: readonly StreamEvent[], ending: EndReason | null = null, simulated = false): LiveAnswer {
  const clock = testClock();
  let tokens = 0;
  const count = {
    append: () => void (tokens += 1),
    get tokens() {
      return tokens;
    },
  };
  const prices = {
    promptUsd: '1',
    completionUsd: '2',
    contextTokens: null,
    maxOutputTokens: null,
    inputModalities: ['text'],
    tokenizer: null,
  };
  const live = new LiveAnswer({
    ...{ messageId: 'm', attemptId: 'a', conversationId: 'c', modelId: 'x', clock, count },
    ...{ costs: new CostTracker(ledgerOf([]), clock), promptTokens: () => 10 },
    model: () => ({ id: 'x', canonicalId: 'x', name: 'X', simulated, ...prices }),
  });
  for (const event of events) live.accept(event);
  if (ending) live.end(ending);
  return live;
}

describe('the state of an answer whose stream has ended', () => {
  it.each([
    ['complete', [text, finished], null, null],
    ['complete', [finished], null, null],
    ['complete', [text, finished], 'stop', null],
    ['complete', [text, finished], 'shutdown', null],
    ['stopped', [text], 'stop', null],
    ['stopped', [], 'stop', null],
    ['interrupted', [text], 'shutdown', null],
    ['interrupted', [text], null, 'INTERRUPTED'],
    ['interrupted', [reasoning], null, 'TIMEOUT'],
    ['failed', [opened], null, 'MODEL_UNAVAILABLE'],
  ] as const)('is %s after %j, ended by %s, failed by %s', (state, events, ending, code) => {
    expect(answerOutcome(answer(events, ending), code && failure(code)).state).toBe(state);
  });

  it('has no usage when nothing arrived, and counted tokens when only thoughts did', () => {
    expect(answerOutcome(answer([opened]), failure('TIMEOUT')).usage).toBeNull();
    expect(answerOutcome(answer([reasoning]), failure('TIMEOUT')).usage).toEqual({ promptTokens: 10, completionTokens: 1 });
  });
});

describe('the cost of an answer whose stream has ended', () => {
  const estimate = { source: 'estimate', usd: '12' };
  const free = { source: 'usage', usd: '0' };
  const unknown = { source: 'unknown', usd: null };

  it.each([
    ['what arrived', [opened, text], 'INTERRUPTED', estimate],
    ['what arrived, also from a server that names no generation', [text], 'INTERRUPTED', estimate],
    ['thoughts that arrived', [reasoning], 'MODEL_UNAVAILABLE', estimate],
    ['a refusal', [], 'RATE_LIMITED', free],
    ['a generation that failed without a word', [opened], 'MODEL_UNAVAILABLE', unknown],
    ['silence', [], 'TIMEOUT', unknown],
    ['a connection that was lost before the answer', [], 'INTERRUPTED', unknown],
    ['a mistake of our own', [], 'INTERNAL', unknown],
  ] as const)('of %s', (_, events, code, cost) => {
    expect(finalCost(answer(events), failure(code), true)).toEqual(cost);
  });

  it('of an answer that was stopped in silence is not known, unless it was never sent', () => {
    expect(finalCost(answer([], 'stop'), null, true)).toEqual(unknown);
    expect(finalCost(answer([], 'stop'), null, false)).toEqual(free);
  });

  it('of a simulated answer is simulated, whatever became of it', () => {
    for (const sent of [true, false]) expect(finalCost(answer([], 'stop', true), null, sent).source).toBe('simulated');
    expect(finalCost(answer([], null, true), failure('INTERRUPTED'), true).source).toBe('simulated');
  });
});
