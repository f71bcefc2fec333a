import * as fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { CostTracker, isUnresolved } from '../../../../../src/core/money/ledger/costTracker.ts';
import { ledgerOf } from '../../../../support/ledgerOf.ts';
import { testClock } from '../../../../support/testClock.ts';
import { bill, guess, ledgerEntry, settlement, unknown } from '../kit/ledgerEntry.ts';
import { MemoryLedger } from '../kit/memoryLedger.ts';
import { reportedUsage } from '../kit/reportedUsage.ts';
import { pricedModel } from '../kit/pricedModel.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const hour = 3_600_000;

const tracker = (entries: readonly LedgerEntry[] = [], at = noon) => new CostTracker(ledgerOf(entries), testClock(at));
const entry: typeof ledgerEntry = (id, cost, fields) => ledgerEntry(id, cost, { createdAt: noon, ...fields });
/** A bill beside the listed price of what it is for. */
const m = { modelId: 'm', endpoint: null };
const recorded = (id: string, billed: string, listUsd: string, fields: Partial<LedgerEntry> = {}) =>
  entry(id, null, {
    settlement: settlement(bill(billed), { listUsd, counted: { promptTokens: 1, completionTokens: 1, usd: listUsd } }),
    ...fields,
  });

describe('estimate', () => {
  const tokens = { promptTokens: 67, completionTokens: 5 };

  it('multiplies tokens by prices per token, exactly', () => {
    const model = pricedModel({ promptUsd: '0.00000015', completionUsd: '0.0000006' });
    expect(tracker().estimate(model, tokens, m)).toEqual({ source: 'estimate', usd: '0.00001305' });
  });

  it('keeps prices with sixteen decimals', () => {
    const model = pricedModel({ promptUsd: '0.0000000416666666666667', completionUsd: '0' });
    expect(tracker().estimate(model, { promptTokens: 3, completionTokens: 0 }, m).usd).toBe('0.0000001250000000000001');
  });

  it.each([
    ['the prompt', pricedModel({ promptUsd: null })],
    ['the answer', pricedModel({ completionUsd: null })],
    ['a router', pricedModel({ promptUsd: '-1', completionUsd: '-1' })],
    ['a model that is not known', undefined],
  ])('is unknown without a price of %s, not zero', (_, model) => {
    expect(tracker().estimate(model, tokens, m)).toEqual(unknown);
  });

  it('is simulated money for a simulated model', () => {
    const model = pricedModel({ promptUsd: '1', completionUsd: '1', simulated: true });
    expect(tracker().estimate(model, { promptTokens: 1, completionTokens: 1 }, m)).toEqual({ source: 'simulated', usd: '2' });
  });

  it('is corrected by the bills of before, once the ledger has been read', async () => {
    const costs = tracker([recorded('1', '1.5', '1')]);
    const before = costs.estimate(pricedModel({ promptUsd: '1' }), { promptTokens: 2, completionTokens: 0 }, m);
    await costs.snapshots(null);
    const after = costs.estimate(pricedModel({ promptUsd: '1' }), { promptTokens: 2, completionTokens: 0 }, m);
    expect([before.usd, after.usd]).toEqual(['2', '3']);
  });

  it('of a variant is corrected by the bills of the variant, not by those of its model', async () => {
    const costs = tracker([recorded('1', '3', '1', { modelId: 'm:nitro' }), recorded('2', '1', '1')]);
    await costs.snapshots(null);
    const tokens = { promptTokens: 1, completionTokens: 0 };
    const model = pricedModel({ promptUsd: '1' });
    expect([costs.estimate(model, tokens, { ...m, modelId: 'm:nitro' }).usd, costs.estimate(model, tokens, m).usd]).toEqual(['3', '1']);
  });

  it('keeps its correction when a new month begins', async () => {
    const clock = testClock(noon);
    const costs = new CostTracker(new MemoryLedger([recorded('1', '1.5', '1')]), clock);
    await costs.snapshots(null);
    clock.advance(31 * 24 * hour);
    await costs.snapshots(null);
    expect(costs.record(m)?.costRatio).toBe(1.5);
  });
});

