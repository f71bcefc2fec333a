import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { monotonicMs } from '../monotonicMs.ts';
import type { Row } from '../row.ts';

interface Watched {
  readonly ms: number;
  /** The longest time the event loop could not look for work. */
  readonly longestMs: number;
}

async function watched(work: () => Promise<unknown>): Promise<Watched> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  const start = monotonicMs();
  await work();
  const ms = monotonicMs() - start;
  monitor.disable();
  return { ms, longestMs: monitor.max / 1e6 };
}

/** The longest pause of this thread while something else works, beside that of a thread with nothing to do for as long. */
export async function hostPause(name: string, work: () => Promise<unknown>): Promise<Row & Watched> {
  const busy = await watched(work);
  const idle = await watched(() => setTimeout(busy.ms));
  return {
    ...busy,
    name,
    measured: busy.longestMs,
    unit: 'ms',
    beside: { name: 'nothing to do for as long', measured: idle.longestMs },
    goal: { of: 'measured', atMost: 20 },
  };
}
