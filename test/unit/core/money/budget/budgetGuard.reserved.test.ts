import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import type { RunningCost } from '../../../../../src/core/money/ledger/ledgerSums.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { GuardRig, hour, minute, noon } from '../kit/guardRig.ts';
import { bill, guess, ledgerEntry, settlement, unknown } from '../kit/ledgerEntry.ts';

const all = { conversationUsd: 10, dayUsd: 10, monthUsd: 10 };
const reservation = (fields: Partial<Reservation> = {}): Reservation => ({
  attemptId: 'a',
  conversationId: 'c',
  worstUsd: '1',
  at: noon,
  ...fields,
});
const entry = (cost: Cost | null, fields: Partial<LedgerEntry> = {}) => ledgerEntry('a', cost, { createdAt: noon, ...fields });
const running = (cost: Cost): RunningCost => ({ attemptId: 'a', conversationId: 'c', modelId: 'm', cost });
/** Spent + reserved of a day with one reservation of $1. */
const used = async (entries: readonly LedgerEntry[], runs: readonly RunningCost[] = [], after = 0) => {
  const rig = new GuardRig({ budget: { dayUsd: 10 }, entries, reservations: [reservation()] });
  rig.clock.advance(after);
  return (await rig.usage('c', runs))['day'];
};

describe('what a reservation sets aside', () => {
  it('is its worst case while nothing is known of its request', async () => {
    expect(await used([entry(null)])).toBe('0 + 1');
  });

  it('is what the worst case exceeds that which is counted already', async () => {
    expect(await used([entry(null)], [running(guess('0.3'))])).toBe('0.3 + 0.7');
    expect(await used([entry(guess('0.3'))])).toBe('0.3 + 0.7');
  });

  it('is nothing, not less, when more than it is counted', async () => {
    expect(await used([entry(null)], [running(guess('1.5'))])).toBe('1.5 + 0');
  });

  it('is all of it while what runs has no known price', async () => {
    expect(await used([entry(guess('0.3'))], [running(unknown)])).toBe('0 + 1');
  });

  it('is freed by the bill, whether it is less or more', async () => {
    expect(await used([entry(bill('0.2'))])).toBe('0.2 + 0');
    expect(await used([entry(bill('1.2'))])).toBe('1.2 + 0');
  });

  it('is freed by the bill, also while this window takes the request for running', async () => {
    expect(await used([entry(bill('0.2'))], [running(guess('0.3'))])).toBe('0.2 + 0');
  });

  it('is not freed by an estimate, nor by an unknown bill, however long ago', async () => {
    expect(await used([entry(guess('0.2'))], [], 6 * hour)).toBe('0.2 + 0.8');
    expect(await used([entry(unknown)], [], 6 * hour)).toBe('0 + 1');
    expect(await used([entry(null)], [], 6 * hour)).toBe('0 + 1');
  });

  it('is less what was counted of a request whose bill is unknown', async () => {
    const counted = { promptTokens: 1, completionTokens: 1, usd: '0.4' };
    expect(await used([entry(null, { settlement: settlement(unknown, { counted }) })])).toBe('0.4 + 0.6');
  });

  it('is freed when the person does not wait for the bill any more', async () => {
    expect(await used([entry(null, { dismissed: true })])).toBe('0 + 0');
    expect(await used([entry(guess('0.2'), { dismissed: true })])).toBe('0.2 + 0');
  });

  it('of a request that was never recorded is freed after ten minutes: what is sent is recorded first', async () => {
    expect([await used([], [], 10 * minute), await used([], [], 10 * minute + 1)]).toEqual(['0 + 1', '0 + 0']);
  });

  it('stays reserved although the clock was set back', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 10 }, reservations: [reservation({ at: noon + 2 * hour })] });
    expect(await rig.usage()).toEqual({ day: '0 + 1' });
  });

  it('stays reserved by the list that its bill is missing in, while another list has read it', async () => {
    const rig = new GuardRig({ budget: all, entries: [entry(null)], reservations: [reservation()] });
    const { entries } = rig.ledger;
    rig.ledger.entries = async (filter) => ('since' in filter ? [entry(bill('0.2'))] : await entries(filter));
    expect(await rig.usage()).toEqual({ conversation: '0 + 1', day: '0.2 + 0', month: '0.2 + 0' });
  });
});

