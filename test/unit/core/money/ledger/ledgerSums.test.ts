import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUsd, toUsd, zeroUsd } from '../../../../../src/shared/model/usd.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { LedgerSnapshot } from '../../../../../src/core/money/ledger/ledgerSnapshot.ts';
import { amountOf, isBilled, type RunningCost } from '../../../../../src/core/money/ledger/ledgerSums.ts';
import { isBilledSource } from '../../../../../src/shared/model/isBilledSource.ts';
import type { Cost, CostSource } from '../../../../../src/shared/model/money.ts';
import { bill, guess, ledgerEntry, settlement, unknown } from '../kit/ledgerEntry.ts';

const running = (attemptId: string, cost: Cost): RunningCost => ({ attemptId, conversationId: 'c', modelId: 'm', cost });
const sumOf = (entries: readonly LedgerEntry[], runs: readonly RunningCost[]) => new LedgerSnapshot(entries).sum(runs);
const sum = (entries: readonly LedgerEntry[], runs: readonly RunningCost[] = []) => {
  const { usd, approximate } = sumOf(entries, runs);
  return { usd: toUsd(usd), approximate };
};

describe('the sum of a ledger', () => {
  it('is that of decimals', () => {
    expect(sum([ledgerEntry('1', bill('0.1')), ledgerEntry('2', bill('0.2'))])).toEqual({ usd: '0.3', approximate: false });
  });

  it('of nothing is zero, for certain', () => {
    expect(sum([])).toEqual({ usd: '0', approximate: false });
  });

  it.each([
    ['an estimate', ledgerEntry('1', guess('2')), '2'],
    ['an unknown bill', ledgerEntry('1', unknown), '0'],
    ['an attempt that is not settled', ledgerEntry('1', null), '0'],
    ['a request whose bill is not waited for', ledgerEntry('1', null, { dismissed: true }), '0'],
  ])('is approximate with %s', (_, entry, usd) => {
    expect(sum([ledgerEntry('0', bill('1')), entry])).toEqual({ usd: toUsd(parseUsd(usd)!.add(1)), approximate: true });
  });

  it('has what was counted where the bill is unknown', () => {
    const counted = { promptTokens: 1, completionTokens: 1, usd: '0.5' };
    const entry = ledgerEntry('1', null, { settlement: settlement(unknown, { counted }) });
    expect(sum([entry])).toEqual({ usd: '0.5', approximate: true });
  });

  it('leaves simulated money out, running or not', () => {
    const simulated: Cost = { source: 'simulated', usd: '3' };
    const entries = [ledgerEntry('1', simulated, { simulated: true }), ledgerEntry('2', null, { simulated: true })];
    expect(sum(entries, [running('2', simulated), running('3', simulated)])).toEqual({ usd: '0', approximate: false });
  });

  it('counts what runs once, as the running request knows it', () => {
    expect(sum([ledgerEntry('1', null)], [running('1', guess('0.25'))])).toEqual({ usd: '0.25', approximate: true });
  });

  it('counts a request that runs on behind its stopped answer by its newest estimate', () => {
    expect(sum([ledgerEntry('1', guess('0.1'))], [running('1', guess('0.4'))])).toEqual({ usd: '0.4', approximate: true });
  });

  it('counts the bill of a request that this window still takes for running', () => {
    expect(sum([ledgerEntry('1', bill('0.1'))], [running('1', guess('0.4'))])).toEqual({ usd: '0.1', approximate: false });
  });

  it('is not approximate by a running request whose bill was reported', () => {
    expect(sum([ledgerEntry('1', null)], [running('1', bill('0.4'))])).toEqual({ usd: '0.4', approximate: false });
  });
});

