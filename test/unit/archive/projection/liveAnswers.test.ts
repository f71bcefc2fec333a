import { describe, expect, it } from 'vitest';
import { LiveAnswers, type OpenAnswer } from '../../../../src/archive/projection/liveAnswers.ts';
import { testClock } from '../../../support/testClock.ts';
import { noon } from '../kit/logs.ts';

const answer: OpenAnswer = { messageId: 'a', conversationId: 'c', writer: 'other', touchedAt: noon };

function setUp(open: OpenAnswer[] = [answer]) {
  const awake = testClock(noon);
  let asleepMs = 0;
  /** `sleep`: the calendar goes on, no timer comes, and the monotonic clock stands still unless `counting`. */
  const clock = {
    ...awake,
    now: () => awake.now() + asleepMs,
    monotonic: () => awake.monotonic() + (counting ? asleepMs : 0),
    sleepFor: (ms: number) => void (asleepMs += ms),
  };
  let counting = false;
  const died: string[] = [];
  const live: LiveAnswers = new LiveAnswers({
    clock,
    onDue: () => live.watch(open),
    onDied: (conversationIds) => void died.push(...conversationIds),
  });
  live.watch(open);
  return { clock, live, open, died, countWhileAsleep: () => void (counting = true) };
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

describe('after the machine was asleep', () => {
  const hourMs = 60 * 60_000;

  it('an answer that was alive has its whole ten seconds anew, and dies after them', () => {
    const { clock, live, died } = setUp();
    clock.advance(9_000);
    clock.sleepFor(hourMs);
    expect(live.isAlive(answer)).toBe(true);
    clock.advance(9_999);
    expect(live.isAlive(answer)).toBe(true);
    expect(died).toEqual([]);
    clock.advance(1_000);
    expect(live.isAlive(answer)).toBe(false);
    expect(died).toEqual(['c']);
  });

  it('it has them where the monotonic clock goes on, too: the timer that came late says so', () => {
    const { clock, live, died, countWhileAsleep } = setUp();
    countWhileAsleep();
    clock.advance(4_000);
    clock.sleepFor(hourMs);
    clock.advance(6_000);
    expect(died).toEqual([]);
    expect(live.isAlive(answer)).toBe(true);
    clock.advance(9_999);
    expect(live.isAlive(answer)).toBe(true);
    clock.advance(1);
    expect(died).toEqual(['c']);
  });

  it('it goes on as before with the next sign of life', () => {
    const { clock, live, died, open } = setUp();
    clock.sleepFor(hourMs);
    expect(live.isAlive(answer)).toBe(true);
    clock.advance(6_000);
    open[0] = { ...answer, touchedAt: clock.now() };
    live.watch(open);
    clock.advance(9_999);
    expect(died).toEqual([]);
    clock.advance(1);
    expect(died).toEqual(['c']);
  });

  it('it is not alive for ever on a machine that keeps falling asleep, nor dead before it was awake for ten seconds', () => {
    const { clock, live } = setUp();
    for (let time = 0; time < 3; time += 1) {
      clock.sleepFor(hourMs);
      expect(live.isAlive(answer)).toBe(true);
      clock.advance(3_000);
      expect(live.isAlive(answer)).toBe(true);
    }
    clock.advance(7_000);
    expect(live.isAlive(answer)).toBe(false);
    clock.sleepFor(hourMs);
    expect(live.isAlive(answer)).toBe(false);
  });

  it('an answer that was dead before stays dead', () => {
    const { clock, live } = setUp([]);
    clock.advance(10_000);
    live.noteTime();
    clock.sleepFor(hourMs);
    expect(live.isAlive(answer)).toBe(false);
  });
});
