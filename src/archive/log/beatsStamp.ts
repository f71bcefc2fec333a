import { type Position, isLater } from './stampOrder.ts';

/** Whether an operation may set a register that `last` has set, or none: the later one wins, however late it is read. */
export const beatsStamp = (stamp: Position, last: Position | undefined): boolean => last === undefined || isLater(stamp, last);
