import { monitorEventLoopDelay } from 'node:perf_hooks';
import { answerOf } from '../answerOf.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { TimedSimulator } from '../timedSimulator.ts';
import { bareFetch } from './bareFetch.ts';
import { MeasuredSurface, paintAtFrame } from './measuredSurface.ts';

const tokens = 16_000;
const rounds = 5;

interface Timed {
  readonly ms: number;
  /** The longest time the event loop could not look for work. */
  readonly longestDelayMs: number;
}

async function timed(work: () => Promise<unknown>): Promise<Timed> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  const start = monotonicMs();
  await work();
  const ms = monotonicMs() - start;
  monitor.disable();
  return { ms, longestDelayMs: monitor.max / 1e6 };
}

/** What a torrent does to the host that all extensions of a window share: a long answer as fast as the socket takes it. */
export async function eventLoopDelay(simulator: TimedSimulator): Promise<readonly Row[]> {
  const surface = await MeasuredSurface.open(simulator, paintAtFrame);
  await simulator.order({ text: 'Noted.', everyMs: 0 });
  const first = await timed(() => surface.ask('Are you there?'));

  await simulator.order({ text: answerOf(tokens), everyMs: 0 });
  const ours: Timed[] = [];
  const floor: Timed[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await surface.newConversation();
    ours.push(await timed(() => surface.ask(`Tell me all of it, round ${round}.`)));
    floor.push(await timed(() => bareFetch(simulator, [{ role: 'user', content: 'Tell me all of it.' }])));
  }
  await surface.close();

  const row = (name: string, pick: (run: Timed) => number): Row => ({
    name,
    measured: median(ours.map(pick)),
    unit: 'ms',
    beside: { name: 'bare fetch reader', measured: median(floor.map(pick)) },
  });
  return [
    row(`${tokens / 1000}k tokens as fast as possible: Enter → answer closed`, ({ ms }) => ms),
    row('  longest event-loop delay meanwhile', ({ longestDelayMs }) => longestDelayMs),
    { name: 'longest event-loop delay in the first answer (rank table loads)', measured: first.longestDelayMs, unit: 'ms' },
  ];
}
