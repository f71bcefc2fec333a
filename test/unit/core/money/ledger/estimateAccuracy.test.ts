import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEntry, Settlement } from '../../../../../src/core/ports/ledger.ts';
import { billsInRecord, estimateAccuracy } from '../../../../../src/core/money/ledger/estimateAccuracy.ts';
import { modelKey } from '../../../../../src/shared/model/modelReference.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { propertyRuns } from '../../../../support/propertyRuns.ts';
import { bill, guess, ledgerEntry, settlement } from '../kit/ledgerEntry.ts';

/** A request whose reported tokens are listed at `listUsd`; 100 tokens of prompt and 10 of answer were counted of it. */
const billed = (usd: string, listUsd: string, said: Partial<Settlement> = {}, fields: Partial<LedgerEntry> = {}) =>
  attempt(bill(usd), { counted, usage: { promptTokens: 100, completionTokens: 10 }, listUsd, ...said }, fields);
const counted = { promptTokens: 100, completionTokens: 10, usd: '1' };
const attempt = (cost: Cost, said: Partial<Settlement>, fields: Partial<LedgerEntry> = {}) =>
  ledgerEntry('a', null, { settlement: settlement(cost, said), ...fields });
const m = modelKey({ modelId: 'm', endpoint: null });
const recordOf = (...entries: readonly LedgerEntry[]) => estimateAccuracy(entries).get(m);

describe('the record of a model', () => {
  it('is how bills compare with the listed price of the tokens that were reported, in the middle', () => {
    expect(recordOf(billed('3', '2'), billed('2', '2'), billed('2.4', '2'))).toEqual({
      modelId: 'm',
      endpoint: null,
      bills: 3,
      costRatio: 1.2,
      tokenRatio: 1,
      hiddenTokens: 0,
    });
    expect(recordOf(billed('1', '1'), billed('2', '1'))?.costRatio).toBe(1.5);
  });

  it('is one for each model, and for each server that has one of that name', () => {
    const elsewhere = { endpoint: 'https://elsewhere.example/v1' };
    const records = estimateAccuracy([billed('3', '2'), billed('1', '2', {}, { modelId: 'other' }), billed('8', '2', {}, elsewhere)]);
    expect([...records.values()].map(({ modelId, endpoint, costRatio }) => [modelId, endpoint, costRatio])).toEqual([
      ['m', null, 1.5],
      ['other', null, 0.5],
      ['m', elsewhere.endpoint, 4],
    ]);
  });

  it('goes back to the last twenty bills', () => {
    const old = Array.from({ length: 30 }, () => billed('9', '1'));
    const recent = Array.from({ length: 20 }, () => billed('2', '1'));
    expect(recordOf(...old, ...recent)).toMatchObject({ bills: 20, costRatio: 2 });
  });

  it('takes reasoning that was kept hidden for a longer answer, not for a higher price', () => {
    const usage = { promptTokens: 12, completionTokens: 5000, reasoningTokens: 4990 };
    const hidden = billed('0.010012', '0.010012', { counted: { promptTokens: 12, completionTokens: 1, usd: '0.000014' }, usage });
    expect(recordOf(hidden)).toMatchObject({ costRatio: 1, hiddenTokens: 4999 });
    expect(recordOf(billed('1', '1'), hidden, billed('1', '1'))).toMatchObject({ costRatio: 1, hiddenTokens: 0 });
  });

  it('does not take a tokenizer that counts more than ours for hidden reasoning', () => {
    const chinese = billed('1', '1', { usage: { promptTokens: 150, completionTokens: 15 } });
    expect(recordOf(chinese)).toMatchObject({ tokenRatio: 1.5, hiddenTokens: 0 });
  });

  it('leaves what a search cost out of the price of tokens', () => {
    expect(recordOf(billed('0.022', '0.002', { toolUsd: '0.02' }))?.costRatio).toBe(1);
  });

  it.each([
    ['has no bill yet', ledgerEntry('a', null)],
    ['was only estimated', attempt(guess('5'), { counted })],
    ['was billed by a record: more may have come than was counted', attempt({ source: 'generation', usd: '5' }, { counted })],
    ['was simulated', attempt(bill('5'), { counted }, { simulated: true })],
    ['was not counted', attempt(bill('5'), {})],
  ])('leaves out what %s', (_, entry) => {
    expect(recordOf(entry)).toBeUndefined();
  });

  it('has a bill that was verified afterwards', () => {
    const usage = { promptTokens: 100, completionTokens: 10 };
    expect(recordOf(attempt({ source: 'generation', usd: '3' }, { counted, usage, listUsd: '2' }))?.costRatio).toBe(1.5);
  });

  it('says nothing about money where no price was listed, or the list asks nothing', () => {
    const usage = { promptTokens: 200, completionTokens: 10 };
    expect(recordOf(attempt(bill('5'), { counted, usage }))).toMatchObject({ bills: 1, costRatio: 1, tokenRatio: 2 });
    expect(recordOf(billed('5', '0'))).toMatchObject({ costRatio: 1 });
  });

  it('says nothing about tokens where none were reported or counted', () => {
    expect(recordOf(attempt(bill('2'), { counted }))).toMatchObject({ tokenRatio: 1, hiddenTokens: 0 });
    const uncounted = { ...counted, promptTokens: 0 };
    expect(recordOf(attempt(bill('2'), { counted: uncounted, usage: { promptTokens: 9, completionTokens: 1 } }))?.tokenRatio).toBe(1);
  });

  it('keeps within what a price and a count can be wrong by', () => {
    const usage = { promptTokens: 10_000_000, completionTokens: 10 };
    expect(recordOf(billed('1', '0.0000001', { usage }))).toMatchObject({ costRatio: 100, tokenRatio: 4 });
    expect(recordOf(billed('0', '5', { usage: { ...usage, promptTokens: 0 } }))).toMatchObject({ costRatio: 0.1, tokenRatio: 0.25 });
  });
});

