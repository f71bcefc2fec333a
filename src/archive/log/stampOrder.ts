import type { Stamp } from './operations.ts';

/** Counters above this were never counted: a damaged or hostile one must not win for ever. */
export const highestHonestCounter = 2 ** 48;

/** The counter as it counts in the order of operations. */
export const honestCounter = (lc: number): number => (lc > highestHonestCounter ? 0 : lc);

/** The place of an operation in the order of all. */
export type Position = Pick<Stamp, 'lc' | 'writer'>;

/** Whether `a` comes after `b` in the one order of all operations: (lc, writer). */
export function isLater(a: Position, b: Position): boolean {
  const difference = honestCounter(a.lc) - honestCounter(b.lc);
  return difference === 0 ? a.writer > b.writer : difference > 0;
}
