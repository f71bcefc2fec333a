import { expect, it } from 'vitest';
import { type AnswerFigures, figuresAfter, movedFigures } from '../../../../src/shared/model/movedFigures.ts';

const known: AnswerFigures = {
  cost: { source: 'estimate', usd: '0.001' },
  usage: { promptTokens: 28, completionTokens: 10 },
  received: { textTokens: 10, reasoningTokens: 0 },
  firstTokenMs: 300,
  latencyMs: 900,
};
const counted = (textTokens: number, reasoningTokens: number): Pick<AnswerFigures, 'usage' | 'received'> => ({
  received: { textTokens, reasoningTokens },
  usage: { promptTokens: 28, completionTokens: textTokens + reasoningTokens, ...(reasoningTokens > 0 && { reasoningTokens }) },
});

it.each<[string, Partial<AnswerFigures>, object]>([
  ['nothing', {}, {}],
  ['the time', { latencyMs: 950 }, { latencyMs: 950 }],
  ['text', { ...counted(12, 0), cost: { source: 'estimate', usd: '0.002' } }, { textTokens: 12, usd: '0.002' }],
  ['a cost that is not known any more', { cost: { source: 'estimate', usd: null } }, { usd: null }],
  ['the first reasoning', counted(10, 4), { reasoningTokens: 4 }],
])('says of %s only what has moved, and the rest follows', (_name, changes, moved) => {
  const next = { ...known, ...changes };
  expect(movedFigures(known, next)).toEqual(moved);
  expect(figuresAfter(known, moved)).toEqual(next);
});

it.each<[string, Partial<AnswerFigures>]>([
  ['the first token', { firstTokenMs: 400 }],
  ['a bill', { cost: { source: 'usage', usd: '0.001' } }],
  ['a bill in parts', { cost: { source: 'estimate', usd: '0.001', parts: { chargeUsd: '0', upstreamUsd: '0.001' } } }],
  ['reported tokens', { usage: { promptTokens: 27, completionTokens: 10, cachedTokens: 0 } }],
  ['a request that begins again', { ...counted(0, 0), firstTokenMs: null }],
])('cannot say so of %s', (_name, changes) => {
  expect(movedFigures(known, { ...known, ...changes })).toBeNull();
});

it('can be said of an entry that has no count yet', () => {
  const { received: _received, ...uncounted } = known;
  expect(movedFigures(uncounted, known)).toEqual({ textTokens: 10, reasoningTokens: 0 });
});