describe('the scope of a limit', () => {
  it('is one conversation, or all of them', async () => {
    const other = { conversationId: 'other' };
    const rig = new GuardRig({
      budget: all,
      entries: [entry(null, other), ledgerEntry('b', bill('3'), { ...other, createdAt: noon })],
      reservations: [reservation(other)],
    });
    const day = '3 + 1';
    expect(await rig.usage('c')).toEqual({ conversation: '0 + 0', day, month: day });
    expect(await rig.usage('other')).toEqual({ conversation: day, day, month: day });
    expect(await rig.usage(null)).toEqual({ conversation: '0 + 0', day, month: day });
  });

  it('of a conversation has no time', async () => {
    const longAgo = noon - 90 * 24 * hour;
    const rig = new GuardRig({
      budget: { conversationUsd: 10 },
      entries: [entry(null, { createdAt: longAgo }), ledgerEntry('b', bill('3'), { createdAt: longAgo })],
      reservations: [reservation({ at: longAgo })],
    });
    expect(await rig.usage()).toEqual({ conversation: '3 + 1' });
  });

  it('that leaves least comes first', async () => {
    const rig = new GuardRig({ budget: { conversationUsd: 5, dayUsd: 3, monthUsd: 4 } });
    const { budgets, leftUsd } = await rig.guard.status('c', []);
    expect([budgets.map(({ scope }) => scope), leftUsd]).toEqual([['day', 'month', 'conversation'], '3']);
  });

  it('is not read without limits, and read without the store when that is unusable', async () => {
    const rig = new GuardRig({ entries: [entry(bill('1'))] });
    rig.store.failure = new Error('EIO');
    expect(await rig.guard.status('c', [])).toEqual({ budgets: [], leftUsd: null, leftApproximate: false });
    expect(rig.ledger.reads).toBe(0);
    rig.budget = { ...rig.budget, dayUsd: 3 };
    expect((await rig.guard.status('c', [])).leftUsd).toBe('2');
  });
});

describe('the days of limits', () => {
  afterEach(() => vi.unstubAllEnvs());

  const at = (zone: string, now: string, entries: readonly LedgerEntry[], reservations: readonly Reservation[]) => {
    vi.stubEnv('TZ', zone);
    return new GuardRig({ budget: { dayUsd: 10, monthUsd: 10 }, at: Date.parse(now), entries, reservations }).usage();
  };
  const open = (time: string) =>
    [[ledgerEntry('a', null, { createdAt: Date.parse(time) })], [reservation({ at: Date.parse(time) })]] as const;

  it.each([
    ['UTC', '2026-11-20T00:30Z', '2026-11-20T00:00Z', '2026-11-19T23:59:59.999Z'],
    ['Europe/Berlin', '2026-10-25T23:30+01:00', '2026-10-25T00:00+02:00', '2026-10-24T23:59:59.999+02:00'],
    ['America/New_York', '2026-03-08T12:00-04:00', '2026-03-08T00:00-05:00', '2026-03-07T23:59:59.999-05:00'],
    ['Pacific/Kiritimati', '2026-11-20T12:00+14:00', '2026-11-20T00:00+14:00', '2026-11-19T23:59:59.999+14:00'],
    ['Africa/Cairo', '2026-04-24T02:00+03:00', '2026-04-24T01:00+03:00', '2026-04-23T23:59:59.999+02:00'],
  ])('begin at midnight in %s, and count what was begun since', async (zone, now, first, before) => {
    expect(await at(zone, now, ...open(first))).toEqual({ day: '0 + 1', month: '0 + 1' });
    expect(await at(zone, now, ...open(before))).toEqual({ day: '0 + 0', month: '0 + 1' });
  });

  it.each([
    ['Europe/Berlin', '2026-12-01T00:30+01:00', '2026-12-01T00:00+01:00', '2026-11-30T23:59:59.999+01:00'],
    ['Pacific/Apia', '2026-12-01T00:30+13:00', '2026-12-01T00:00+13:00', '2026-11-30T23:59:59.999+13:00'],
    ['Africa/Cairo', '2026-04-24T12:00+03:00', '2026-04-01T00:30+02:00', '2026-03-31T23:59:59.999+02:00'],
  ])('are those of a month in %s that begins at midnight too', async (zone, now, first, before) => {
    expect((await at(zone, now, ...open(first)))['month']).toBe('0 + 1');
    expect((await at(zone, now, ...open(before)))['month']).toBe('0 + 0');
  });

  it('count a request of today that was reserved before midnight', async () => {
    const [reservedAt, now] = ['2026-11-19T23:59:59.990Z', '2026-11-20T00:05Z'];
    const entry = ledgerEntry('a', null, { createdAt: Date.parse('2026-11-20T00:00:00.010Z') });
    const kept = [reservation({ at: Date.parse(reservedAt) })];
    expect((await at('UTC', now, [entry], kept))['day']).toBe('0 + 1');
    // Another window has not read yet that it was begun.
    expect((await at('UTC', now, [], kept))['day']).toBe('0 + 1');
  });
});
