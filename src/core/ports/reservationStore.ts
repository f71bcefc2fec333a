import type { Usd } from '../../shared/model/money.ts';

/** Money set aside for one attempt until its bill is known, at the worst case. */
export interface Reservation {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly worstUsd: Usd;
  /** ms since the epoch: the day and the month that it belongs to. */
  readonly at: number;
}

/** Reservations of all windows on one storage. */
export interface ReservationStore {
  /**
   * Adds what `decide` makes of all reservations there are. It is called again, with the newcomers, each time another window was faster, so
   * that no two windows decide on the same state. What it throws is passed on, and nothing is added. Of several for one attempt the last one
   * counts. Rejects with ChatError when the store cannot be read or written.
   */
  claim(decide: (reservations: readonly Reservation[]) => Reservation): Promise<Reservation>;
  all(): Promise<readonly Reservation[]>;
  /** Removes old ones that `isDone` for good. Never fails: what is left is removed another time. */
  prune(isDone: (reservation: Reservation) => boolean): Promise<void>;
}
