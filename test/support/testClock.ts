import type { Clock } from '../../src/core/ports/platform.ts';

/** Time that stands still until `advance` is called; timers fire in order while it moves. */
export function testClock(startAt = 0): Clock & { advance(ms: number): void } {
  let elapsed = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const timeout = (ms: number, callback: () => void) => {
    const timer = { at: elapsed + ms, callback };
    timers.push(timer);
    return { dispose: () => void (timers = timers.filter((other) => other !== timer)) };
  };
  return {
    now: () => startAt + elapsed,
    monotonic: () => elapsed,
    timeout,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const timer = timeout(ms, resolve);
        signal?.addEventListener('abort', () => {
          timer.dispose();
          reject(signal.reason as Error);
        });
      }),
    advance(ms) {
      const end = elapsed + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((timer) => timer !== next);
        elapsed = next.at;
        next.callback();
      }
      elapsed = end;
    },
  };
}
