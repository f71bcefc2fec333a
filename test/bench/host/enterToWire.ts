import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BareAppend } from '../bareAppend.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { TimedSimulator } from '../timedSimulator.ts';
import { bareFetch, type Turn } from './bareFetch.ts';
import { MeasuredSurface, paintAtOnce } from './measuredSurface.ts';

const warmUps = 5;
const asks = 50;
const reply = 'Noted.';
/** About what a question, its empty answer and its attempt take in the log. */
const commitBytes = 1500;

/** From the arrival of the request to send in the host to the moment the service has all of it; the question is durable before it goes out. */
export async function enterToWire(simulator: TimedSimulator): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-terminal-bench-'));
  const bare = await BareAppend.open(join(folder, 'bare'));
  const surface = await MeasuredSurface.open(simulator, paintAtOnce);
  const turns: Turn[] = [{ role: 'system', content: 'You are a precise, technical assistant. Be concise.' }];
  const ours: number[] = [];
  const durable: number[] = [];
  const fetched: number[] = [];
  const appended: number[] = [];

  await simulator.order({ text: reply, everyMs: 0 });
  for (let index = 0; index < warmUps + asks; index += 1) {
    const content = `Question ${index}: what does a node do when it does not hear from the rest?`;
    turns.push({ role: 'user', content });
    const exchange = await surface.ask(content);
    const { askedAt: oursAt } = await simulator.takeDelivery();
    const floor = await bareFetch(simulator, turns);
    const { askedAt: floorAt } = await simulator.takeDelivery();
    const append = await bare.append(commitBytes);
    turns.push({ role: 'assistant', content: reply });
    if (index < warmUps) continue;
    ours.push(oursAt - exchange.enteredAt);
    durable.push(exchange.repliedAt - exchange.enteredAt);
    fetched.push(floorAt - floor.enteredAt);
    appended.push(append);
  }
  await surface.close();
  await bare.close();
  await rm(folder, { recursive: true });

  return [0.5, 0.95].flatMap((share): Row[] => {
    const percentile = `p${share * 100} of ${asks}`;
    const beside = (name: string, values: readonly number[]) => ({ name, measured: quantile(values, share) });
    return [
      {
        name: `Enter → whole request at the service, ${percentile}`,
        measured: quantile(ours, share),
        unit: 'ms',
        beside: beside('bare fetch of the same turns', fetched),
      },
      {
        name: `  of it: Enter → question durable, ${percentile}`,
        measured: quantile(durable, share),
        unit: 'ms',
        beside: beside('bare write + fdatasync', appended),
      },
    ];
  });
}
