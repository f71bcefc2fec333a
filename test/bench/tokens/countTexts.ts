import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { hostPause } from '../archive/hostPause.ts';
import { monotonicMs } from '../monotonicMs.ts';
import { median } from '../quantile.ts';
import type { Row } from '../row.ts';
import { countingPeers } from './countingPeers.ts';
import { base64Text, endlessTexts, megabyteTexts, type BenchText } from './megabyteTexts.ts';

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
  for (const text of endlessTexts(bearable))
    rows.push(...(await beside(ranks, text, `count ${bearable.toLocaleString('en')} × ${text.name}`)));
  for (const { name, text } of endlessTexts(endless)) {
    const times = Array.from({ length: rounds }, () => timed(() => counter.count(modelId, text)));
    const peer = timed(() => countingPeers['gpt-tokenizer'](text));
    if (peer.tokens !== times[0]?.tokens) throw new Error(`gpt-tokenizer has ${peer.tokens} tokens in ${endless} × ${name}.`);
    rows.push({
      name: `count ${endless.toLocaleString('en')} × ${name} (js-tiktoken: not run, it would take minutes)`,
      measured: median(times.map(({ ms }) => ms)),
      unit: 'ms',
      beside: { name: 'gpt-tokenizer, once', measured: peer.ms },
      goal: { of: 'measured', atMost: 150 },
    });
  }
  rows.push(...(await beside(ranks, base64Text(endless), `count ${endless.toLocaleString('en')} characters of base64`)));
  return [...rows, await pausesWhileYielding(counter)];
}

/** The worst of all texts of a million characters. */
async function pausesWhileYielding(counter: TiktokenCounter): Promise<Row> {
  const million = 1_000_000;
  const texts = [...megabyteTexts(), ...endlessTexts(million), base64Text(million)];
  const pauses: Row[] = [];
  for (let round = 0; round < rounds; round += 1)
    pauses.push(
      await hostPause('longest pause of the host while a million characters of each of these are counted in turns', async () => {
        for (const { text } of texts) await counter.countYielding(modelId, text);
      }),
    );
  const [least] = pauses.sort((a, b) => a.measured - b.measured);
  if (!least) throw new Error('There is no round.');
  return { ...least, name: `${least.name}, least of ${rounds}`, goal: { of: 'measured', atMost: 50 } };
}

/** Interleaved, and no counter has seen the text before. */
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
