import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import type { BillReconciler } from '../../../../../src/core/money/ledger/billReconciler.ts';
import type { RunningCost } from '../../../../../src/core/money/ledger/ledgerSums.ts';
import type { OrphanedAttempts } from '../../../../../src/core/money/ledger/orphanedAttempts.ts';
import { SpendService } from '../../../../../src/core/money/reports/spendService.ts';
import { MemoryKeyLookup } from '../../../../support/fakes/memoryKeyLookup.ts';
import { GuardRig, hour, noon } from '../kit/guardRig.ts';
import { bill, guess, ledgerEntry, settlement } from '../kit/ledgerEntry.ts';

const entry: typeof ledgerEntry = (id, cost, fields) => ledgerEntry(id, cost, { createdAt: noon, ...fields });
const reservation = (attemptId: string, fields: Partial<Reservation> = {}): Reservation => ({
  attemptId,
  conversationId: 'c',
  worstUsd: '0.5',
  at: noon,
  ...fields,
});

function createService(entries: readonly LedgerEntry[], reservations: readonly Reservation[] = [], running: readonly RunningCost[] = []) {
  const rig = new GuardRig({ budget: { dayUsd: 2 }, entries, reservations });
  const checked: string[] = [];
  /** Requests that run in another window. */
  const elsewhere = new Set<string>();
  const reconciler = { check: (id: string) => Promise.resolve(void checked.push(id)) } as unknown as BillReconciler;
  const keys = new MemoryKeyLookup(new ChatError('NO_KEY', 'There is no key.'));
  const lost = { isReceived: ({ id }: LedgerEntry) => Promise.resolve(elsewhere.has(id)) } as unknown as OrphanedAttempts;
  return { rig, checked, elsewhere, service: new SpendService({ ...rig, reconciler, lost, keys, running: () => running }) };
}

describe('where the user reads about the money', () => {
  it('the figures of the meter and the limits are of one moment', async () => {
    const running = [{ attemptId: 'b', conversationId: 'c', modelId: 'm', cost: guess('0.25') }];
    const { service } = createService([entry('a', bill('1')), entry('b', null)], [reservation('b')], running);
    expect(await service.spend('c')).toMatchObject({
      conversationUsd: '1.25',
      todayUsd: '1.25',
      leftUsd: '0.75',
      unresolved: 0,
      conversationApproximate: true,
      budgets: [{ scope: 'day', spentUsd: '1.25', reservedUsd: '0.25', state: 'ok' }],
    });
  });

  it('the report is of this month, or of all', async () => {
    const { service } = createService([entry('a', bill('1')), entry('old', bill('2'), { createdAt: noon - 40 * 24 * hour })]);
    expect(await service.report(false, null)).toMatchObject({ totalUsd: '1', complete: false });
    expect(await service.report(true, null)).toMatchObject({ totalUsd: '3', complete: true });
    expect((await service.csv(false)).split('\r\n')).toHaveLength(3);
    expect((await service.csv(true)).split('\r\n')).toHaveLength(4);
  });

  it('the report has what money of this conversation is still reserved for from an earlier month, in no sum', async () => {
    const old = entry('old', guess('1'), { createdAt: noon - 40 * 24 * hour });
    const elsewhere = entry('elsewhere', guess('1'), { createdAt: noon - 40 * 24 * hour, conversationId: 'other' });
    const { service } = createService([old, elsewhere, entry('a', guess('2'))], [reservation('old')]);
    const { unresolved, totalUsd } = await service.report(false, 'c');
    expect([unresolved.map(({ attemptId, reservedUsd }) => [attemptId, reservedUsd]), totalUsd]).toEqual([
      [
        ['a', null],
        ['old', '0.5'],
      ],
      '2',
    ]);
  });

  it('the report is there without the store', async () => {
    const { service, rig } = createService([entry('a', null)], [reservation('a')]);
    rig.store.failure = new Error('EIO');
    expect((await service.report(false, null)).unresolved).toMatchObject([{ attemptId: 'a', reservedUsd: null }]);
  });

  it('the times are those of this month’s requests of the model that were answered, not refused', async () => {
    const timed = (id: string, firstTokenMs: number | null, fields: Partial<LedgerEntry> = {}) =>
      entry(id, null, { settlement: settlement(bill('1'), { firstTokenMs, latencyMs: 500 }), ...fields });
    const { service } = createService([timed('a', 100), timed('b', null), timed('c', 9, { modelId: 'x' }), entry('d', null)]);
    const { firstToken, whole } = await service.times('m');
    expect([firstToken?.count, whole?.count, await service.times('none')]).toEqual([1, 1, { firstToken: null, whole: null }]);
  });
});

