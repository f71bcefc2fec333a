import { beforeAll, describe, expect, it } from 'vitest';
import { Encoding } from '../../../src/tokens/encoding.ts';
import { RankTable } from '../../../src/tokens/rankTable.ts';
import type { TiktokenCounter } from '../../../src/tokens/tiktokenCounter.ts';
import { loadRanks, oracle, preparedCounter } from './ranks.ts';

const modelId = 'openai/gpt-4o';
const characters = 100_000;

const runs = [
  { name: 'letters', text: 'a'.repeat(characters) },
  { name: 'capitals', text: 'ACGT'.repeat(characters / 4) },
  { name: 'spaces', text: ' '.repeat(characters) },
  { name: 'dashes', text: '-'.repeat(characters) },
  { name: 'newlines', text: '\n'.repeat(characters) },
  { name: 'CJK', text: '的一是在不了有和人这中大为上个国我以要他'.repeat(characters / 20) },
  { name: 'half surrogates', text: '\ud83d'.repeat(characters) },
  { name: 'base64', text: pseudoRandomBase64(characters) },
];

function pseudoRandomBase64(length: number): string {
  const bytes = new Uint8Array((length / 4) * 3);
  let state = 1;
  for (let i = 0; i < bytes.length; i++) bytes[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  return Buffer.from(bytes).toString('base64');
}

/** How often `work` asks the table for a token: what counting costs, on any machine. */
function lookups(work: () => void): number {
  const rank = Reflect.get<RankTable, 'rank'>(RankTable.prototype, 'rank');
  let count = 0;
  RankTable.prototype.rank = function (bytes, from, to) {
    count += 1;
    return rank.call(this, bytes, from, to);
  };
  try {
    work();
    return count;
  } finally {
    RankTable.prototype.rank = rank;
  }
}

/** Each byte is looked up with its neighbour once, and each merge, of which there are fewer than bytes, looks up two more pairs. */
const lookupsPerByte = 3;

describe('100,000 characters without an end', () => {
  let counter: TiktokenCounter;
  beforeAll(async () => {
    counter = await preparedCounter(modelId);
  });

  it.each(runs)('of $name are counted with work that grows as the text does', ({ text }) => {
    const bytes = Buffer.byteLength(text);
    expect(lookups(() => counter.count(modelId, text))).toBeLessThanOrEqual(bytes * lookupsPerByte + 1);
  });

  it('of base64 are as many tokens as js-tiktoken finds', () => {
    const text = pseudoRandomBase64(characters);
    expect(counter.count(modelId, text)).toBe(oracle('o200k_base')(text));
  });

  // js-tiktoken would take minutes for these. But the merges of what repeats itself repeat themselves: each further period costs the same.
  it.each([
    { name: 'letters', period: 'a'.repeat(512) },
    { name: 'capitals', period: 'ACGT'.repeat(8) },
    { name: 'spaces', period: ' '.repeat(512) },
    { name: 'dashes', period: '-'.repeat(512) },
    { name: 'CJK', period: '的一是在不了有和人这中大为上个国我以要他' },
  ])('of $name are as many tokens as js-tiktoken finds in the first periods, continued', ({ period }) => {
    const count = oracle('o200k_base');
    const [two, three, four] = [2, 3, 4].map((times) => count(period.repeat(times))) as [number, number, number];
    expect(four - three).toBe(three - two);
    const periods = Math.floor(characters / period.length);
    expect(counter.count(modelId, period.repeat(periods))).toBe(two + (periods - 2) * (three - two));
  });

  it.each(runs.filter(({ name }) => ['letters', 'spaces', 'CJK', 'base64'].includes(name)))(
    'of $name, streamed in pieces of four, are counted with the work of three counts of the whole, and to 1 %',
    ({ text }) => {
      let tokens = 0;
      const work = lookups(() => {
        const growing = counter.start(modelId);
        for (let at = 0; at < text.length; at += 4) {
          growing.append(text.slice(at, at + 4));
          tokens = growing.tokens;
        }
      });
      expect(work).toBeLessThanOrEqual(Buffer.byteLength(text) * lookupsPerByte * 3);
      const exact = counter.count(modelId, text);
      expect(Math.abs(tokens - exact)).toBeLessThanOrEqual(exact / 100);
    },
  );

  it.each(runs)('of $name, three times over, are counted in turns: no one waits for the whole', async ({ text }) => {
    const whole = text.repeat(3);
    let turns = 0;
    const turn = () => {
      turns++;
      immediate = setImmediate(turn);
    };
    let immediate = setImmediate(turn);
    const tokens = await counter.countYielding(modelId, whole);
    clearImmediate(immediate);
    expect(tokens).toBe(counter.count(modelId, whole));
    expect(turns).toBeGreaterThanOrEqual(whole.length / 20_000);
  });

  it('are exact again as soon as the run has ended', () => {
    const growing = counter.start(modelId);
    let text = '';
    for (const piece of [...Array<string>(999).fill('----'), ' and', ' a', ' few', ' more', ' words', '.']) {
      text += piece;
      growing.append(piece);
      void growing.tokens;
    }
    expect(growing.tokens).toBe(counter.count(modelId, text));
  });

  it('and more, of letters, do not overflow the matcher', async () => {
    const { pat_str } = JSON.parse(await loadRanks('o200k_base')) as { pat_str: string };
    const encoding = new Encoding(pat_str, await RankTable.build('! 0 IQ==', () => Promise.resolve()));
    const text = '漢'.repeat(4_500_000);
    expect(encoding.pieces(text).join('')).toBe(text);
  });
});
