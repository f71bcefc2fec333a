// The other side's bookkeeping against bills that were recorded, and against sums done by hand.
import { describe, expect, it } from 'vitest';
import { charge, type Delivery } from '../../support/simulator/biller.ts';
import { oddModels } from '../../support/simulator/oddModels.ts';
import { type Pricing, ratesOf } from '../../support/simulator/pricing.ts';
import { PromptCache } from '../../support/simulator/promptCache.ts';
import { promptTokensOf, tokenize } from '../../support/simulator/tokenize.ts';

const noon = Date.parse('2026-11-27T12:00:00Z');

function bill(pricing: Pricing, fields: Partial<Delivery> = {}) {
  const promptTokens = fields.promptTokens ?? 0;
  return charge({
    promptTokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    text: '',
    reasoning: '',
    byok: false,
    rates: ratesOf(pricing, promptTokens, noon),
    ...fields,
  });
}

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

describe('the biller', () => {
  it('charges tokens times price, as recorded', () => {
    const pricing = { prompt: '0.00000015', completion: '0.0000006' };
    const recorded = { promptTokens: 67, completionTokens: 5, costUsd: '0.00001305', upstreamUsd: '0.00001305' };
    expect(bill(pricing, { promptTokens: 67, text: words(5) })).toMatchObject(recorded);
  });

  it('takes 5 % of the provider’s bill under BYOK, as recorded', () => {
    const pricing = { prompt: '0.0000065', completion: '0' };
    expect(bill(pricing, { promptTokens: 1000, text: 'x', byok: true })).toMatchObject({ upstreamUsd: '0.0065', costUsd: '0.000325' });
  });

  it('charges plain, written and read tokens of a prompt apart, as recorded', () => {
    const pricing = { prompt: '0.000003', completion: '0', input_cache_read: '0.0000003', input_cache_write: '0.00000375' };
    const prompt = { promptTokens: 6781, cachedTokens: 6667, cacheWriteTokens: 113 };
    expect(bill(pricing, { ...prompt, text: 'x' })).toMatchObject({ ...prompt, costUsd: '0.00242685' });
  });

  it('charges caches without a price as the prompt', () => {
    const prompt = { promptTokens: 10, cachedTokens: 4, cacheWriteTokens: 3 };
    expect(bill({ prompt: '2', completion: '0' }, { ...prompt, text: 'x' }).costUsd).toBe('20');
  });

  it('charges reasoning once: as the answer, or at its own price', () => {
    const answer = { text: words(3), reasoning: words(2) };
    expect(bill({ prompt: '0', completion: '8' }, answer)).toMatchObject({ completionTokens: 5, reasoningTokens: 2, costUsd: '40' });
    expect(bill({ prompt: '0', completion: '8', internal_reasoning: '8' }, answer).costUsd).toBe('40');
    expect(bill({ prompt: '0', completion: '8', internal_reasoning: '3' }, answer).costUsd).toBe('30');
  });

  it('adds the price of the request', () => {
    expect(bill({ prompt: '0.25', completion: '0.5', request: '0.005' }, { promptTokens: 2, text: 'x' }).costUsd).toBe('1.005');
  });

  it('charges nothing for an answer of which nothing came, not even the request', () => {
    const nothing = { promptTokens: 5 };
    expect(bill({ prompt: '0.1', completion: '0.2', request: '1' }, nothing)).toMatchObject({ costUsd: '0', upstreamUsd: '0' });
  });

  it('is exact to the 22nd decimal', () => {
    expect(bill({ prompt: '0.0000000416666666666667', completion: '0' }, { promptTokens: 3, text: 'x' }).costUsd).toBe(
      '0.0000001250000000000001',
    );
  });
});

