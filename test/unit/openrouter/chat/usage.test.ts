import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUsage } from '../../../../src/openrouter/chat/usage.ts';

const read = (json: string) => readUsage(JSON.parse(json));
const withCost = (literal: string) => read(`{"prompt_tokens":1,"completion_tokens":1,"cost":${literal}}`);

describe('readUsage', () => {
  it('reads a recorded usage object', () => {
    const json =
      '{"prompt_tokens":67,"completion_tokens":5,"total_tokens":72,"cost":0.00001305,"is_byok":false,"prompt_tokens_details":{"cached_tokens":12,"cache_write_tokens":20,"audio_tokens":0},"cost_details":{"upstream_inference_cost":0.00001305,"upstream_inference_prompt_cost":0.00001005,"upstream_inference_completions_cost":0.000003},"completion_tokens_details":{"reasoning_tokens":3,"image_tokens":0}}';
    expect(read(json)).toEqual({
      promptTokens: 67,
      completionTokens: 5,
      cachedTokens: 12,
      cacheWriteTokens: 20,
      reasoningTokens: 3,
      chargeUsd: '0.00001305',
      byok: false,
      upstreamUsd: '0.00001305',
      raw: JSON.parse(json) as unknown,
    });
  });

  it('keeps the charge and the provider’s bill apart under BYOK', () => {
    const json =
      '{"prompt_tokens":6781,"completion_tokens":70,"cost":0.000325,"is_byok":true,"cost_details":{"upstream_inference_cost":0.0065}}';
    expect(read(json)).toMatchObject({ chargeUsd: '0.000325', byok: true, upstreamUsd: '0.0065' });
  });

  it.each([
    ['1e-7', '0.0000001'],
    ['1.5E-9', '0.0000000015'],
    ['0', '0'],
    ['12.5', '12.5'],
    ['"0.0000000416666666666667"', '0.0000000416666666666667'],
  ])('writes the cost %s without an exponent', (literal, expected) => {
    expect(withCost(literal)?.chargeUsd).toBe(expected);
  });

  it.each(['null', '-0.001', '1e999', '"NaN"', '"1e999999999"', '"1e-999999999"', '"free"', '{}', '""'])(
    'takes the cost %s for absent, not for zero',
    (literal) => {
      expect(withCost(literal)?.chargeUsd).toBeNull();
    },
  );

  it('loses no digit of any sum with up to 15 significant digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.integer({ min: 1, max: 20 }), (digits, decimals) => {
        const padded = String(digits).padStart(decimals + 1, '0');
        const literal = `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
        expect(withCost(literal)?.chargeUsd).toBe(literal.replace(/\.?0+$/, ''));
      }),
      { seed: 20261120, numRuns: 1000 },
    );
  });

  it.each([
    '{}',
    'null',
    '{"prompt_tokens":-1,"completion_tokens":1.5}',
    '{"prompt_tokens":"many","completion_tokens":null}',
    '{"total_tokens":30}',
    '[]',
    '"x"',
  ])('takes %s for no usage at all', (json) => {
    expect(read(json)).toBeNull();
  });

  it.each([
    ['no count at all', {}, null, null],
    ['one count', { prompt_tokens: 10 }, 10, null],
    ['one count and the sum', { prompt_tokens: 10, total_tokens: 30 }, 10, 20],
    ['the other count and the sum', { completion_tokens: 4, total_tokens: '30' }, 26, 4],
    ['a sum that is smaller than its part', { prompt_tokens: 10, total_tokens: 3 }, 10, 0],
    ['counts as texts', { prompt_tokens: '67', completion_tokens: ' 5 ' }, 67, 5],
    ['counts that are none', { prompt_tokens: -1, completion_tokens: 1.5 }, null, null],
    ['counts of other kinds', { prompt_tokens: [67], completion_tokens: {} }, null, null],
    ['counts under newer names', { input_tokens: 67, output_tokens: 5 }, 67, 5],
  ])('keeps a charge beside %s', (_name, counts, promptTokens, completionTokens) => {
    for (const cost of [0.0042, '0.0042'])
      expect(readUsage({ ...counts, cost })).toMatchObject({ chargeUsd: '0.0042', promptTokens, completionTokens });
  });

  it('keeps what tools cost, for the ledger', () => {
    const raw = { prompt_tokens: 1, completion_tokens: 1, cost: 0.02, cost_details: { server_tool_cost: 0.01 } };
    expect(readUsage(raw)).toMatchObject({ chargeUsd: '0.02', raw });
  });

  it('takes null details for absent', () => {
    const usage = read(
      '{"prompt_tokens":1,"completion_tokens":2,"cost":null,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}',
    );
    expect(usage).not.toHaveProperty('cachedTokens');
    expect(usage).not.toHaveProperty('cacheWriteTokens');
    expect(usage).not.toHaveProperty('reasoningTokens');
  });

  it('takes details of another kind for absent', () => {
    const usage = read(
      '{"prompt_tokens":9,"completion_tokens":2,"is_byok":"yes","cost_details":7,"prompt_tokens_details":{"cached_tokens":"few","cache_write_tokens":-1},"completion_tokens_details":[1]}',
    );
    expect(usage).toMatchObject({ promptTokens: 9, completionTokens: 2, byok: false, upstreamUsd: null });
    expect(Object.keys(usage ?? {})).not.toEqual(expect.arrayContaining([expect.stringMatching(/cache|reasoning/)]));
  });

  it('knows what of the charge is for tools, where that is named', () => {
    const json = '{"prompt_tokens":9,"completion_tokens":2,"cost":0.0214,"cost_details":{"server_tool_cost":0.02}}';
    expect(read(json)).toMatchObject({ chargeUsd: '0.0214', toolUsd: '0.02' });
    expect(read(json.replace('0.02}', 'null}'))).not.toHaveProperty('toolUsd');
  });

  it('counts no part above the whole, and keeps what was reported', () => {
    const json =
      '{"prompt_tokens":10,"completion_tokens":2,"cost":0.1,"prompt_tokens_details":{"cached_tokens":8,"cache_write_tokens":7},"completion_tokens_details":{"reasoning_tokens":3}}';
    expect(read(json)).toMatchObject({
      cachedTokens: 8,
      cacheWriteTokens: 2,
      reasoningTokens: 2,
      chargeUsd: '0.1',
      raw: JSON.parse(json) as unknown,
    });
    expect(read(json.replace(':8,', ':11,'))).toMatchObject({ cachedTokens: 10, cacheWriteTokens: 0 });
  });

  it('keeps no usage for the ledger that is as long as a text', () => {
    const json = (length: number) => `{"prompt_tokens":1,"completion_tokens":1,"cost":0.1,"note":"${'a'.repeat(length)}"}`;
    expect([read(json(100))?.raw, read(json(10_000))?.raw]).toEqual([JSON.parse(json(100)), null]);
    expect(read(json(10_000))?.chargeUsd).toBe('0.1');
  });

  it('never leaves less than nothing to whoever subtracts the parts, whatever is reported', () => {
    const count = fc.oneof(fc.nat(), fc.constant(null), fc.constant('7'), fc.integer(), fc.double());
    const details = fc.record({ cached_tokens: count, cache_write_tokens: count, reasoning_tokens: count }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), details, (prompt, completion, parts) => {
        const raw = {
          prompt_tokens: prompt,
          completion_tokens: completion,
          prompt_tokens_details: parts,
          completion_tokens_details: parts,
        };
        const usage = readUsage(raw);
        expect(usage).toMatchObject({ promptTokens: prompt, completionTokens: completion });
        expect(prompt - (usage?.cachedTokens ?? 0) - (usage?.cacheWriteTokens ?? 0)).toBeGreaterThanOrEqual(0);
        expect(completion - (usage?.reasoningTokens ?? 0)).toBeGreaterThanOrEqual(0);
      }),
      { seed: 20261127, numRuns: 1000 },
    );
  });
});
