import { answerOf } from '../answerOf.ts';
import { delays } from '../delays.ts';
import { quantile } from '../quantile.ts';
import type { Row } from '../row.ts';
import type { TimedSimulator } from '../timedSimulator.ts';
import { bareFetch } from './bareFetch.ts';
import { countWork } from './countWork.ts';
import { type Exchange, MeasuredSurface, paintAtFrame, paintAtOnce, type Post, textPosted } from './measuredSurface.ts';

const everyMs = 5;
const tokens = 4000;
const shortTokens = 1000;

/**
 * From the service's write to the `postMessage` that carries the piece, and how much is posted for one answer.
 * A page that paints sixty frames a second lets a piece wait for half a frame on average: that is by design.
 */
export async function byteToPost(simulator: TimedSimulator): Promise<readonly Row[]> {
  await simulator.order({ text: answerOf(shortTokens), everyMs });
  const bare = await bareFetch(simulator, [{ role: 'user', content: 'Tell me.' }]);
  const floor = delays((await simulator.takeDelivery()).pieces, bare.arrivals);

  const atOnce = await MeasuredSurface.open(simulator, paintAtOnce);
  const short = await delaysOf(simulator, await atOnce.ask('Tell me.'));
  await atOnce.close();

  const text = answerOf(tokens);
  await simulator.order({ text, everyMs });
  const atFrame = await MeasuredSurface.open(simulator, paintAtFrame);
  const work = countWork();
  const exchange = await atFrame.ask('Tell me all of it.');
  const { settingsReads, comparisons } = work.end();
  const long = await delaysOf(simulator, exchange);
  await atFrame.close();

  const percentiles = [
    { values: short, how: 'page that paints at once' },
    { values: long, how: 'page that paints 60 frames/s' },
  ].flatMap(({ values, how }) =>
    [0.5, 0.99].map((share): Row => ({
      name: `SSE byte → postMessage, ${how}, p${share * 100}`,
      measured: quantile(values, share),
      unit: 'ms',
      beside: { name: 'bare fetch reader', measured: quantile(floor, share) },
    })),
  );
  return [
    ...percentiles,
    {
      name: `posted for ${tokens} tokens at ${1000 / everyMs}/s (${exchange.posts.length} messages)`,
      measured: charactersIn(exchange.posts) / 1e3,
      unit: 'k characters',
      beside: { name: 'the answer itself', measured: text.length / 1e3 },
      goal: { of: 'ratio', atMost: 3 },
    },
    { name: '  of it: messages for each 100 tokens', measured: (exchange.posts.length * 100) / tokens, unit: '' },
    { name: '  settings read for each 100 tokens', measured: (settingsReads * 100) / tokens, unit: '' },
    { name: '  values turned into JSON by the host for each 100 tokens', measured: (comparisons * 100) / tokens, unit: '' },
  ];
}

async function delaysOf(simulator: TimedSimulator, exchange: Exchange): Promise<readonly number[]> {
  return delays((await simulator.takeDelivery()).pieces, textPosted(exchange.posts));
}

function charactersIn(posts: readonly Post[]): number {
  return posts.reduce((sum, { message }) => sum + JSON.stringify(message).length, 0);
}
