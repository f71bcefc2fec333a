import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerFold } from '../../../../src/archive/ledger/ledgerFold.ts';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
import { selectEntries } from '../../../../src/archive/projection/projectionQueries.ts';
import { history } from '../kit/historyArbitrary.ts';
import { noon, operation, writerA, writerB } from '../kit/logs.ts';
import { projectionOf } from '../kit/projection.ts';
import { propertyRuns } from '../../../support/propertyRuns.ts';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

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
    forecast: fc.option(fc.constant({ promptTokens: 1.5, maxTokens: 9, leastUsd: null, mostUsd: '0.2' })),
    measured: fc.record(
      { counted: fc.constant({ promptTokens: 7, completionTokens: 0.5, usd: null }), latencyMs: fc.constantFrom(0, 3.4) },
      { requiredKeys: [] },
    ),
    // As it is in a log: JSON writes 0 for -0.
    raw: fc.option(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }).map(throughJson), { nil: null }),
    generation: fc.option(fc.constant('gen-2'), { nil: null }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 0], { minLength: 5 }),
  })
  .map(({ createdAt, simulated, usd, parts, usage, forecast, measured, raw, generation, order }): Operation[] => {
    const bodies: OperationBody[] = [
      { ...opened, attempt: 'whole', createdAt, simulated, ...(forecast && { forecast }) },
      { ...opened, attempt: 'other', createdAt: noon + 1 },
      { t: 'attempt.generation', attempt: 'whole', generation: 'gen-1', account: 'key' },
      {
        t: 'attempt.settled',
        attempt: 'whole',
        generation,
        servedModel: null,
        provider: 'P',
        usage,
        raw,
        cost: { source: 'usage', usd, ...(parts && { parts: { chargeUsd: '0.05', upstreamUsd: '0.05' } }) },
        ...measured,
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
        forecast: null,
        generationId: null,
        account: null,
        settlement: null,
        dismissed: false,
      },
    ]);
  });

  it('knows what was expected, and which key pays', () => {
    const forecast = { promptTokens: 7, maxTokens: 100, leastUsd: '0.1', mostUsd: null };
    const noted = operation(writerA, 2, { t: 'attempt.generation', attempt: 'x', generation: 'gen-1', account: 'key' });
    const again = operation(writerB, 9, { t: 'attempt.generation', attempt: 'x', generation: 'gen-1' });
    expect(foldOf([operation(writerA, 1, { ...opened, forecast }), again, noted]).entries()).toMatchObject([
      { forecast, generationId: 'gen-1', account: 'key', settlement: null },
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
      counted: null,
      firstTokenMs: null,
      latencyMs: null,
    });
    expect(entry?.generationId).toBe('gen-1');
  });

  it('says in memory what the database says, whichever order each of them read', async () => {
    const enqueue = (bill: readonly Operation[], turn: number) =>
      bill.map((entry) => ({ ...entry, seq: entry.seq + 10 * turn, lc: entry.lc + 10 * turn }));
    const all = fc
      .tuple(history, fc.array(wholeBill, { maxLength: 3 }))
      .map(([operations, bills]) => [...operations, ...bills.flatMap(enqueue)]);
    const twoOrders = all.chain((operations) =>
      fc.tuple(fc.constant(operations), fc.shuffledSubarray([...operations, ...operations], { minLength: 2 * operations.length })),
    );
    await fc.assert(
      fc.asyncProperty(twoOrders, async ([straight, shuffled]) => {
        const { database } = await projectionOf(straight);
        const entries = foldOf(shuffled).entries();
        const conversations = [...new Set(entries.map(({ conversationId }) => conversationId))];
        const inMemory = conversations.map((id) => entries.filter(({ conversationId }) => conversationId === id));
        expect(inMemory).toEqual(conversations.map((id) => selectEntries(database, id)));
        expect(entries).toHaveLength(
          Number(database.rows('SELECT count(*) AS count FROM ledger WHERE created_at IS NOT NULL')[0]?.['count']),
        );
        database.close();
      }),
      { seed: 20260102, numRuns: propertyRuns(100) },
    );
  });
});

describe('entries that are asked for again', () => {
  it('are the same objects where nothing has changed, so that sums of them can be kept', () => {
    const fold = new LedgerFold();
    fold.apply(operation(writerA, 1, { ...opened, attempt: 'still' }));
    fold.apply(operation(writerA, 2, opened));
    const before = fold.entries();
    fold.apply(operation(writerA, 3, settled('0.1')));
    const after = fold.entries();
    expect(after.map((entry, index) => entry === before[index])).toEqual([true, false]);
    expect(after[1]?.settlement?.cost.usd).toBe('0.1');
  });
});
