import { beatsStamp } from '../log/beatsStamp.ts';
import type { Stamp } from '../log/operations.ts';
import { type Position, honestCounter } from '../log/stampOrder.ts';

/** For each field of a row the (lc, writer) that set it last. */
export type Registers = Record<string, readonly [lc: number, writer: string]>;

interface Row {
  readonly stamps: Registers;
}

/** Notes the operation as the one that sets the field, unless a later one has; says whether it may be set. */
export function wins(row: Row, field: string, stamp: Stamp): boolean {
  if (!beatsStamp(stamp, lastStamp(row, field))) return false;
  noteStamp(row, field, stamp);
  return true;
}

/** Of the operation that set the field last. */
export function lastStamp({ stamps }: Row, field: string): Position | undefined {
  const last = stamps[field];
  return last && { lc: last[0], writer: last[1] };
}

export function noteStamp({ stamps }: Row, field: string, stamp: Position): void {
  stamps[field] = [honestCounter(stamp.lc), stamp.writer];
}
