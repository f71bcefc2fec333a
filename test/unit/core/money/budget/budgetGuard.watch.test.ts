import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import type { RunningCost } from '../../../../../src/core/money/ledger/ledgerSums.ts';
import { GuardRig, hour, noon, usd } from '../kit/guardRig.ts';
import { bill, guess, ledgerEntry } from '../kit/ledgerEntry.ts';

const reservation = (attemptId: string, worstUsd: string, conversationId = 'c'): Reservation => ({
  attemptId,
  conversationId,
  worstUsd,
  at: noon,
});
const entry = (id: string, cost: LedgerEntry['settlement'] | string | null, conversationId = 'c') =>
  ledgerEntry(id, typeof cost === 'string' ? bill(cost) : null, { createdAt: noon, conversationId });
const running = (attemptId: string, amount: string, conversationId = 'c'): RunningCost => ({
  attemptId,
  conversationId,
  modelId: 'm',
  cost: guess(amount),
});

/** A window in which request `a` runs, with $1 reserved of a day's $2. */
function watching(options: ConstructorParameters<typeof GuardRig>[0] = {}) {
  const rig = new GuardRig({
    budget: { dayUsd: 2 },
    entries: [entry('a', null)],
    reservations: [reservation('a', '1')],
    ...options,
  });
  return { rig, watch: rig.guard.watch('a', 'c') };
}

describe('a running request', () => {
  it('may go on before the first check, and when it is not watched', () => {
    const { rig, watch } = watching();
    expect(rig.guard.allows('a', usd('1000'))).toBe(true);
    watch.dispose();
    expect(rig.guard.allows('a', usd('1000'))).toBe(true);
  });

  it('may go on up to all that is left, to the last digit', async () => {
    const { rig } = watching();
    await rig.ledgerChanged([running('a', '0.5')]);
    expect([rig.guard.allows('a', usd('2')), rig.guard.allows('a', usd('2.0000000000000001'))]).toEqual([true, false]);
  });

  it('leaves to others what they have reserved', async () => {
    const { rig } = watching({
      entries: [entry('a', null), entry('b', null, 'other')],
      reservations: [reservation('a', '1'), reservation('b', '0.75', 'other')],
    });
    await rig.ledgerChanged([running('a', '0.5'), running('b', '0.25', 'other')]);
    expect([rig.guard.allows('a', usd('1.25')), rig.guard.allows('a', usd('1.2501'))]).toEqual([true, false]);
  });

  it('keeps to what a later check has found when an earlier one ends after it', async () => {
    const { rig } = watching();
    const [gate, all] = [Promise.withResolvers<void>(), rig.store.all.bind(rig.store)];
    rig.store.all = async () => {
      rig.store.all = all;
      const before = await all();
      await gate.promise;
      return before;
    };
    const early = rig.guard.refresh([running('a', '0.5')]);
    await rig.store.claim(() => reservation('x', '1', 'other'));
    await rig.guard.refresh([running('a', '0.5')]);
    gate.resolve();
    await early;
    expect([rig.guard.allows('a', usd('1')), rig.guard.allows('a', usd('1.0001'))]).toEqual([true, false]);
  });

  it('is ended when the bill of another one was dearer than what had been reserved', async () => {
    const { rig } = watching({
      entries: [entry('a', null), entry('b', null)],
      reservations: [reservation('a', '1'), reservation('b', '1')],
    });
    await rig.ledgerChanged([running('a', '0.5')]);
    const before = rig.guard.allows('a', usd('0.5'));
    rig.ledger.put(entry('b', '1.6'));
    await rig.ledgerChanged([running('a', '0.5')]);
    expect([before, rig.guard.allows('a', usd('0.5')), rig.guard.allows('a', usd('0.4'))]).toEqual([true, false, true]);
  });

  it('is ended by a limit that was lowered, and goes on with one that was raised or taken away', async () => {
    const { rig } = watching();
    const allowed: boolean[] = [];
    for (const dayUsd of [2, 0.4, 5, 0.4, null]) {
      rig.budget = { ...rig.budget, dayUsd };
      await rig.ledgerChanged([running('a', '0.5')]);
      allowed.push(rig.guard.allows('a', usd('0.5')));
    }
    expect(allowed).toEqual([true, false, true, false, true]);
  });

  it('keeps its allowance while store or ledger cannot be read', async () => {
    const { rig } = watching();
    await rig.ledgerChanged([running('a', '0.5')]);
    rig.store.failure = new Error('EIO');
    await rig.ledgerChanged();
    rig.store.failure = null;
    rig.ledger.failure = new Error('EIO');
    await rig.ledgerChanged();
    expect([rig.guard.allows('a', usd('2')), rig.guard.allows('a', usd('2.1'))]).toEqual([true, false]);
    expect(rig.logger.lines.map(({ event }) => event)).toEqual(['budget.notRefreshed', 'budget.notRefreshed']);
  });
});

