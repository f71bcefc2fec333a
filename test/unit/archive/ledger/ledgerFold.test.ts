import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerFold } from '../../../../src/archive/ledger/ledgerFold.ts';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import { selectEntries } from '../../../../src/archive/projection/projectionQueries.ts';
import { history } from '../kit/historyArbitrary.ts';
import { noon, operation, writerA, writerB } from '../kit/logs.ts';
import { projectionOf } from '../kit/projection.ts';

const opened: OperationBody = {
  t: 'attempt.opened',
  attempt: 'x',
  conversation: 'c',
  message: 'a',
  purpose: 'chat',
  model: 'm/1',
  simulated: false,
  createdAt: noon,
};
const settled = (usd: string, generation: string | null = null): OperationBody => ({
  t: 'attempt.settled',
  attempt: 'x',
  cost: { source: 'usage', usd },
  generation,
  servedModel: 'm/1:x',
  provider: 'P',
  usage: null,
  raw: { cost: 1 },
});
/** Two attempts with everything that a settlement can say, in no order, and told twice. */
const wholeBill = fc
  .record({
    createdAt: fc.integer({ min: noon, max: noon + 3 }),
    simulated: fc.boolean(),
    usd: fc.option(fc.constant('0.1'), { nil: null }),
    parts: fc.boolean(),
    usage: fc.option(
      fc.record(
        { promptTokens: fc.nat(9), completionTokens: fc.nat(9), cachedTokens: fc.nat(9), reasoningTokens: fc.nat(9) },
        { requiredKeys: ['promptTokens', 'completionTokens'] },
      ),
      { nil: null },
    ),
    raw: fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), { nil: null }),
    generation: fc.option(fc.constant('gen-2'), { nil: null }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 0], { minLength: 5 }),
  })
  .map(({ createdAt, simulated, usd, parts, usage, raw, generation, order }): Operation[] => {
    const bodies: OperationBody[] = [
      { ...opened, attempt: 'whole', createdAt, simulated },
      { ...opened, attempt: 'other', createdAt: noon + 1 },
      { t: 'attempt.generation', attempt: 'whole', generation: 'gen-1' },
      {
        ...{ t: 'attempt.settled', attempt: 'whole', generation, servedModel: null, provider: 'P', usage, raw },
        cost: { source: 'usage', usd, ...(parts && { parts: { chargeUsd: '0.05', upstreamUsd: '0.05' } }) },
      },
    ];
    return order.map((index) => operation(writerB, index + 1, bodies[index] ?? opened));
  });
const foldOf = (operations: readonly Operation[]): LedgerFold => {
  const fold = new LedgerFold();
  for (const entry of operations) fold.apply(entry);
  return fold;
};

describe('the ledger', () => {
  it('has one entry for an attempt, not settled at first', () => {
    expect(foldOf([operation(writerA, 1, opened)]).entries()).toEqual([
      {
        id: 'x',
        conversationId: 'c',
        messageId: 'a',
        purpose: 'chat',
        modelId: 'm/1',
        simulated: false,
        createdAt: noon,
        settlement: null,
      },
    ]);
  });

  it('takes the last settlement, in the order of the logs', () => {
    const late = operation(writerB, 9, settled('2'));
    const early = operation(writerA, 2, settled('1'));
    for (const order of [
      [late, early],
      [early, late],
    ])
      expect(foldOf([operation(writerA, 1, opened), ...order]).entries()[0]?.settlement?.cost).toEqual({ source: 'usage', usd: '2' });
  });

  it('remembers the generation that was noted when the settlement has none', () => {
    const noted = operation(writerA, 2, { t: 'attempt.generation', attempt: 'x', generation: 'gen-1' });
    const [entry] = foldOf([operation(writerA, 1, opened), noted, operation(writerA, 3, settled('1'))]).entries();
    expect(entry?.settlement).toEqual({
      cost: { source: 'usage', usd: '1' },
      generationId: 'gen-1',
      servedModelId: 'm/1:x',
      provider: 'P',
      usage: null,
      rawUsage: { cost: 1 },
    });
  });

  it('says in memory what the database says', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(wholeBill, { maxLength: 3 }), async (operations, bills) => {
        const all = [...operations, ...bills.flat()];
        const { database } = await projectionOf(all);
        const entries = foldOf(all).entries();
        const conversations = [...new Set(entries.map(({ conversationId }) => conversationId))];
        const inMemory = conversations.map((id) => entries.filter(({ conversationId }) => conversationId === id));
        expect(inMemory).toEqual(conversations.map((id) => selectEntries(database, id)));
        expect(entries).toHaveLength(
          Number(database.rows('SELECT count(*) AS count FROM ledger WHERE created_at IS NOT NULL')[0]?.['count']),
        );
        database.close();
      }),
      { seed: 20260102, numRuns: 100 },
    );
  });
});
