import { randomBytes } from 'node:crypto';

// Names in the folder `budget/r/`. Everything else is none of ours and is left alone, except private files (temporaryFile.ts).
//   <n>                        a reservation; each number is given once
//   <n>.void                   was made by the first of two: a reader that waits no longer for the rest of <n>, or its writer
//   floor-<n>-<ms>-<random>    numbers up to <n> may have been removed, so that one of them, taken now, is not worth anything

/** More digits are not read, so that the next number is always one that a double can hold. */
const numberName = /^[1-9]\d{0,14}$/;
const voidName = /^([1-9]\d{0,14})\.void$/;
const floorName = /^floor-(0|[1-9]\d{0,14})-(\d{1,15})-[0-9a-f]{8}$/;
export const largestNumber = 999_999_999_999_999;

interface FloorMark {
  readonly name: string;
  readonly floor: number;
  /** ms since the epoch. */
  readonly madeAt: number;
}

export interface ReservationNames {
  /** Ascending. */
  readonly numbers: readonly number[];
  readonly voided: ReadonlySet<number>;
  readonly marks: readonly FloorMark[];
  /** The highest of the marks. */
  readonly floor: number;
}

export const voidOf = (number: number): string => `${number}.void`;

export function newFloorMark(floor: number, now: number): string {
  return `floor-${floor}-${Math.max(0, Math.floor(now))}-${randomBytes(4).toString('hex')}`;
}

export function reservationNames(names: readonly string[]): ReservationNames {
  const numbers: number[] = [];
  const voided = new Set<number>();
  const marks: FloorMark[] = [];
  for (const name of names) {
    if (numberName.test(name)) numbers.push(Number(name));
    const voidedNumber = voidName.exec(name)?.[1];
    if (voidedNumber !== undefined) voided.add(Number(voidedNumber));
    const [, floor, madeAt] = floorName.exec(name) ?? [];
    if (floor !== undefined) marks.push({ name, floor: Number(floor), madeAt: Number(madeAt) });
  }
  return { numbers: numbers.sort((a, b) => a - b), voided, marks, floor: Math.max(0, ...marks.map(({ floor }) => floor)) };
}
