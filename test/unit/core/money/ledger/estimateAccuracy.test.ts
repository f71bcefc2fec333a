import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, Settlement } from '../../../../../src/core/ports/ledger.ts';
import { estimateAccuracy } from '../../../../../src/core/money/ledger/estimateAccuracy.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { bill, guess, ledgerEntry, settlement } from '../kit/ledgerEntry.ts';

/** A request that was billed, beside what had been counted of it: 100 tokens of prompt, reported as `promptTokens`. */
const billed = (billedUsd: string, countedUsd: string | null, promptTokens = 100, fields: Partial<LedgerEntry> = {}) =>
  attempt(
    bill(billedUsd),
    { counted: { promptTokens: 100, completionTokens: 10, usd: countedUsd }, usage: { promptTokens, completionTokens: 10 } },
    fields,
  );
const attempt = (cost: Cost, said: Partial<Settlement>, fields: Partial<LedgerEntry> = {}) =>
  ledgerEntry('a', null, { settlement: settlement(cost, said), ...fields });
const recordOf = (...entries: readonly LedgerEntry[]) => estimateAccuracy(entries).get('m');

describe('the record of a model', () => {
  it('is all that was billed divided by all that was estimated', () => {
    expect(recordOf(billed('3', '2'), billed('1', '2', 150))).toEqual({ modelId: 'm', bills: 2, costRatio: 1, tokenRatio: 1.25 });
  });

  it('is one for each model', () => {
    const records = estimateAccuracy([billed('3', '2'), billed('1', '2', 100, { modelId: 'other' })]);
    expect([...records.values()].map(({ modelId, costRatio }) => [modelId, costRatio])).toEqual([
      ['m', 1.5],
      ['other', 0.5],
    ]);
  });

  it('goes back to the last twenty bills', () => {
    const old = Array.from({ length: 30 }, () => billed('9', '1'));
    const recent = Array.from({ length: 20 }, () => billed('2', '1'));
    expect(recordOf(...old, ...recent)).toMatchObject({ bills: 20, costRatio: 2 });
  });

  const counted = { promptTokens: 100, completionTokens: 10, usd: '1' };
  it.each([
    ['has no bill yet', ledgerEntry('a', null)],
    ['was only estimated', attempt(guess('5'), { counted })],
    ['was billed by a record: more may have come than was counted', attempt({ source: 'generation', usd: '5' }, { counted })],
    ['was simulated', attempt(bill('5'), { counted }, { simulated: true })],
    ['was not counted', attempt(bill('5'), {})],
  ])('leaves out what %s', (_, entry) => {
    expect(recordOf(entry)).toBeUndefined();
  });

  it('says nothing about money where no price was known, or the estimate was nothing', () => {
    expect(recordOf(billed('5', null, 200))).toMatchObject({ bills: 1, costRatio: 1, tokenRatio: 2 });
    expect(recordOf(billed('5', '0'))).toMatchObject({ costRatio: 1 });
  });

  it('says nothing about tokens where none were reported or counted', () => {
    expect(recordOf(attempt(bill('2'), { counted }))).toMatchObject({ costRatio: 2, tokenRatio: 1 });
    const uncounted = { ...counted, promptTokens: 0 };
    expect(recordOf(attempt(bill('2'), { counted: uncounted, usage: { promptTokens: 9, completionTokens: 1 } }))?.tokenRatio).toBe(1);
  });

  it('keeps within what an estimate can be wrong by', () => {
    expect(recordOf(billed('1', '0.0000001', 10_000_000))).toMatchObject({ costRatio: 1000, tokenRatio: 1000 });
    expect(recordOf(billed('0', '5', 0))).toMatchObject({ costRatio: 0.01, tokenRatio: 0.01 });
  });

  it('lies between the lowest and the highest of its bills', () => {
    const cents = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cents, cents), { minLength: 1, maxLength: 20 }), (pairs) => {
        const ratios = pairs.map(([one, other]) => one / other);
        const ratio = recordOf(...pairs.map(([one, other]) => billed(String(one), String(other))))?.costRatio ?? NaN;
        expect(ratio).toBeGreaterThanOrEqual(Math.min(...ratios) - 1e-9);
        expect(ratio).toBeLessThanOrEqual(Math.max(...ratios) + 1e-9);
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });
});
