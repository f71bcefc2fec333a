import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import { type Decimal, parseUsd } from '../../../../../src/shared/model/usd.ts';
import type { Reservation } from '../../../../../src/core/ports/reservationStore.ts';
import { GuardRig, noon, usd } from '../kit/guardRig.ts';
import { bill, guess, ledgerEntry } from '../kit/ledgerEntry.ts';

const reserved = (attemptId: string, worstUsd: string, fields: Partial<Reservation> = {}): Reservation => ({
  attemptId,
  conversationId: 'c',
  worstUsd,
  at: noon,
  ...fields,
});
const spent = (amount: string) => ledgerEntry('before', bill(amount), { createdAt: noon });

describe('a reservation', () => {
  it('is the worst case as wanted where the budget has room for it', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 1.1 } });
    expect(await rig.reserve()).toEqual({ maxTokens: 100, worstUsd: '1.1' });
    expect(await rig.store.all()).toEqual([reserved('new', '1.1')]);
  });

  it('lowers the answer to what fits, to the token', async () => {
    for (const [left, maxTokens] of [
      ['1.0999999999999999', 99],
      ['1.09', 99],
      ['1.0899999999999999', 98],
      ['0.26', 16],
    ] as const) {
      const rig = new GuardRig({ budget: { dayUsd: 5 }, entries: [spent(usd('5').sub(left).toFixed())] });
      expect((await rig.reserve()).maxTokens).toBe(maxTokens);
    }
  });

  it('fits into the nearest of all limits', async () => {
    const rig = new GuardRig({
      budget: { conversationUsd: 10, dayUsd: 5, monthUsd: 100 },
      entries: [spent('4.5'), ledgerEntry('x', bill('94.9'), { conversationId: 'other', createdAt: noon - 48 * 3_600_000 })],
    });
    expect((await rig.reserve()).maxTokens).toBe(40);
  });

  it('is refused below the shortest answer, with a sentence and an event, and nothing is set aside', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 1 }, entries: [spent('0.7401')] });
    const refusal = await rig.reserve().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'BUDGET_EXCEEDED', actions: ['raiseLimit', 'switchModel', 'useDemo'] });
    expect((refusal as ChatError).message).toContain(
      'has $0.2599 left. For this message $0.2600 has to be reserved: the most that it can cost with the shortest answer.',
    );
    expect(rig.events).toEqual([{ type: 'budget.exceeded', conversationId: 'c', scope: 'day', spentUsd: '0.7401', limitUsd: '1' }]);
    expect(await rig.store.all()).toEqual([]);
  });

  it('is refused as suspended where the limit is reached', async () => {
    const rig = new GuardRig({ budget: { conversationUsd: 1 }, entries: [spent('1')] });
    await expect(rig.reserve()).rejects.toThrow('Suspended: the budget of this conversation ($1.00) is used up. Nothing was sent.');
  });

  it('is refused because of what others have reserved, and says where to see them', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 1 }, reservations: [reserved('x', '0.9')] });
    await expect(rig.reserve()).rejects.toMatchObject({ actions: ['raiseLimit', 'switchModel', 'showCosts', 'useDemo'] });
  });

  it('is for a shorter answer than the least, where that is all that was wanted', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 0.15 } });
    expect((await rig.reserve({ maxTokens: 5 })).maxTokens).toBe(5);
    await expect(new GuardRig({ budget: { dayUsd: 0.1499 } }).reserve({ maxTokens: 5 })).rejects.toThrow('has to be reserved');
  });

  it('of a free model needs no room, but the limit must cover its prompt', async () => {
    const free = { fixedUsd: usd('0'), tokenUsd: usd('0') };
    const rig = new GuardRig({ budget: { dayUsd: 1 }, entries: [spent('1')] });
    expect(await rig.reserve(free)).toEqual({ maxTokens: 100, worstUsd: '0' });
    await expect(rig.reserve({ ...free, fixedUsd: usd('0.0000000001') })).rejects.toThrow('used up');
  });

  it('is decided again with each newcomer, until none was faster', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 2 } });
    rig.store.rivals.push(reserved('rival 1', '0.5', { conversationId: 'other' }), reserved('rival 2', '0.9'));
    expect(await rig.reserve()).toEqual({ maxTokens: 50, worstUsd: '0.6' });
    expect(rig.store.decisions).toBe(3);
  });

  it('is refused once, when a faster window took the last of it', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 1.1 } });
    rig.store.rivals.push(reserved('rival', '1'));
    await expect(rig.reserve()).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect([rig.eventsOf('budget.exceeded').length, (await rig.store.all()).length]).toEqual([1, 1]);
  });

  it('counts running requests of this window by what they have reserved, once', async () => {
    const running = [{ attemptId: 'x', conversationId: 'c', modelId: 'm', cost: guess('0.4') }];
    const rig = new GuardRig({ budget: { dayUsd: 1.5 }, reservations: [reserved('x', '0.5')], entries: [] });
    expect((await rig.reserve({}, running)).maxTokens).toBe(90);
  });

  it.each([new Error('EROFS'), new ChatError('DISK_FULL', 'The disk is full.')])(
    'that cannot be written is refused, and can be sent anyway (%s)',
    async (failure) => {
      const rig = new GuardRig({ budget: { dayUsd: 5 } });
      rig.store.failure = failure;
      await expect(rig.reserve()).rejects.toMatchObject({ code: 'ARCHIVE_READONLY', actions: ['sendAnyway', 'showLog'] });
      expect(rig.logger.lines).toMatchObject([{ level: 'error', event: 'budget.storeUnusable' }]);
    },
  );

  it('is not made without the ledger', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 5 } });
    rig.ledger.failure = new ChatError('ARCHIVE_DAMAGED', 'The ledger cannot be read.');
    await expect(rig.reserve()).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    expect(rig.store.decisions).toBe(0);
  });

  it('that is released reserves nothing', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 5 } });
    await rig.reserve();
    await rig.guard.release('new', 'c');
    expect(await rig.usage()).toEqual({ day: '0 + 0' });
  });

  it('that cannot be released fails no caller', async () => {
    const rig = new GuardRig({ budget: { dayUsd: 5 } });
    rig.store.failure = new Error('EROFS');
    await rig.guard.release('new', 'c');
    expect(rig.logger.lines).toMatchObject([{ level: 'warn', event: 'budget.notReleased' }]);
  });

  it('is only active with a limit', () => {
    expect([new GuardRig().guard.isActive, new GuardRig({ budget: { monthUsd: 0 } }).guard.isActive]).toEqual([false, true]);
  });
});

