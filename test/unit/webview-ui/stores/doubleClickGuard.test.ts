import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DoubleClickGuard } from '../../../../webview-ui/stores/doubleClickGuard.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('what is asked for twice is begun once: while it is under way, and within a double click', async () => {
  const guard = new DoubleClickGuard();
  const first = Promise.withResolvers<object>();
  const work = vi.fn(() => first.promise);
  const results = [guard.once('a', work)];
  await vi.advanceTimersByTimeAsync(499);
  results.push(guard.once('a', work));
  first.resolve({ ok: null });
  expect(await Promise.all(results)).toEqual([{ ok: null }, { ok: null }]);
  void guard.once('a', work);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  void guard.once('a', work);
  expect(work).toHaveBeenCalledTimes(2);
});

it('other things, and what was refused, begin at once', async () => {
  const guard = new DoubleClickGuard();
  const refused = vi.fn(() => Promise.resolve({ refused: 'no' }));
  await guard.once('a', refused);
  await guard.once('a', refused);
  await guard.once('b', refused);
  expect(refused).toHaveBeenCalledTimes(3);
});