describe('for any sequence of bills', () => {
  const amount = fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 1, max: 500 }).map((cents) => (cents / 100).toFixed(2)) },
    { weight: 1, arbitrary: fc.constantFrom('0', '0.000000000001', '123456789', '-1', '1e-30', 'NaN') },
  );
  const tokens = fc.oneof(fc.nat(1000), fc.constantFrom(0, 1, 10_000_000));
  const entries = fc.array(
    fc
      .record({ usd: amount, listUsd: amount, prompt: tokens, completion: tokens, counted: tokens, toolUsd: fc.option(amount) })
      .map(({ usd, listUsd, prompt, completion, counted: ours, toolUsd }) =>
        billed(usd, listUsd, {
          usage: { promptTokens: prompt, completionTokens: completion },
          counted: { promptTokens: ours, completionTokens: ours, usd: null },
          ...(toolUsd !== null && { toolUsd }),
        }),
      ),
    { minLength: 1, maxLength: 40 },
  );

  it('the factors stay within what a price and a count can be wrong by', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const record = recordOf(...all);
        expect(record?.bills).toBe(Math.min(all.length, billsInRecord));
        expect(record?.costRatio).toBeGreaterThanOrEqual(0.1);
        expect(record?.costRatio).toBeLessThanOrEqual(100);
        expect(record?.tokenRatio).toBeGreaterThanOrEqual(0.25);
        expect(record?.tokenRatio).toBeLessThanOrEqual(4);
        expect(record?.hiddenTokens).toBeGreaterThanOrEqual(0);
        expect(record?.hiddenTokens).toBeLessThanOrEqual(10_000_000);
      }),
      { seed: 20261130, numRuns: propertyRuns(300) },
    );
  });

  it('less than half of them that are odd change nothing', () => {
    const honest = Array.from({ length: billsInRecord }, () => billed('2', '2'));
    const odd = fc.uniqueArray(fc.tuple(fc.nat(billsInRecord - 1), entries), {
      maxLength: billsInRecord / 2 - 1,
      selector: ([index]) => index,
    });
    fc.assert(
      fc.property(odd, (replaced) => {
        const all = replaced.reduce((sofar, [index, [entry]]) => sofar.with(index, entry!), honest);
        expect(recordOf(...all)).toMatchObject({ costRatio: 1, tokenRatio: 1, hiddenTokens: 0 });
      }),
      { seed: 20261130, numRuns: propertyRuns(300) },
    );
  });
});