describe('for all prices and limits', () => {
  const price = (decimals: number) =>
    fc.bigInt({ min: 0n, max: 10n ** BigInt(decimals) }).map((units) => parseUsd(`${units}e-${decimals}`)!);
  const ratio = fc.double({ min: 1, max: 1000, noNaN: true });
  const order = fc.record({
    limit: fc.double({ min: 0, max: 10, noNaN: true }),
    spent: price(16).map((value) => value.mul(10)),
    fixed: fc.tuple(price(18), ratio).map(([value, by]) => value.mul(by)),
    token: fc.tuple(price(18), ratio).map(([value, by]) => value.mul(by).div(1000)),
    maxTokens: fc.integer({ min: 16, max: 200_000 }),
  });

  it('the reservation never exceeds what is left, and one more token would', async () => {
    await fc.assert(
      fc.asyncProperty(order, async ({ limit, spent: before, fixed, token, maxTokens }) => {
        const rig = new GuardRig({ budget: { dayUsd: limit }, entries: [spent(before.toFixed())] });
        const left = usd(String(limit)).sub(before);
        const cost = (tokens: number): Decimal => fixed.add(token.mul(tokens));
        const granted = await rig.reserve({ maxTokens, fixedUsd: fixed, tokenUsd: token }).catch((error: unknown) => {
          if (ChatError.is(error, 'BUDGET_EXCEEDED')) return null;
          throw error;
        });
        if (!granted) expect(cost(16).gt(left)).toBe(true);
        else {
          expect(granted.worstUsd).toBe(cost(granted.maxTokens).toFixed());
          expect(cost(granted.maxTokens).lte(left)).toBe(true);
          expect(granted.maxTokens === maxTokens || cost(granted.maxTokens + 1).gt(left)).toBe(true);
        }
      }),
      { seed: 20261127, numRuns: 1000 },
    );
  });
});
