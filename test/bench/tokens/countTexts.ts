import { setImmediate as nextTurn } from 'node:timers/promises';
import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';
import { countingPeers } from './countingPeers.ts';
import { endlessTexts, megabyteTexts, type BenchText } from './megabyteTexts.ts';

const modelId = 'openai/gpt-4o-mini';
const rounds = 3;
/** As many characters without an end as js-tiktoken can count in about a second. */
const bearable = 4000;
const endless = 100_000;

/** Whole texts beside the peers: everybody has the same tokens, or the comparison is void. `ranks`: the rank data as the product ships it. */
export async function countTexts(ranks: string): Promise<readonly Row[]> {
  const counter = new TiktokenCounter(() => Promise.resolve(ranks));
  await counter.prepare(modelId);
  const rows: Row[] = [];
  for (const text of megabyteTexts()) rows.push(...(await beside(ranks, text, `count 1 MB of ${text.name}`)));
  for (const text of endlessTexts(bearable).slice(0, 3))
    rows.push(...(await beside(ranks, text, `count ${bearable.toLocaleString('en')} × ${text.name}`)));
  for (const { name, text } of endlessTexts(endless)) {
    const times = Array.from({ length: rounds }, () => timed(() => counter.count(modelId, text)));
    rows.push({
      name: `count ${endless.toLocaleString('en')} × ${name} (no peer beside it: on such a text they are quadratic, and take up to minutes)`,
      measured: median(times.map(({ ms }) => ms)),
      unit: 'ms',
      goal: { of: 'measured', atMost: 150 },
    });
  }
  const million = [...megabyteTexts(), ...endlessTexts(1_000_000).map(({ name, text }) => ({ name: `a million ${name}`, text }))];
  const pauses: number[] = [];
  for (const { text } of million) pauses.push(await longestPauseMs(counter, text));
  rows.push({
    name: 'longest pause of the host while a million of any of these are counted in turns',
    measured: Math.max(...pauses),
    unit: 'ms, worst',
    goal: { of: 'measured', atMost: 50 },
  });
  return rows;
}

/** Interleaved, and nobody has seen the text before. */
async function beside(ranks: string, { text }: BenchText, name: string): Promise<readonly Row[]> {
  const ours: number[] = [];
  const peers = Object.entries(countingPeers).map(([peer, count]) => ({ peer, count, times: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    const counter = new TiktokenCounter(() => Promise.resolve(ranks));
    await counter.prepare(modelId);
    const own = timed(() => counter.count(modelId, text));
    ours.push(own.ms);
    for (const { peer, count, times } of peers) {
      const { ms, tokens } = timed(() => count(text));
      if (tokens !== own.tokens) throw new Error(`${name}: ${peer} has ${tokens} tokens, we have ${own.tokens}.`);
      times.push(ms);
    }
  }
  return peers.map(({ peer, times }) => ({ name, measured: median(ours), unit: 'ms', beside: { name: peer, measured: median(times) } }));
}

function timed(count: () => number): { readonly ms: number; readonly tokens: number } {
  const start = monotonicMs();
  const tokens = count();
  return { ms: monotonicMs() - start, tokens };
}

/** The time between two turns of the event loop. */
async function longestPauseMs(counter: TiktokenCounter, text: string): Promise<number> {
  let longest = 0;
  let isDone = false;
  const counting = counter.countInTurns(modelId, text).finally(() => (isDone = true));
  for (let last = monotonicMs(); !isDone;) {
    await nextTurn();
    const now = monotonicMs();
    longest = Math.max(longest, now - last);
    last = now;
  }
  await counting;
  return longest;
}
