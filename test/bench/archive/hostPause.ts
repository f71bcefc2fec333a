import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '../monotonicMs.ts';
import type { Row } from '../row.ts';

const program = fileURLToPath(new URL('idleLoop.ts', import.meta.url));

/** The longest pause of this thread while something else works, beside that of a process with nothing to do at the same time. */
export async function hostPause(name: string, work: () => Promise<unknown>): Promise<Row & { readonly ms: number }> {
  const idle = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(idle.stdout, 'data');
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  const start = monotonicMs();
  await work();
  const ms = monotonicMs() - start;
  monitor.disable();
  idle.stdin.end();
  return {
    ms,
    name,
    measured: monitor.max / 1e6,
    unit: 'ms',
    goal: { of: 'measured', atMost: 20 },
    beside: { name: 'a process with nothing to do', measured: Number(await text(idle.stdout)) },
  };
}
