import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnswerClock } from '../../../../webview-ui/stores/answerClock.ts';
import { SurfaceStore } from '../../../../webview-ui/stores/surfaceStore.ts';
import { answerEntry, chat, streamingEntry, userEntry } from '../../../webview/app/surfaceFixtures.ts';

const question = userEntry('q', 'How long is a metre?');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function pageWith(entry = streamingEntry('a', 1)) {
  const surface = new SurfaceStore();
  const clock = new AnswerClock(surface);
  let rev = 1;
  surface.apply({ type: 'snapshot', rev, state: chat(question, entry) });
  const update = (next: typeof entry) => void surface.apply([++rev, [{ op: 'entry', entry: next }]]);
  return { surface, clock, update };
}

describe('the seconds for which nothing has come', () => {
  it('are counted by the page: the host sends nothing while it waits', () => {
    const { clock } = pageWith();
    const seen = [5, 3, 2].map((seconds) => {
      vi.advanceTimersByTime(seconds * 1000);
      return clock.waitingSeconds;
    });
    expect(seen).toEqual([5, 8, 10]);
  });

  it('go on from where the host is when a page is made again', () => {
    const { clock } = pageWith({ ...streamingEntry('a', 1), latencyMs: 7000 });
    vi.advanceTimersByTime(1000);
    expect(clock.waitingSeconds).toBe(8);
  });

  it.each([
    ['text', streamingEntry('a', 1, 'A')],
    ['reasoning', { ...streamingEntry('a', 1), reasoning: 'Long?' }],
  ])('end with the first glyph of %s', (_, entry) => {
    const { clock, update } = pageWith();
    update({ ...streamingEntry('a', 1, '\n') });
    vi.advanceTimersByTime(1000);
    expect(clock.waitingSeconds).toBe(1);
    update(entry);
    expect(clock.waitingSeconds).toBeNull();
  });

  it('are not counted for an answer that another window receives, nor for one that has ended', () => {
    const elsewhere = pageWith({ ...streamingEntry('a', 1), elsewhere: true });
    const { clock, update } = pageWith();
    vi.advanceTimersByTime(2000);
    update(answerEntry('a', ''));
    expect([elsewhere.clock.waitingSeconds, clock.waitingSeconds, clock.elapsedMs.value]).toEqual([null, null, null]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the time that a running answer has taken', () => {
  it('goes on between two figures of the host, and through a silence', () => {
    const { clock, update } = pageWith({ ...streamingEntry('a', 1, 'A'), latencyMs: 1000 });
    vi.advanceTimersByTime(500);
    update({ ...streamingEntry('a', 1, 'A metre'), latencyMs: 1400 });
    vi.advanceTimersByTime(250);
    const after = clock.elapsedMs.value;
    vi.advanceTimersByTime(30_000);
    expect([after, clock.elapsedMs.value]).toEqual([1400, 31_400]);
  });
});

describe('a screen reader is notified every fifteen seconds', () => {
  it('of what is waited for, and of how much has come', () => {
    const { surface, update } = pageWith();
    vi.advanceTimersByTime(14_000);
    const early = surface.announced.value;
    vi.advanceTimersByTime(1000);
    const waiting = surface.announced.value;
    update({ ...streamingEntry('a', 1), reasoning: 'Long, or wide?' });
    vi.advanceTimersByTime(15_000);
    const reasoning = surface.announced.value;
    update({ ...streamingEntry('a', 1, 'A metre is'), reasoning: 'Long, or wide?' });
    vi.advanceTimersByTime(15_000);
    expect([early, waiting, reasoning, surface.announced.value]).toEqual([
      '',
      'Still waiting for the first word, 15 seconds',
      'Still reasoning, 3 words, 30 seconds',
      'Still receiving, 3 words, 45 seconds',
    ]);
  });
});
