import type { Reservation, ReservationStore } from '../../../../../src/core/ports/reservationStore.ts';

/** Reservations without files, with the rules of the port. */
export class MemoryStore implements ReservationStore {
  #kept: readonly Reservation[];
  /** What other windows reserve while this one decides: one after the other, each of them is faster. */
  readonly rivals: Reservation[] = [];
  /** How often a claim was decided. */
  decisions = 0;
  /** Set to make everything fail. */
  failure: Error | null = null;

  constructor(reservations: readonly Reservation[] = []) {
    this.#kept = reservations;
  }

  claim: ReservationStore['claim'] = async (decide) => {
    for (;;) {
      if (this.failure) throw this.failure;
      this.decisions++;
      const decidedOn = this.#kept;
      const made = decide(decidedOn);
      const rival = this.rivals.shift();
      await Promise.resolve();
      if (rival) this.#add(rival);
      if (this.#kept !== decidedOn) continue;
      this.#add(made);
      return made;
    }
  };

  all: ReservationStore['all'] = () => (this.failure ? Promise.reject(this.failure) : Promise.resolve(this.#kept));

  prune: ReservationStore['prune'] = (isDone) => {
    this.#kept = this.#kept.filter((reservation) => !isDone(reservation));
    return Promise.resolve();
  };

  #add(reservation: Reservation): void {
    this.#kept = [...this.#kept.filter(({ attemptId }) => attemptId !== reservation.attemptId), reservation];
  }
}