describe('for all ledgers', () => {
  const usd = fc.bigInt({ min: 0n, max: 10n ** 20n }).map((units) => {
    const digits = units.toString().padStart(17, '0');
    return `${digits.slice(0, -16)}.${digits.slice(-16)}`;
  });
  const cost = fc.oneof(
    usd.map(bill),
    usd.map(guess),
    usd.map((amount): Cost => ({ source: 'generation', usd: amount })),
    fc.constant<Cost>({ source: 'local', usd: null }),
    fc.constant<Cost>({ source: 'uncharged', usd: '0' }),
    fc.constant(unknown),
  );
  const attempt = fc.record({ settled: fc.option(cost), runs: fc.option(cost), here: fc.boolean() });
  const ledgers = fc.array(attempt, { maxLength: 15 }).map((attempts) => ({
    entries: attempts.flatMap(({ settled, here }, index) => (here ? [ledgerEntry(String(index), settled)] : [])),
    runs: attempts.flatMap(({ runs }, index) => (runs ? [running(String(index), runs)] : [])),
  }));
  const runs = { seed: 20261127, numRuns: 500 };

  it('the order changes nothing', () => {
    fc.assert(
      fc.property(ledgers, ({ entries, runs }) => {
        expect(sum([...entries].reverse(), [...runs].reverse())).toEqual(sum(entries, runs));
      }),
      runs,
    );
  });

  it('no attempt is counted twice: each is its bill, else what runs, else its estimate', () => {
    const isBillSource = (source: CostSource | undefined) => source !== undefined && isBilledSource(source);
    fc.assert(
      fc.property(ledgers, ({ entries, runs }) => {
        const ids = new Set([...entries.map(({ id }) => id), ...runs.map(({ attemptId }) => attemptId)]);
        let expected = zeroUsd();
        for (const id of ids) {
          const settled = entries.find((entry) => entry.id === id)?.settlement?.cost;
          const runs_ = runs.find(({ attemptId }) => attemptId === id)?.cost;
          const counts = isBillSource(settled?.source) ? settled : (runs_ ?? settled);
          expected = expected.add(parseUsd(counts?.usd) ?? 0);
        }
        expect(sumOf(entries, runs).usd.eq(expected)).toBe(true);
      }),
      runs,
    );
  });

  it('the sign stands exactly where a part is estimated or unknown', () => {
    const isCertain = (cost: Cost | undefined) => cost !== undefined && ['usage', 'generation', 'local', 'uncharged'].includes(cost.source);
    fc.assert(
      fc.property(ledgers, ({ entries, runs }) => {
        const ids = [...new Set([...entries.map(({ id }) => id), ...runs.map(({ attemptId }) => attemptId)])];
        const uncertain = ids.filter((id) => {
          const settled = entries.find((entry) => entry.id === id)?.settlement?.cost;
          const runs_ = runs.find(({ attemptId }) => attemptId === id)?.cost;
          return !isCertain(settled) && !isCertain(runs_ ?? settled);
        });
        expect(sumOf(entries, runs).approximate).toBe(uncertain.length > 0);
      }),
      runs,
    );
  });

  it('the sum of two ledgers is the sum of both, whatever the grouping', () => {
    fc.assert(
      fc.property(fc.array(usd), fc.array(usd), fc.array(usd), (first, second, third) => {
        const entries = (amounts: readonly string[], name: string) => amounts.map((each, index) => ledgerEntry(name + index, bill(each)));
        const [a, b, c] = [entries(first, 'a'), entries(second, 'b'), entries(third, 'c')];
        const left = sumOf([...a, ...b], []).usd.add(sumOf(c, []).usd);
        const right = sumOf(a, []).usd.add(sumOf([...b, ...c], []).usd);
        expect([left.eq(right), left.eq(sumOf([...a, ...b, ...c], []).usd)]).toEqual([true, true]);
      }),
      runs,
    );
  });
});

describe('a snapshot that goes on from an earlier one', () => {
  const long = Array.from({ length: 2500 }, (_, index) => ledgerEntry(String(index), index % 3 ? bill('0.001') : guess('0.002')));

  it.each([
    ['when one in the middle was settled', long.with(1200, ledgerEntry('1200', bill('7')))],
    ['when one came last', [...long, ledgerEntry('new', bill('7'))]],
    ['when some came from elsewhere', [ledgerEntry('new', null), ...long]],
    ['when a month has begun', long.slice(0, 3)],
  ])('has what one that is made anew has: %s', (_, entries) => {
    const [next, anew] = [new LedgerSnapshot(entries, new LedgerSnapshot(long)), new LedgerSnapshot(entries)];
    const runs = [running('1200', guess('3')), running('elsewhere', guess('4'))];
    expect(next.sum(runs)).toEqual(anew.sum(runs));
    expect(next.open).toEqual(anew.open);
    expect(next.find('1200')).toBe(entries.find(({ id }) => id === '1200'));
  });
});

describe('the amount of a request', () => {
  it.each([
    ['is null before it is settled', ledgerEntry('1', null), null],
    ['is its bill', ledgerEntry('1', bill('0.00412')), '0.00412'],
    ['is null when it is unknown, not zero', ledgerEntry('1', unknown), null],
  ])('%s', (_, entry, expected) => {
    const amount = amountOf(entry);
    expect(amount && toUsd(amount)).toBe(expected);
  });

  it('is open until a bill of any source is here', () => {
    const sources = ['usage', 'generation', 'simulated', 'estimate', 'unknown'] as const;
    const billed = sources.filter((source) => isBilled(ledgerEntry('1', { source, usd: '1' })));
    expect(billed).toEqual(['usage', 'generation', 'simulated']);
    expect(isBilled(ledgerEntry('1', null))).toBe(false);
  });
});