describe('a record', () => {
  const monthAgo = (months: number) => new Date(2026, 10 - months, 20, 12).getTime();
  const bills = (count: number, months: number, fields: Partial<LedgerEntry> = {}) =>
    Array.from({ length: count }, (_, index) => recorded(`${months} ${index}`, '1.5', '1', { createdAt: monthAgo(months), ...fields }));

  it('is there on the first of a month, from the bills of those before', async () => {
    const costs = new CostTracker(ledgerOf(bills(3, 1)), testClock(new Date(2026, 10, 1, 9).getTime()));
    await costs.recall(m);
    expect(costs.record(m)).toMatchObject({ bills: 3, costRatio: 1.5 });
    expect((await costs.spend(null, [])).monthUsd).toBe('0');
  });

  it('goes back over months until it is full, and a year at most', async () => {
    const ledger = new MemoryLedger([...bills(12, 0), ...bills(8, 1), ...bills(1, 11, { modelId: 'rare' }), ...bills(1, 14)]);
    const costs = new CostTracker(ledger, testClock(noon));
    await costs.recall(m);
    expect([costs.record(m)?.bills, ledger.reads]).toEqual([20, 2]);
    await costs.recall({ ...m, modelId: 'rare' });
    expect(costs.record({ ...m, modelId: 'rare' })?.bills).toBe(1);
    await costs.recall({ ...m, modelId: 'never' });
    expect([costs.record({ ...m, modelId: 'never' }), ledger.reads]).toEqual([null, 4]);
  });

  it('of a server is not that of another one', async () => {
    const costs = tracker(bills(1, 0, { endpoint: 'https://dear.example/v1' }));
    await costs.recall(m);
    expect([costs.record(m), costs.record({ ...m, endpoint: 'https://dear.example/v1' })?.costRatio]).toEqual([null, 1.5]);
  });
});

describe('billed', () => {
  it('is the charge alone when the provider was paid through the account', () => {
    const usage = reportedUsage({ chargeUsd: '0.00001305', upstreamUsd: '0.00001305' });
    expect(tracker().billed(usage, 'usage')).toEqual({ source: 'usage', usd: '0.00001305' });
  });

  it('adds the bill of the provider under "bring your own key" and keeps the parts', () => {
    expect(tracker().billed(reportedUsage({ chargeUsd: '0.000325', upstreamUsd: '0.0065', byok: true }), 'generation')).toEqual({
      source: 'generation',
      usd: '0.006825',
      parts: { chargeUsd: '0.000325', upstreamUsd: '0.0065' },
    });
  });

  it.each([null, 'NaN', 'Infinity', ''])('is null when the charge is %j, not zero', (chargeUsd) => {
    expect(tracker().billed(reportedUsage({ chargeUsd, upstreamUsd: '1', byok: true }), 'usage')).toBeNull();
  });

  it.each([
    ['nothing', '0', 'usage'],
    ['a fee', '0.000325', 'usage'],
    ['nothing, also on record', '0', 'generation'],
  ] as const)('is null under "bring your own key" where only %s is told of the two', (_name, chargeUsd, source) => {
    expect(tracker().billed(reportedUsage({ chargeUsd, byok: true }), source)).toBeNull();
  });

  it('under "bring your own key" may be of nothing where the provider says so', () => {
    expect(tracker().billed(reportedUsage({ chargeUsd: '0', upstreamUsd: '0', byok: true }), 'usage')?.usd).toBe('0');
  });

  it('of nothing is a bill', () => {
    expect(tracker().billed(reportedUsage({ chargeUsd: '0' }), 'usage')).toEqual({ source: 'usage', usd: '0' });
  });
});

