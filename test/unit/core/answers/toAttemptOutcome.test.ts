import { describe, expect, it } from 'vitest';
import { ActiveAnswer } from '../../../../src/core/answers/activeAnswer.ts';
import type { StreamEnd } from '../../../../src/core/answers/consumeStream.ts';
import type { EndReason } from '../../../../src/core/answers/policy/attemptOutcome.ts';
import { failureOfAttempt, toAttemptOutcome } from '../../../../src/core/answers/toAttemptOutcome.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import type { ErrorCode } from '../../../../src/shared/model/failure.ts';
import { guess, unknown } from '../money/kit/ledgerEntry.ts';
import { finished, opened, reasoning, runningAttempt, text } from '../money/kit/runningAttempt.ts';

const cut: StreamEvent = { type: 'finished', reason: 'length' };
const atItsEnd: StreamEnd = { type: 'finished' };
const failed = (code: ErrorCode): StreamEnd => ({ type: 'failed', error: new ChatError(code, 'It failed.') });

/** What became of a request that brought these events. */
function outcomeOf(events: readonly StreamEvent[], end: StreamEnd | null, ending: EndReason | null = null) {
  const answer = new ActiveAnswer({ messageId: 'a', conversationId: 'c', attempt: runningAttempt() });
  for (const event of events) answer.accept(event);
  if (ending) answer.end(ending);
  return toAttemptOutcome(answer, end);
}

describe('what became of a request', () => {
  it.each<[string, Parameters<typeof outcomeOf>, object]>([
    ['complete', [[opened(), text, finished], atItsEnd], { type: 'complete', keptChars: 1 }],
    ['complete, of reasoning alone', [[opened(), reasoning, finished], atItsEnd], { type: 'complete', keptChars: 1 }],
    ['cut at max_tokens', [[opened(), text, text, cut], atItsEnd], { type: 'cut', keptChars: 2 }],
    ['empty', [[opened(), finished], atItsEnd], { type: 'empty', keptChars: 0 }],
    ['refused', [[], failed('RATE_LIMITED')], { type: 'refused', error: { code: 'RATE_LIMITED' } }],
    ['refused in mid-stream', [[opened(), text], failed('HTTP_502')], { type: 'refused', keptChars: 1 }],
    ['lost before it was connected', [[], failed('OFFLINE')], { type: 'lost', phase: 'connect', cause: 'reset' }],
    ['lost before the headers', [[], failed('TIMEOUT')], { type: 'lost', phase: 'headers', cause: 'silence' }],
    ['lost before the first piece', [[opened(null)], failed('INTERRUPTED')], { type: 'lost', phase: 'firstToken', cause: 'reset' }],
    ['lost in mid-stream', [[opened(), reasoning], failed('TIMEOUT')], { type: 'lost', phase: 'stream', cause: 'silence' }],
    ['lost to what could not be read', [[opened(), text], failed('INTERNAL')], { type: 'lost', phase: 'stream', cause: 'damaged' }],
    ['ended, and aborted', [[opened(), text], { type: 'aborted' }, 'stop'], { type: 'ended', by: 'stop', keptChars: 1 }],
    ['ended, while it goes on', [[opened(), text], null, 'budget'], { type: 'ended', by: 'budget' }],
    ['ended, although it failed at the same time', [[opened()], failed('TIMEOUT'), 'shutdown'], { type: 'ended', by: 'shutdown' }],
    ['ended before it was sent', [[], null, 'stop'], { type: 'ended', by: 'stop', keptChars: 0 }],
  ])('is %s', (_, given, expected) => {
    expect(outcomeOf(...given)).toMatchObject(expected);
  });

  it('has the model, the time and the cost, whatever it is', () => {
    expect(outcomeOf([opened(), text, finished], atItsEnd)).toMatchObject({ modelId: 'm', firstTokenMs: 0, cost: guess('12') });
    expect(outcomeOf([opened()], failed('TIMEOUT'))).toMatchObject({ modelId: 'm', firstTokenMs: null, cost: unknown });
  });

  it.each<EndReason>(['budget', 'stop', 'shutdown'])('is not free when it was sent and ended before anything came: %s', (by) => {
    expect(outcomeOf([], { type: 'aborted' }, by).cost).toEqual(unknown);
  });
});

describe('the failure of a request', () => {
  it.each<[string, Parameters<typeof outcomeOf>, string | null]>([
    ['a refusal', [[], failed('RATE_LIMITED')], 'RATE_LIMITED'],
    ['a lost line', [[opened(), text], failed('INTERRUPTED')], 'INTERRUPTED'],
    ['the budget', [[text], null, 'budget'], 'BUDGET_EXCEEDED'],
    ['a stop', [[text], { type: 'aborted' }, 'stop'], null],
    ['the closing window', [[text], { type: 'aborted' }, 'shutdown'], null],
    ['an end at max_tokens', [[text, cut], atItsEnd], null],
    ['an empty answer', [[finished], atItsEnd], null],
  ])('after %s', (_, given, code) => {
    expect(failureOfAttempt(outcomeOf(...given))?.code ?? null).toBe(code);
  });
});
