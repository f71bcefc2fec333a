import type { Piece } from './timedSimulator.ts';

/** How far the answer had come somewhere, and when; in order. */
export interface Arrival {
  readonly at: number;
  /** Length of the answer as far as it is there, in the unit of the pieces. */
  readonly end: number;
}

/** For each piece the ms from its writing to the first arrival that has it. Fails when a piece never arrived. */
export function delays(pieces: readonly Piece[], arrivals: readonly Arrival[]): readonly number[] {
  let next = 0;
  return pieces.map(({ at, end }) => {
    while (arrivals[next] && arrivals[next]!.end < end) next += 1;
    const arrival = arrivals[next];
    if (!arrival) throw new Error(`Only ${arrivals.at(-1)?.end ?? 0} of ${pieces.at(-1)?.end} arrived.`);
    return arrival.at - at;
  });
}