describe('the price list', () => {
  const promptUsd = (model: keyof typeof oddModels, promptTokens: number, time: string) =>
    ratesOf(oddModels[model]?.pricing ?? {}, promptTokens, Date.parse(time)).prompt.toFixed();

  it.each([
    [100, '0.00000065'],
    [101, '0.00000117'],
    [400, '0.00000117'],
    [401, '0.00000195'],
  ])('has a tier for %i tokens, and no price under a condition that is not known', (tokens, price) => {
    expect(promptUsd('simulated/tiers', tokens, '2026-11-27T12:00:00Z')).toBe(price);
  });

  it('takes the price of reasoning along into a tier where it is that of the answer', () => {
    expect(ratesOf(oddModels['simulated/tiers']?.pricing ?? {}, 101, noon).reasoning.toFixed()).toBe('0.00000585');
  });

  it.each([
    ['2026-11-27T00:59:59Z', '0.00000022'],
    ['2026-11-27T01:00:00Z', '0.00000044'],
    ['2026-11-27T09:59:59Z', '0.00000044'],
    ['2026-11-27T10:00:00Z', '0.00000022'],
  ])('has the hour of %s', (time, price) => {
    expect(promptUsd('simulated/hours', 1, time)).toBe(price);
  });

  it.each([
    ['2026-11-27T16:29:59Z', '0.00000056'],
    ['2026-11-27T16:30:00Z', '0.00000028'],
    ['2026-11-28T12:00:00Z', '0.00000028'],
    ['2026-11-30T00:29:59Z', '0.00000028'],
    ['2026-11-30T00:30:00Z', '0.00000056'],
  ])('has the weekday of %s', (time, price) => {
    expect(promptUsd('simulated/workdays', 1, time)).toBe(price);
  });
});

describe('the prompt cache', () => {
  const both = { prompt: '1', completion: '1', input_cache_read: '1', input_cache_write: '1' };
  const question = { role: 'user', content: words(16) };
  const longer = [question, { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'More' }];

  it('writes a first prompt but for its last token, then reads that beginning and writes the rest', () => {
    const cache = new PromptCache();
    expect(cache.pass('m', both, [question])).toEqual({ cachedTokens: 0, cacheWriteTokens: 19 });
    expect(cache.pass('m', both, longer)).toEqual({ cachedTokens: 20, cacheWriteTokens: 9 });
    expect(cache.pass('m', both, longer)).toEqual({ cachedTokens: 29, cacheWriteTokens: 0 });
  });

  it('belongs to one model', () => {
    const cache = new PromptCache();
    cache.pass('m', both, [question]);
    expect(cache.pass('other', both, [question]).cachedTokens).toBe(0);
  });

  it('reads only where writing has no price, and does nothing where neither has', () => {
    const cache = new PromptCache();
    const reads = { prompt: '1', completion: '1', input_cache_read: '1' };
    expect(cache.pass('reads', reads, [question])).toEqual({ cachedTokens: 0, cacheWriteTokens: 0 });
    expect(cache.pass('reads', reads, [question])).toEqual({ cachedTokens: 19, cacheWriteTokens: 0 });
    for (let times = 0; times < 2; times += 1)
      expect(cache.pass('plain', { prompt: '1' }, [question])).toEqual({ cachedTokens: 0, cacheWriteTokens: 0 });
  });

  it('does not bother with a short beginning', () => {
    const cache = new PromptCache();
    const short = [{ role: 'user', content: 'Hello' }];
    expect(cache.pass('m', both, short)).toEqual({ cachedTokens: 0, cacheWriteTokens: 0 });
    expect(cache.pass('m', both, short)).toEqual({ cachedTokens: 0, cacheWriteTokens: 0 });
  });
});

describe('the tokens', () => {
  it('of a beginning are the beginning of the tokens', () => {
    const text = '  Grüße an\n\nalle 👩‍🚀👩‍🚀 in  der   Welt ';
    const pieces = tokenize(text);
    expect(pieces.join('')).toBe(text);
    for (let count = 0; count <= pieces.length; count += 1) expect(tokenize(pieces.slice(0, count).join(''))).toHaveLength(count);
  });

  it('of a prompt are those of its texts and four for each message', () => {
    expect(
      promptTokensOf([
        { role: 'system', content: '' },
        { role: 'user', content: words(63) },
      ]),
    ).toHaveLength(71);
  });
});
