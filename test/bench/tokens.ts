import { setImmediate as nextTurn } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Tiktoken } from 'js-tiktoken/lite';
import ranks from 'js-tiktoken/ranks/o200k_base';
import { TiktokenCounter } from '../../src/tokens/tiktokenCounter.ts';
import { tokenize } from '../support/simulator/tokenize.ts';
import { answerOf } from './answerOf.ts';
import { monotonicMs } from './monotonicMs.ts';
import { median } from './quantile.ts';
import type { Row } from './row.ts';
import { countTexts } from './tokens/countTexts.ts';

const modelId = 'openai/gpt-4o-mini';
const rounds = 3;
const tokens = 4000;

/** Our counter beside js-tiktoken with the same ranks. Interleaved; each round loads both anew. */
export async function benchTokens(): Promise<readonly Row[]> {
  const file = JSON.stringify(ranks);
  const text = answerOf(tokens);
  const pieces = tokenize(text);
  const runs: Readonly<Record<'load' | 'block' | 'count' | 'peerLoad' | 'peerCount' | 'stream' | 'peerStep', number>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const counter = new TiktokenCounter(() => Promise.resolve(file));
    const monitor = monitorEventLoopDelay({ resolution: 1 });
    monitor.enable();
    const load = await timed(() => counter.prepare(modelId));
    await nextTurn();
    monitor.disable();
    const count = await timed(() => counter.count(modelId, text));
    const running = counter.start(modelId);
    const stream = await timed(() => {
      for (const piece of pieces) {
        running.append(piece);
        void running.tokens;
      }
    });
    let peer: Tiktoken | undefined;
    const peerLoad = await timed(() => (peer = new Tiktoken(ranks)));
    const peerCount = await timed(() => peer?.encode(text, [], []));
    // What a count from scratch costs in the middle of the stream: the mean of all steps.
    const peerStep = await timed(() => peer?.encode(text.slice(0, text.length / 2), [], []));
    runs.push({ load, block: monitor.max / 1e6, count, peerLoad, peerCount, stream, peerStep });
  }
  const of = (name: keyof (typeof runs)[number]) => median(runs.map((run) => run[name]));
  const peer = (what: string, measured: number) => ({ name: `js-tiktoken${what}`, measured });
  return [
    { name: 'load o200k_base', measured: of('load'), unit: 'ms', beside: peer('', of('peerLoad')) },
    { name: '  longest event-loop delay meanwhile', measured: of('block'), unit: 'ms', beside: peer(', all at once', of('peerLoad')) },
    { name: `count ${(text.length / 1e3).toFixed(0)} kB once, cold`, measured: of('count'), unit: 'ms', beside: peer('', of('peerCount')) },
    {
      name: `count a growing answer at each of ${tokens} deltas`,
      measured: (of('stream') / tokens) * 1000,
      unit: 'µs each',
      beside: peer(' from scratch, half-way', of('peerStep') * 1000),
    },
    ...(await countTexts(file)),
  ];
}

async function timed(work: () => unknown): Promise<number> {
  const start = monotonicMs();
  await work();
  return monotonicMs() - start;
}
