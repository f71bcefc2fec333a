import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/core/ports/platform.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets so many ms of this clock pass. A clock that goes by itself needs no help. */
  readonly pass: (ms: number) => void;
}

/** What every Clock does. */
export function clockContract(name: string, make: () => ClockUnderTest): void {
  describe(`${name} as a Clock`, () => {
    it('sleeps, and its monotonic time has moved by then', async () => {
      const { clock, pass } = make();
      const before = clock.monotonic();
      const sleeping = clock.sleep(20);
      pass(20);
      await sleeping;
      // Timers of the machine may be a fraction of a millisecond early.
      expect(clock.monotonic() - before).toBeGreaterThanOrEqual(19);
    });

    it('wakes sleepers in the order of their time', async () => {
      const { clock, pass } = make();
      const woken: string[] = [];
      const sleeping = [clock.sleep(200).then(() => woken.push('late')), clock.sleep(20).then(() => woken.push('early'))];
      pass(200);
      await Promise.all(sleeping);
      expect(woken).toEqual(['early', 'late']);
    });

    it('ends a sleep with the reason of its signal', async () => {
      const { clock } = make();
      const controller = new AbortController();
      const sleeping = clock.sleep(60_000, controller.signal);
      controller.abort(new Error('Enough.'));
      await expect(sleeping).rejects.toThrow('Enough.');
    });

    it('does not begin a sleep whose signal is aborted already', async () => {
      const { clock } = make();
      await expect(clock.sleep(60_000, AbortSignal.abort(new Error('Before it began.')))).rejects.toThrow('Before it began.');
    });

    it('is not disturbed by a signal that is aborted after the sleep', async () => {
      const { clock, pass } = make();
      const controller = new AbortController();
      const sleeping = clock.sleep(5, controller.signal);
      pass(5);
      await sleeping;
      controller.abort();
      expect(await sleeping).toBeUndefined();
    });

    it('calls back once, and not at all what was disposed', async () => {
      const { clock, pass } = make();
      const called: string[] = [];
      clock.timeout(5, () => called.push('disposed')).dispose();
      clock.timeout(5, () => called.push('kept'));
      // Longer than both: whatever was to come has come.
      const sleeping = clock.sleep(200);
      pass(200);
      await sleeping;
      expect(called).toEqual(['kept']);
    });

    it('takes a timeout that is disposed after it has called, and disposed twice', async () => {
      const { clock, pass } = make();
      const called = Promise.withResolvers<void>();
      const timer = clock.timeout(1, called.resolve);
      pass(1);
      // A timeout keeps no process alive, a sleep does.
      const awake = clock.sleep(60_000, AbortSignal.timeout(30_000)).catch(() => undefined);
      await Promise.race([called.promise, awake]);
      timer.dispose();
      timer.dispose();
      await called.promise;
    });
  });
}
