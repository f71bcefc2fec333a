import { describe, expect, it } from 'vitest';
import type { Reservation, ReservationStore } from '../../../src/core/ports/reservationStore.ts';

export interface ReservationStoreUnderTest {
  readonly store: ReservationStore;
  /** ms since the epoch by the store's clock. */
  readonly now: number;
}

/** What every ReservationStore does, for one window that is alone. */
export function reservationStoreContract(name: string, make: () => Promise<ReservationStoreUnderTest>): void {
  const reservation = (attemptId: string, at: number, worstUsd = '1'): Reservation => ({ attemptId, conversationId: 'c', worstUsd, at });
  const byAttempt = (reservations: readonly Reservation[]) => reservations.toSorted((a, b) => a.attemptId.localeCompare(b.attemptId));

  describe(`${name} as a ReservationStore`, () => {
    it('has nothing before the first claim', async () => {
      const { store } = await make();
      expect(await store.all()).toEqual([]);
    });

    it('adds what was decided, on everything that is there', async () => {
      const { store, now } = await make();
      const seen: (readonly Reservation[])[] = [];
      const claim = (made: Reservation) =>
        store.claim((reservations) => {
          seen.push(byAttempt(reservations));
          return made;
        });
      const [a, b] = [reservation('a', now), reservation('b', now)];
      expect(await claim(a)).toEqual(a);
      expect(await claim(b)).toEqual(b);
      expect(seen).toEqual([[], [a]]);
      expect(byAttempt(await store.all())).toEqual([a, b]);
    });

    it('passes on what the decision throws, and adds nothing', async () => {
      const { store } = await make();
      const refusal = new Error('There is no room.');
      await expect(
        store.claim(() => {
          throw refusal;
        }),
      ).rejects.toBe(refusal);
      expect(await store.all()).toEqual([]);
    });

    it('counts the last of several for one attempt', async () => {
      const { store, now } = await make();
      await store.claim(() => reservation('a', now, '1'));
      await store.claim(() => reservation('a', now, '2'));
      expect(await store.all()).toEqual([reservation('a', now, '2')]);
    });

    it('lets every one of several claims at once see those that were granted before it', async () => {
      const { store, now } = await make();
      const ids = ['a', 'b', 'c', 'd'];
      const counts = await Promise.all(
        ids.map(async (id) => {
          let count = 0;
          await store.claim((reservations) => {
            count = reservations.length;
            return reservation(id, now);
          });
          return count;
        }),
      );
      expect(counts.toSorted()).toEqual([0, 1, 2, 3]);
      expect(byAttempt(await store.all())).toEqual(ids.map((id) => reservation(id, now)));
    });

    it('keeps everything that is not done when it is pruned', async () => {
      const { store, now } = await make();
      const yearMs = 365 * 24 * 60 * 60 * 1000;
      const [old, older, young] = [reservation('old', now - yearMs), reservation('older', now - 2 * yearMs), reservation('young', now)];
      for (const each of [older, old, young]) await store.claim(() => each);
      await store.prune(({ attemptId }) => attemptId === 'older');
      expect(byAttempt(await store.all())).toEqual([old, young]);
    });
  });
}
