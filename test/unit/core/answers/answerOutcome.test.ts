import { describe, expect, it } from 'vitest';
import { answerOutcome } from '../../../../src/core/answers/answerOutcome.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import type { EndReason } from '../../../../src/core/answers/policy/attemptOutcome.ts';
import type { StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import type { ErrorCode, Failure } from '../../../../src/shared/model/failure.ts';
import { reportedUsage } from '../money/kit/reportedUsage.ts';
import { finished, opened, reasoning, runningAttempt, served, text } from '../money/kit/runningAttempt.ts';

const failure = (code: ErrorCode): Failure => new ChatError(code, 'It failed.').toFailure();

/** An answer to a prompt of 10 tokens that received these events, 1 token each. */
function answer(events: readonly StreamEvent[], ending: EndReason | null = null): ActiveAnswer {
  const live = new ActiveAnswer({ messageId: 'm', conversationId: 'c', attempt: runningAttempt() });
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
    ['interrupted', [text], 'budget', 'BUDGET_EXCEEDED'],
    ['interrupted', [text, finished], 'budget', 'BUDGET_EXCEEDED'],
    ['failed', [opened()], null, 'MODEL_UNAVAILABLE'],
  ] as const)('is %s after %j, ended by %s, failed by %s', (state, events, ending, code) => {
    expect(answerOutcome(answer(events, ending), code && failure(code)).state).toBe(state);
  });
});

describe('what is counted of an answer whose stream has ended', () => {
  it('is what arrived, whatever is reported', () => {
    const report: StreamEvent = { type: 'usage', usage: reportedUsage({ reasoningTokens: 5 }) };
    expect(answerOutcome(answer([reasoning, text, text, report]), null).received).toEqual({ textTokens: 2, reasoningTokens: 1 });
    expect(answerOutcome(answer([report]), null)).not.toHaveProperty('received');
  });
});

describe('the usage of an answer whose stream has ended', () => {
  it('is none when nothing arrived, and counted tokens when only thoughts did', () => {
    expect(answerOutcome(answer([opened()]), failure('TIMEOUT')).usage).toBeNull();
    expect(answerOutcome(answer([reasoning]), failure('TIMEOUT')).usage).toEqual({
      promptTokens: 10,
      completionTokens: 1,
      reasoningTokens: 1,
    });
  });

  it('is what was reported, even when nothing arrived', () => {
    const report: StreamEvent = { type: 'usage', usage: reportedUsage({ reasoningTokens: 5 }) };
    expect(answerOutcome(answer([report]), null).usage).toEqual({ promptTokens: 67, completionTokens: 5, reasoningTokens: 5 });
  });
});

describe('ending an answer from this side', () => {
  const toTheEnd = served({ billsToTheEnd: true });

  it('ends its request, but not one that would be billed to its end', () => {
    expect(answer([served(), text], 'stop').attempt.signal.aborted).toBe(true);
    expect(answer([toTheEnd, text], 'stop').attempt.signal.aborted).toBe(false);
    expect(answer([toTheEnd, text], 'budget').attempt.signal.aborted).toBe(false);
  });

  it('ends every request when the window closes, also behind an answer that was stopped', () => {
    const live = answer([toTheEnd, text], 'stop');
    live.end('shutdown');
    expect([live.attempt.signal.aborted, live.endReason]).toEqual([true, 'stop']);
  });
});

it('what came beside the text is kept with the answer, as the last event had it', () => {
  const extras = { toolCalls: [{ index: 0, id: 'call-1' }] };
  const events = [{ type: 'extras', extras: { annotations: [] } }, text, { type: 'extras', extras }, finished] as const;
  expect(answerOutcome(answer(events), null).extras).toEqual(extras);
  expect(answerOutcome(answer([text, finished]), null)).not.toHaveProperty('extras');
});