describe('spend', () => {
  it('adds the ledger of the conversation, of the local day and of the local month', async () => {
    const spend = await tracker([
      entry('1', bill('0.1')),
      entry('2', bill('0.2')),
      entry('3', bill('0.4'), { conversationId: 'other' }),
      entry('4', bill('5'), { conversationId: 'other', createdAt: noon - 24 * hour }),
    ]).spend('c', []);
    expect(spend).toMatchObject({ conversationUsd: '0.3', todayUsd: '0.7', monthUsd: '5.7', conversationApproximate: false });
  });

  it('leaves simulated money out', async () => {
    const spend = await tracker([entry('1', { source: 'simulated', usd: '3' }, { simulated: true })]).spend('c', []);
    expect(spend).toMatchObject({ conversationUsd: '0', conversationApproximate: false, unresolved: 0, byModel: [] });
  });

  it('says that it is approximate while an attempt is not settled, and how many are not', async () => {
    const lost = entry('1', null, { createdAt: noon - hour });
    const spend = await tracker([lost, entry('2', guess('1')), entry('3', null, { dismissed: true })]).spend('c', []);
    expect(spend).toMatchObject({ conversationUsd: '1', conversationApproximate: true, unresolved: 2 });
  });

  it('takes a request that was begun just now for one that runs in another window', async () => {
    expect(await tracker([entry('1', null)]).spend('c', [])).toMatchObject({ conversationApproximate: true, unresolved: 0 });
  });

  it('says so of the month alone where only another day of it is', async () => {
    const costs = tracker([entry('1', bill('1')), entry('2', guess('1'), { createdAt: noon - 24 * hour, conversationId: 'other' })]);
    expect(await costs.spend('c', [])).toMatchObject({ todayUsd: '1', monthUsd: '2', todayApproximate: false, monthApproximate: true });
  });

  it('has the sign at each sum by its own parts: an estimate elsewhere leaves this conversation exact', async () => {
    const costs = tracker([entry('1', bill('1')), entry('2', guess('1'), { conversationId: 'other' })]);
    const signs = ({ conversationApproximate, todayApproximate, monthApproximate }: Awaited<ReturnType<CostTracker['spend']>>) => [
      conversationApproximate,
      todayApproximate,
      monthApproximate,
    ];
    expect(signs(await costs.spend('c', []))).toEqual([false, true, true]);
    expect(signs(await costs.spend('other', []))).toEqual([true, true, true]);
    expect(signs(await costs.spend(null, []))).toEqual([false, true, true]);
  });

  it('counts running answers of this conversation and of the day, and takes none for unresolved', async () => {
    const running = ['c', 'other'].map((conversationId) => ({
      attemptId: conversationId,
      conversationId,
      modelId: 'm',
      cost: guess('0.01'),
    }));
    const entries = [entry('c', null), entry('other', null, { conversationId: 'other' })];
    expect(await tracker(entries).spend('c', running)).toMatchObject({
      conversationUsd: '0.01',
      todayUsd: '0.02',
      monthUsd: '0.02',
      conversationApproximate: true,
      unresolved: 0,
    });
  });

  it('names the models of the conversation, the dearest first, and none that cost nothing', async () => {
    const spend = await tracker([
      entry('1', bill('1'), { modelId: 'cheap' }),
      entry('2', bill('2'), { modelId: 'dear' }),
      entry('3', bill('1.5'), { modelId: 'cheap' }),
      entry('4', bill('0'), { modelId: 'free' }),
      entry('5', bill('9'), { modelId: 'elsewhere', conversationId: 'other' }),
    ]).spend('c', []);
    expect(spend.byModel).toEqual([
      { modelId: 'cheap', usd: '2.5' },
      { modelId: 'dear', usd: '2' },
    ]);
  });

  it('gives the same sum in every order', async () => {
    const price = fc.integer({ min: 0, max: 10 ** 9 }).map((n) => `0.${String(n).padStart(16, '0')}`);
    await fc.assert(
      fc.asyncProperty(fc.array(price, { maxLength: 20 }), fc.infiniteStream(fc.nat()), async (prices, keys) => {
        const entries = prices.map((usd, index) => entry(String(index), bill(usd)));
        const shuffled = entries.map((item) => [keys.next().value, item] as const).sort(([a], [b]) => Number(a) - Number(b));
        const [first, second] = [await tracker(entries).spend('c', []), await tracker(shuffled.map(([, item]) => item)).spend('c', [])];
        expect(first).toEqual(second);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('the local day and month of what was spent', () => {
  afterEach(() => vi.unstubAllEnvs());

  const spent = async (zone: string, now: string, ...times: readonly string[]) => {
    vi.stubEnv('TZ', zone);
    const entries = times.map((time, index) => entry(time, bill(String(10 ** index)), { createdAt: Date.parse(time) }));
    const { todayUsd, monthUsd } = await tracker(entries, Date.parse(now)).spend(null, []);
    return { todayUsd, monthUsd };
  };

  it.each([
    ['UTC', '2026-11-20T12:00Z', '2026-11-20T00:00Z', '2026-11-19T23:59:59.999Z', '2026-10-31T23:59:59.999Z'],
    ['Pacific/Kiritimati', '2026-11-20T12:00+14:00', '2026-11-20T00:00+14:00', '2026-11-19T23:59:59.999+14:00', '2026-10-31T23:59+14:00'],
    ['America/New_York', '2026-11-01T23:30-05:00', '2026-11-01T00:00-04:00', '2026-11-01T01:30-05:00', '2026-10-31T23:59:59.999-04:00'],
    ['Asia/Kolkata', '2026-11-20T00:00+05:30', '2026-11-20T00:00+05:30', '2026-11-19T23:59:59.999+05:30', '2026-10-31T23:59+05:30'],
  ] as const)('end at midnight in %s', async (zone, now, ...times) => {
    const { todayUsd, monthUsd } = await spent(zone, now, ...times);
    const wholeDay = zone === 'America/New_York';
    expect({ todayUsd, monthUsd }).toEqual({ todayUsd: wholeDay ? '11' : '1', monthUsd: '11' });
  });

  it('have all of a day of 23 hours and of one of 25', async () => {
    const berlin = 'Europe/Berlin';
    expect(await spent(berlin, '2026-03-29T23:59+02:00', '2026-03-29T00:00+01:00', '2026-03-28T23:59+01:00')).toMatchObject({
      todayUsd: '1',
    });
    expect(await spent(berlin, '2026-10-25T23:59+01:00', '2026-10-25T00:00+02:00', '2026-10-24T23:59+02:00')).toMatchObject({
      todayUsd: '1',
    });
  });

  it('begin where the clocks leap at midnight, and the month keeps its first hour', async () => {
    // In Cairo there was no 0:30 on 24 April 2026.
    const now = '2026-04-24T12:00+03:00';
    expect(await spent('Africa/Cairo', now, '2026-04-24T01:00+03:00', '2026-04-01T00:30+02:00', '2026-03-31T23:59+02:00')).toEqual({
      todayUsd: '1',
      monthUsd: '11',
    });
  });
});

describe('the snapshots', () => {
  it('are read once until they are invalidated', async () => {
    const ledger = new MemoryLedger([entry('1', bill('1'))]);
    const costs = new CostTracker(ledger, testClock(noon));
    await Promise.all([costs.snapshots('c'), costs.snapshots('c'), costs.snapshots(null)]);
    expect(ledger.reads).toBe(2);
    costs.invalidate();
    await costs.snapshots('c');
    expect(ledger.reads).toBe(4);
  });

  it('are read again after a read that failed', async () => {
    const ledger = new MemoryLedger([entry('1', bill('1'))]);
    const costs = new CostTracker(ledger, testClock(noon));
    ledger.failure = new Error('The disk is gone.');
    await expect(costs.snapshots('c')).rejects.toThrow('gone');
    ledger.failure = null;
    expect((await costs.snapshots('c')).ofConversation.entries).toHaveLength(1);
  });

  it('follow the month', async () => {
    const clock = testClock(noon);
    const costs = new CostTracker(ledgerOf([entry('1', bill('1'))]), clock);
    const before = (await costs.snapshots(null)).ofMonth.entries.length;
    clock.advance(11 * 24 * hour);
    expect([before, (await costs.snapshots(null)).ofMonth.entries.length]).toEqual([1, 0]);
  });
});

describe('a request is unresolved', () => {
  it.each([
    [true, 'that is not settled', ledgerEntry('1', null)],
    [true, 'with an estimate', ledgerEntry('1', guess('1'))],
    [true, 'whose bill was not found', ledgerEntry('1', unknown)],
    [false, 'with a bill', ledgerEntry('1', bill('1'))],
    [false, 'with a bill of nothing', ledgerEntry('1', bill('0'))],
    [false, 'that is not waited for', ledgerEntry('1', unknown, { dismissed: true })],
    [false, 'of the demonstration', ledgerEntry('1', null, { simulated: true })],
  ])('%s: one %s', (expected, _, attempt) => {
    expect(isUnresolved(attempt)).toBe(expected);
  });
});
