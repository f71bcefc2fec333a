import { describe, expect, it } from 'vitest';
import { LiveAnswers, type OpenAnswer } from '../../../../src/archive/projection/liveAnswers.ts';
import { testClock } from '../../../support/testClock.ts';
import { noon } from '../kit/logs.ts';

const answer: OpenAnswer = { messageId: 'a', conversationId: 'c', writer: 'other', touchedAt: noon };

function setUp(open: OpenAnswer[] = [answer]) {
  const clock = testClock(noon);
  const died: string[] = [];
  const live: LiveAnswers = new LiveAnswers({
    clock,
    onDue: () => live.watch(open),
    onDied: (conversationIds) => void died.push(...conversationIds),
  });
  live.watch(open);
  return { clock, live, open, died };
}

describe('an unfinished answer', () => {
  it('is alive for ten seconds after its last sign of life', () => {
    const { clock, live } = setUp();
    clock.advance(9_999);
    expect(live.isAlive(answer)).toBe(true);
    clock.advance(1);
    expect(live.isAlive(answer)).toBe(false);
  });

  it('far in the future is not alive for ever', () => {
    expect(setUp().live.isAlive({ ...answer, touchedAt: noon + 60_000 })).toBe(false);
  });
});

describe('the death of an answer', () => {
  it('is told once', () => {
    const { clock, died } = setUp();
    clock.advance(9_999);
    expect(died).toEqual([]);
    clock.advance(60_000);
    expect(died).toEqual(['c']);
  });

  it('is put off by each sign of life', () => {
    const { clock, died, open } = setUp();
    clock.advance(6_000);
    open[0] = { ...answer, touchedAt: noon + 6_000 };
    clock.advance(9_999);
    expect(died).toEqual([]);
    clock.advance(1);
    expect(died).toEqual(['c']);
  });

  it('is not told of an answer that was finished', () => {
    const { clock, died, open } = setUp();
    open.length = 0;
    clock.advance(60_000);
    expect(died).toEqual([]);
  });

  it('is not told of an answer that was dead when it was first seen', () => {
    const { clock, died } = setUp([{ ...answer, touchedAt: noon - 60_000 }]);
    clock.advance(60_000);
    expect(died).toEqual([]);
  });
});