describe('a request that nothing could be reserved for, because the store cannot be read', () => {
  it('is ended all the same by what the ledger says is left', async () => {
    const { rig } = watching({ entries: [entry('a', null), entry('earlier', '1.5')] });
    rig.store.failure = new Error('EIO');
    await rig.ledgerChanged([running('a', '0.1')]);
    expect([rig.guard.allows('a', usd('0.5')), rig.guard.allows('a', usd('0.51'))]).toEqual([true, false]);
  });
});

describe('the crossing of a limit', () => {
  it('is reported once at the percentage, and once at the limit', async () => {
    const { rig } = watching({ budget: { dayUsd: 2, warnAtPercent: 75 } });
    await rig.ledgerChanged([running('a', '0')]);
    for (const amount of ['1.4', '1.5', '1.6', '1.99', '2', '2.5', '2.5']) await rig.ledgerChanged([running('a', amount)]);
    expect(rig.events).toEqual([
      { type: 'budget.threshold', conversationId: 'c', scope: 'day', spentUsd: '1.5', limitUsd: '2' },
      { type: 'budget.exceeded', conversationId: 'c', scope: 'day', spentUsd: '2', limitUsd: '2' },
    ]);
  });

  it('is none for a window that finds it crossed', async () => {
    const { rig } = watching();
    await rig.ledgerChanged([running('a', '3')]);
    expect(rig.events).toEqual([]);
  });

  it('of both at once is reported as the limit', async () => {
    const { rig } = watching();
    await rig.ledgerChanged([running('a', '0')]);
    await rig.ledgerChanged([running('a', '3')]);
    expect(rig.events.map(({ type }) => type)).toEqual(['budget.exceeded']);
  });

  it('is reported for each limit, and for each conversation, by itself', async () => {
    const { rig } = watching({ budget: { conversationUsd: 1, dayUsd: 2 } });
    rig.guard.watch('b', 'other');
    await rig.ledgerChanged([running('a', '0'), running('b', '0', 'other')]);
    await rig.ledgerChanged([running('a', '0.8'), running('b', '0.9', 'other')]);
    expect(rig.eventsOf('budget.threshold').map((event) => 'scope' in event && [event.scope, event.conversationId])).toEqual([
      ['conversation', 'c'],
      ['day', 'c'],
      ['conversation', 'other'],
    ]);
  });

  it('is reported again after the limit was raised, or a new day has begun', async () => {
    const { rig } = watching({ budget: { dayUsd: 1 } });
    await rig.ledgerChanged([running('a', '0')]);
    await rig.ledgerChanged([running('a', '1')]);
    rig.budget = { ...rig.budget, dayUsd: 4 };
    await rig.ledgerChanged([running('a', '1')]);
    await rig.ledgerChanged([running('a', '4')]);
    rig.clock.advance(24 * hour);
    await rig.ledgerChanged([running('a', '0')]);
    await rig.ledgerChanged([running('a', '4')]);
    expect(rig.eventsOf('budget.exceeded')).toHaveLength(3);
  });

  it('by a bill is reported although its request is not watched any more', async () => {
    const { rig, watch } = watching();
    await rig.ledgerChanged([running('a', '0')]);
    watch.dispose();
    rig.ledger.put(entry('a', '1.7'));
    await rig.ledgerChanged([running('a', '0.5')]);
    expect(rig.events).toMatchObject([{ type: 'budget.threshold', spentUsd: '1.7' }]);
  });
});
