import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { costsCsv } from '../../../../../src/core/money/reports/costsCsv.ts';
import { ledgerEntry, settlement } from '../kit/ledgerEntry.ts';

/** As RFC 4180 reads it: a second opinion, character by character. */
function parse(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const one = text.charAt(at);
    if (quoted) {
      if (one !== '"') cell += one;
      else if (text.charAt(at + 1) === '"') cell += text.charAt(++at);
      else quoted = false;
    } else if (one === '"' && cell === '') quoted = true;
    else if (one === ',' || (one === '\r' && text.charAt(at + 1) === '\n')) {
      line.push(cell);
      cell = '';
      if (one === ',') continue;
      lines.push(line);
      line = [];
      at++;
    } else cell += one;
  }
  if (cell !== '' || line.length > 0) throw new Error('The last line has no end.');
  return lines;
}

const columns = (text: string) => {
  const [names = [], ...rows] = parse(text);
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]])));
};

describe('the ledger as CSV', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('has a line of names, also without any request', () => {
    expect(parse(costsCsv([]))).toHaveLength(1);
    expect(parse(costsCsv([]))[0]).toContain('cost_usd');
  });

  it('has every figure of a request in full, and its local day beside the moment', () => {
    vi.stubEnv('TZ', 'Pacific/Kiritimati');
    const entry = ledgerEntry('a', null, {
      createdAt: Date.parse('2026-11-27T12:00:00.123Z'),
      generationId: 'gen-1',
      forecast: { promptTokens: 9, maxTokens: 100, leastUsd: '0.1', mostUsd: '0.9' },
      settlement: settlement(
        { source: 'usage', usd: '0.0000001250000000000001', parts: { chargeUsd: '0.00000005', upstreamUsd: '0.0000000750000000000001' } },
        {
          servedModelId: 'm-2026',
          provider: 'P',
          firstTokenMs: 12,
          latencyMs: 34,
          usage: { promptTokens: 67, completionTokens: 5, cachedTokens: 3, reasoningTokens: 2 },
          listUsd: '0.00000013',
          toolUsd: '0.00000001',
          counted: { promptTokens: 60, completionTokens: 4, usd: '0.00000012' },
        },
      ),
    });
    expect(columns(costsCsv([entry]))).toEqual([
      {
        day: '2026-11-28',
        time: '2026-11-27T12:00:00.123Z',
        attempt: 'a',
        generation: 'gen-1',
        purpose: 'chat',
        model: 'm',
        served_model: 'm-2026',
        provider: 'P',
        prompt_tokens: '67',
        cached_tokens: '3',
        completion_tokens: '5',
        reasoning_tokens: '2',
        estimate_usd: '0.00000012',
        reserved_usd: '0.9',
        cost_usd: '0.0000001250000000000001',
        charge_usd: '0.00000005',
        upstream_usd: '0.0000000750000000000001',
        tool_usd: '0.00000001',
        list_usd: '0.00000013',
        source: 'usage',
        simulated: 'false',
        dismissed: 'false',
        first_token_ms: '12',
        latency_ms: '34',
        conversation: 'c',
      },
    ]);
  });

  it('leaves unknown costs empty, not zero', () => {
    const [unsettled] = columns(costsCsv([ledgerEntry('a', null)]));
    expect(unsettled).toMatchObject({ cost_usd: '', source: 'unknown', prompt_tokens: '', first_token_ms: '' });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","y")'])(
    'keeps %j a text, which a spreadsheet would take for a formula',
    (modelId) => {
      expect(columns(costsCsv([ledgerEntry('a', null, { modelId })]))[0]?.['model']).toBe(`'${modelId}`);
    },
  );

  it('keeps every text through commas, quotes and line ends', () => {
    const text = fc
      .array(fc.constantFrom(',', '"', '\r', '\n', 'a', ' ', '€', '\ud83d\ude00'), { maxLength: 12 })
      .map((all) => `x${all.join('')}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 5 }), (names) => {
        const rows = columns(costsCsv(names.map(([modelId, conversationId]) => ledgerEntry('a', null, { modelId, conversationId }))));
        expect(rows.map(({ model, conversation }) => [model, conversation])).toEqual(names);
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });
});
