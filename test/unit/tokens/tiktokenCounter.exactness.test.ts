import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { oracle, preparedCounter } from './ranks.ts';

// What has ever confused a tokenizer: contractions, line ends, runs of white space, marks, half surrogates, joined emoji, special tokens.
const fragments = [
  "don't",
  "'re",
  "'LL",
  "I'",
  "'",
  'r',
  'e',
  's',
  'word',
  ' word',
  'Ab',
  'ABC',
  'camelCase',
  'x_y',
  'Straße',
  'ǅ',
  'ʰ',
  ' ',
  '  ',
  '      ',
  '\t',
  '\u00a0',
  '\u3000',
  '\r\n',
  '\n',
  '\r',
  '\n\n ',
  ' \n',
  '\u2028',
  '\ufeff',
  'e\u0301',
  '\u0301',
  '\u0301\u0327',
  '\ud83d',
  '\ude00',
  '😀',
  '👩‍🚀',
  '\u200d',
  '🇩🇪',
  '漢字',
  '私は',
  '한국어',
  'नमस्ते',
  'สวัสดี',
  'مرحبا',
  '1',
  '123',
  '12345',
  '٣',
  '½',
  '.',
  '...',
  '-----',
  '/',
  '//\n',
  '!\n',
  '=>',
  '({',
  '```\n',
  '$0.00412',
  '\u0000',
  '<|endoftext|>',
  '<|fim_prefix|>',
  '<|im_start|>',
  '<|endo',
  'ftext|>',
];
const texts = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 3 })), {
  maxLength: 30,
  size: 'max',
});
const cuts = fc.array(fc.nat(120), { maxLength: 20, size: 'max' });

function split(text: string, positions: readonly number[]): string[] {
  const ends = [...new Set(positions.filter((at) => at < text.length)), text.length].sort((a, b) => a - b);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe.each([
  { name: 'o200k_base', modelId: 'openai/gpt-4o' },
  { name: 'cl100k_base', modelId: 'openai/gpt-4' },
] as const)('counting with $name', ({ name, modelId }) => {
  let counter: TiktokenCounter;
  let countWithJsTiktoken: (text: string) => number;
  beforeAll(async () => {
    countWithJsTiktoken = oracle(name);
    counter = await preparedCounter(modelId);
  });

  it('whole, growing by pieces, and by js-tiktoken is the same for 10,000 texts', () => {
    fc.assert(
      fc.property(texts, cuts, (parts, positions) => {
        const text = parts.join('');
        const growing = counter.start(modelId);
        let soFar = '';
        const counted = split(text, positions).map((piece) => {
          soFar += piece;
          growing.append(piece);
          return [growing.tokens, counter.count(modelId, soFar)];
        });
        expect(counted.find(([growingTokens, tokens]) => growingTokens !== tokens)).toBeUndefined();
        expect(counter.count(modelId, text)).toBe(countWithJsTiktoken(text));
      }),
      { seed: 20_251_120, numRuns: 10_000 },
    );
  });

  it('in turns is the same, wherever a turn ends', async () => {
    const longRuns = ['a', ' ', '-', '漢', '😀', "'s ", ' \n'];
    const longTexts = fc.array(
      fc.oneof(
        fc.constantFrom(...fragments),
        fc.tuple(fc.constantFrom(...longRuns), fc.integer({ min: 1, max: 40_000 })).map(([run, times]) => run.repeat(times)),
        fc.tuple(texts, fc.integer({ min: 1, max: 300 })).map(([parts, times]) => parts.join('').repeat(times)),
      ),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(longTexts, async (parts) => {
        const text = parts.join('');
        expect(await counter.countYielding(modelId, text)).toBe(counter.count(modelId, text));
      }),
      { seed: 11, numRuns: 60 },
    );
  });

  it('agrees with js-tiktoken on pre-tokens of several hundred bytes', () => {
    const runs = ['a', 'ab', ' ', '-', '=-', '\n', '\t', '漢', '私', '😀', 'abcdefghijklmnopqrstuvwxyz', 'ACGT', '\u0301'];
    fc.assert(
      fc.property(fc.constantFrom(...runs), fc.constantFrom(...runs), fc.integer({ min: 1, max: 250 }), (first, second, length) => {
        const text = first.repeat(length / first.length + 1) + second.repeat(length / 4 / second.length + 1);
        expect(counter.count(modelId, text)).toBe(countWithJsTiktoken(text));
      }),
      { seed: 7, numRuns: 40 },
    );
  });
});
