import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LedgerFold } from '../../../../src/archive/ledger/ledgerFold.ts';
import type { Operation, OperationBody } from '../../../../src/archive/log/operations.ts';
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
      fc.asyncProperty(history, async (operations) => {
        const projection = await projectionOf(operations);
        const rows = projection.database.rows(
          'SELECT attempt_id, cost_source, cost_usd FROM ledger WHERE created_at IS NOT NULL ORDER BY attempt_id',
        );
        projection.database.close();
        const entries = foldOf(operations)
          .entries()
          .map(({ id, settlement }) => ({
            attempt_id: id,
            cost_source: settlement?.cost.source ?? null,
            cost_usd: settlement?.cost.usd ?? null,
          }))
          .sort((a, b) => (a.attempt_id < b.attempt_id ? -1 : 1));
        expect(entries).toEqual(rows);
      }),
      { seed: 20260102, numRuns: 40 },
    );
  });
});
