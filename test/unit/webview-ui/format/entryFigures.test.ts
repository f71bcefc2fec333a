import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/shared/model/message.ts';
import { cardDate } from '../../../../webview-ui/format/cardDate.ts';
import {
  arrivedTokens,
  billedTokens,
  costFigure,
  rateFigure,
  seconds,
  textTokens,
  velocity,
} from '../../../../webview-ui/format/entryFigures.ts';
import { cheaperThan, contextSize, makerPart, matching, replacements } from '../../../../webview-ui/format/modelFigures.ts';
import { demonstration, model } from '../../../webview/app/surfaceFixtures.ts';
import { message } from '../../../support/messages.ts';

describe('the cost of an entry', () => {
  it.each([
    [
      { source: 'usage', usd: '0.009432' },
      { approximate: false, text: '$0.00943', word: 'billed', exact: '0.009432 USD' },
    ],
    [
      { source: 'generation', usd: '1.5' },
      { approximate: false, text: '$1.50', word: 'billed', exact: '1.5 USD' },
    ],
    [
      { source: 'estimate', usd: '0.0054' },
      { approximate: true, text: '$0.00540', word: 'estimate', exact: '0.0054 USD' },
    ],
    [
      { source: 'simulated', usd: '0.02' },
      { approximate: false, text: '$0.0200', word: 'simulated', exact: '0.02 USD' },
    ],
  ] as const)('%j', (cost, expected) => {
    expect(costFigure(cost)).toEqual(expected);
  });

  it('is no figure where a server of one’s own answered', () => {
    expect(costFigure({ source: 'local', usd: null })).toMatchObject({ approximate: false, text: '', word: 'local' });
  });

  it('is never a number when it is unknown', () => {
    expect(costFigure({ source: 'estimate', usd: null })).toMatchObject({ approximate: false, text: '$?', word: 'unknown' });
  });

  it('that never became known says what is known besides', () => {
    const figure = costFigure({ source: 'unknown', usd: null }, { promptTokens: 1204, completionTokens: 388 });
    expect(figure).toMatchObject({ text: '$?', word: 'unknown', exact: expect.stringContaining('1,204 tokens in, 388 out') as string });
  });

  it('that never became known is not the estimate, which is in the tooltip', () => {
    const figure = costFigure({ source: 'unknown', usd: '0.0054' });
    expect(figure).toMatchObject({ text: '$?', approximate: false, exact: expect.stringContaining('estimated at 0.0054 USD') as string });
  });

  it('names both bills under "bring your own key"', () => {
    const cost = { source: 'usage', usd: '0.011', parts: { chargeUsd: '0.001', upstreamUsd: '0.01' } } as const;
    expect(costFigure(cost).exact).toBe('0.011 USD = 0.001 charged by OpenRouter + 0.01 billed by the provider');
  });
});

const figures = (fields: Partial<Message> = {}) =>
  message({
    id: 'a',
    role: 'assistant',
    usage: { promptTokens: 1204, completionTokens: 388 },
    firstTokenMs: 600,
    latencyMs: 6900,
    ...fields,
  });
const came = (textTokens: number, reasoningTokens = 0) => ({ received: { textTokens, reasoningTokens } });

describe('velocity', () => {
  it('counts from the first token on', () => {
    expect(velocity(figures())).toBe(61);
  });

  it.each([
    ['before the first token', { firstTokenMs: null }],
    ['without counted tokens', { usage: null }],
    ['while nothing was counted', { usage: { promptTokens: 1, completionTokens: 0 } }],
    ['in the first half second of a stream', { state: 'streaming', ...came(40), latencyMs: 1000 }],
    ['of a part that version 0.1 kept: its tokens may be those of the bill', { state: 'stopped' }],
  ] as const)('is not known %s', (_name, fields) => {
    expect(velocity(figures(fields))).toBeNull();
  });

  it('is none for an answer that came at once', () => {
    expect(['burst', 12]).toEqual([velocity(figures({ latencyMs: 1099 })), velocity(figures({ latencyMs: 32_000 }))]);
  });

  it('is that of what arrived, where the bill is for more', () => {
    const usage = { promptTokens: 9, completionTokens: 1192 };
    expect(velocity(figures({ state: 'stopped', usage, ...came(20, 10), firstTokenMs: 0, latencyMs: 3000 }))).toBe(10);
    const hidden = { promptTokens: 9, completionTokens: 1192, reasoningTokens: 1000 };
    expect(velocity(figures({ usage: hidden, ...came(190), firstTokenMs: 0, latencyMs: 1000 }))).toBe(192);
    expect(velocity(figures({ usage: hidden, ...came(190, 100), firstTokenMs: 0, latencyMs: 1000 }))).toBe(292);
    expect(velocity(figures({ usage: hidden, firstTokenMs: 0, latencyMs: 1000 }))).toBe(192);
  });

  it('is never written as nothing where something came', () => {
    const slow = velocity(figures({ state: 'interrupted', ...came(19), firstTokenMs: 300, latencyMs: 60_300 }));
    expect(typeof slow === 'number' && rateFigure(slow)).toBe('< 1');
    expect(rateFigure(1)).toBe('1');
  });
});

