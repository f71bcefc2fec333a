import { Tiktoken } from 'js-tiktoken/lite';
import cl100k from 'js-tiktoken/ranks/cl100k_base';
import o200k from 'js-tiktoken/ranks/o200k_base';
import type { EncodingName } from '../../../src/tokens/encodingOf.ts';
import { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';

const ranks = { o200k_base: o200k, cl100k_base: cl100k };

/** The rank data as the build ships it. */
export function loadRanks(name: EncodingName): Promise<string> {
  return Promise.resolve(JSON.stringify(ranks[name]));
}

export async function preparedCounter(modelId: string): Promise<TiktokenCounter> {
  const counter = new TiktokenCounter(loadRanks);
  await counter.prepare(modelId);
  return counter;
}

/** js-tiktoken itself: slow, and quadratic in the length of a pre-token; special tokens in the text count as text. */
export function oracle(name: EncodingName): (text: string) => number {
  const tiktoken = new Tiktoken(ranks[name]);
  return (text) => tiktoken.encode(text, [], []).length;
}
