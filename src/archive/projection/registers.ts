import type { Stamp } from '../log/operations.ts';
import { honestCounter, isLater } from '../log/stampOrder.ts';

/** For each field of a row the (lc, writer) that set it last. */
export type Registers = Record<string, readonly [lc: number, writer: string]>;

/**
 * Notes the operation as the one that sets the field, unless a later one has; says whether it may be set.
 * The order of all operations is (lc, writer); the one that comes later in it wins, however late it is read.
 */
export function wins({ stamps }: { readonly stamps: Registers }, field: string, stamp: Stamp): boolean {
  const last = stamps[field];
  if (last && !isLater(stamp, { lc: last[0], writer: last[1] })) return false;
  stamps[field] = [honestCounter(stamp.lc), stamp.writer];
  return true;
}