describe('tokens of an answer', () => {
  const usage = { promptTokens: 9, completionTokens: 1192, reasoningTokens: 1000 };

  it('that was cut short are those that arrived, and what was billed stands beside them', () => {
    const part = figures({ state: 'stopped', usage, ...came(20, 10) });
    expect([arrivedTokens(part), billedTokens(part), textTokens(part)]).toEqual([30, 1192, 20]);
  });

  it('that is whole take of the next context what its text is', () => {
    const whole = figures({ usage, ...came(190, 900) });
    expect([billedTokens(whole), textTokens(whole)]).toEqual([null, 192]);
  });

  it('are not billed otherwise while there is no bill', () => {
    expect(billedTokens(figures({ state: 'interrupted', usage: { promptTokens: 9, completionTokens: 30 }, ...came(20, 10) }))).toBeNull();
  });
});

it.each([
  [0, '0 ms'],
  [40, '40 ms'],
  [99.6, '0.1 s'],
  [649, '0.6 s'],
  [99_949, '99.9 s'],
  [99_950, '100 s'],
  [3_600_000, '3,600 s'],
])('%i ms is %s', (ms, expected) => {
  expect(seconds(ms)).toBe(expected);
});

it.each([
  [null, ''],
  [8192, '8k'],
  [200_000, '200k'],
  [999_999, '1M'],
  [1_048_576, '1.05M'],
])('a context of %s tokens is %j', (tokens, expected) => {
  expect(contextSize(tokens)).toBe(expected);
});

it.each([
  ['anthropic/claude-sonnet-4.5', 'anthropic/'],
  ['demo/tour', ''],
  ['a-model-of-my-own', ''],
])('of %s, %j can be left out where there is little room', (id, maker) => {
  expect(makerPart(id)).toBe(maker);
});

describe('searching models', () => {
  const models = [model({ id: 'openai/gpt-5', name: 'OpenAI: GPT-5' }), model({ id: 'x/y', name: 'GPT by others' }), demonstration];

  it('finds every word, in any order, in id or name', () => {
    expect(matching(models, ' GPT  openai ')).toEqual([models[0]]);
  });

  it('finds everything without words', () => {
    expect(matching(models, '  ')).toEqual(models);
  });
});

describe('replacements for a failed model', () => {
  const dear = model({ id: 'dear', promptUsd: '0.001' });
  const near = model({ id: 'near', promptUsd: '0.000004' });
  const far = model({ id: 'far', promptUsd: '0.0005' });
  const failed = model({ id: 'failed' });

  it('cheaper than a model are those that ask less, and the demonstration model', () => {
    const ids = (of: string | null) => cheaperThan([far, demonstration, near, failed, dear], of).map(({ id }) => id);
    expect(ids('far')).toEqual(['far', demonstration.id, 'near', 'failed']);
    expect(ids('failed')).toEqual([demonstration.id, 'failed']);
    expect(ids('not in the catalogue')).toHaveLength(5);
  });

  it('are those used before, then the nearest in price, and the demonstration model at the end', () => {
    const ids = replacements([far, demonstration, near, failed, dear], 'failed', ['dear']).map(({ id }) => id);
    expect(ids).toEqual(['dear', 'near', 'far', 'demo/tour']);
  });

  it('leave out models whose price is unknown', () => {
    expect(replacements([failed, model({ id: 'router', promptUsd: null })], 'failed', [])).toEqual([]);
  });

  it('are a list one can read', () => {
    const many = Array.from({ length: 450 }, (_, index) => model({ id: `model-${index}` }));
    expect(replacements(many, 'failed', [])).toHaveLength(8);
  });
});

it('an index card says the time today, the day this year, the year before', () => {
  const now = new Date(2026, 2, 3, 18, 0).getTime();
  expect(cardDate(new Date(2026, 2, 3, 14, 2).getTime(), now)).toBe('14:02');
  expect(cardDate(new Date(2026, 1, 28, 9, 5).getTime(), now)).toBe('28 Feb 09:05');
  expect(cardDate(new Date(2025, 11, 31, 9, 5).getTime(), now)).toBe('31 Dec 2025');
});