describe('where a person puts the money right', () => {
  it('a bill is asked for', async () => {
    const { service, checked } = createService([]);
    await service.checkRequest('a');
    expect(checked).toEqual(['a']);
  });

  it('nothing is reserved for a dismissed request any more, and that is reported', async () => {
    const { service, rig } = createService([entry('a', guess('0.1'))], [reservation('a')]);
    const before = await rig.usage();
    await service.dismissRequest('a');
    expect([before, await rig.usage()]).toEqual([{ day: '0.1 + 0.4' }, { day: '0.1 + 0' }]);
    expect(rig.events).toEqual([{ type: 'ledger.settled', conversationId: 'c', attemptId: 'a', costUsd: '0.1' }]);
  });

  it('a request that runs in another window is not unresolved, and keeps what is reserved for it', async () => {
    const { service, rig, elsewhere } = createService([entry('a', null)], [reservation('a')]);
    elsewhere.add('a');
    expect((await service.report(false, null)).unresolved).toEqual([]);
    await expect(service.dismissRequest('a')).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await rig.usage()).toEqual({ day: '0 + 0.5' });
    elsewhere.clear();
    await service.dismissRequest('a');
    expect(await rig.usage()).toEqual({ day: '0 + 0' });
  });

  it('a request that is not in the ledger cannot be dismissed', async () => {
    await expect(createService([]).service.dismissRequest('gone')).rejects.toMatchObject({ code: 'REFUSED' });
  });

  it('the account check fails with the key', async () => {
    await expect(createService([]).service.checkAccount()).rejects.toMatchObject({ code: 'NO_KEY' });
  });
});

describe('clearing away', () => {
  const old = noon - 49 * hour;
  const left = async (entries: readonly LedgerEntry[], reservations: readonly Reservation[]) => {
    const { service, rig } = createService(entries, reservations);
    await service.prune();
    return (await rig.store.all()).map(({ attemptId }) => attemptId);
  };

  it('takes old reservations whose bills are here, that nothing waits for, that reserve nothing, or whose request was never sent', async () => {
    const ids = ['billed', 'dismissed', 'estimated', 'open', 'unrecorded'];
    const entries = [
      entry('billed', bill('1'), { createdAt: old }),
      entry('dismissed', null, { createdAt: old, dismissed: true }),
      entry('estimated', guess('1'), { createdAt: old }),
      entry('open', null, { createdAt: old }),
    ];
    const reservations = ids.map((id) => reservation(id, { at: old }));
    expect(await left(entries, [...reservations, reservation('released', { at: old, worstUsd: '0' })])).toEqual(['estimated', 'open']);
  });

  it('leaves a young reservation whose request may be on its way into the ledger', async () => {
    const reservations = [reservation('a', { at: old }), reservation('young')];
    expect(await left([entry('a', bill('1'), { createdAt: old })], reservations)).toEqual(['young']);
  });

  it('leaves everything while nothing is old', async () => {
    expect(await left([entry('a', bill('1'))], [reservation('a'), reservation('b', { worstUsd: '0' })])).toEqual(['a', 'b']);
  });
});
