import { join } from 'node:path';
import type { Clock } from '../../core/ports/platform.ts';
import type { Reservation } from '../../core/ports/reservationStore.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import { unreadableReservation } from './budgetError.ts';
import { reservationNames, voidOf, type ReservationNames } from './reservationNames.ts';
import { longestRecordBytes, readReservation, type ReadReservation } from './reservationRecord.ts';

/** A request does not last that long, and what it cost is in the ledger. */
export const agedMs = 48 * 60 * 60 * 1000;
/** A writer without links needs a few milliseconds between the name and the content. */
const patienceMs = 1000;
const pollAgainMs = 20;
const readAtOnce = 32;

export interface FolderState {
  readonly names: ReservationNames;
  /** The largest number that was ever given, as far as this window knows. */
  readonly largest: number;
  /** By number, ascending; null = it holds nothing. */
  readonly contents: ReadonlyMap<number, Reservation | null>;
}

export interface ReservationFolderOptions {
  readonly files: FilePort;
  /** The folder `budget/r/`. */
  readonly folder: string;
  readonly clock: Clock;
}

/**
 * Reads the numbered files. They never change once they are whole, so each is read once and kept. One user at a time.
 *
 * What a file without a whole record holds:
 * - The beginning of a record is one that is being written where the file system has no links. Its writer does not send before it has made
 *   `<n>.void`. A reader that has waited long enough makes it itself, and reads once more: if the record is whole now, it counts; otherwise
 *   its writer, if it ever wakes, finds the void taken and claims again. So no window waits for a dead one, and nothing is overlooked.
 * - Anything else may be a reservation that was damaged after its request was sent. Its sum is unknown, which no budget survives: the error
 *   says so, and the caller refuses or asks. It ends when the file is 48 hours old.
 * - Folders, pipes and the like hold nothing: no version ever makes them.
 */
export class ReservationFolder {
  readonly #files: ReservationFolderOptions['files'];
  readonly #folder: ReservationFolderOptions['folder'];
  readonly #clock: ReservationFolderOptions['clock'];
  readonly #contents = new Map<number, Reservation | null>();
  #largest = 0;
  #covered = 0;
  #marks = '';

  constructor(options: ReservationFolderOptions) {
    this.#files = options.files;
    this.#folder = options.folder;
    this.#clock = options.clock;
  }

  /** Reads the whole folder. `taken`: a number that something has, even if the folder does not show it yet (network homes show old lists). */
  async read(taken = 0): Promise<FolderState> {
    let names = await this.#list();
    this.#dropOld(names);
    const largest = Math.max(this.#largest, names.floor, taken, names.numbers.at(-1) ?? 0);
    // A list that is made while others add to the folder may have the later one and not the earlier one. The next list has both.
    const isWhole = names.numbers.filter((number) => number > this.#covered).length >= largest - this.#covered;
    if (!isWhole) names = combined(names, await this.#list(), largest, taken);
    return this.#read(names, largest);
  }

  /** Reads the one number after those of a state, which another window got: there can be nothing in between. */
  readNext({ names, largest }: FolderState): Promise<FolderState> {
    const next = largest + 1;
    return this.#read({ ...names, numbers: [...names.numbers, next] }, next);
  }

  /** What this window itself has added as the next number. */
  add(number: number, reservation: Reservation): void {
    this.#contents.set(number, reservation);
    this.#largest = number;
    this.#covered = number;
  }

  async #list(): Promise<ReservationNames> {
    return reservationNames(await this.#files.list(this.#folder));
  }

  /** The marks change when something was removed, or when the user deleted the folder and its numbers begin anew. */
  #dropOld({ marks, numbers }: ReservationNames): void {
    const all = marks
      .map(({ name }) => name)
      .sort()
      .join();
    const isSame = all === this.#marks;
    if (isSame && (numbers.at(-1) ?? 0) >= this.#largest) return;
    this.#contents.clear();
    this.#covered = 0;
    if (!isSame) this.#largest = 0;
    this.#marks = all;
  }

  async #read(names: ReservationNames, largest: number): Promise<FolderState> {
    const { numbers, voided } = names;
    const unread = numbers.filter((number) => !this.#contents.has(number));
    for (let start = 0; start < unread.length; start += readAtOnce) {
      const batch = unread.slice(start, start + readAtOnce).map(async (number) => {
        const content = await this.#content(number, voided.has(number));
        if (content !== undefined) this.#contents.set(number, content);
      });
      // None goes on alone when one fails.
      for (const result of await Promise.allSettled(batch)) if (result.status === 'rejected') throw result.reason;
    }
    this.#largest = largest;
    this.#covered = largest;
    const contents = new Map<number, Reservation | null>();
    for (const number of numbers) {
      const content = this.#contents.get(number);
      if (content !== undefined) contents.set(number, content);
    }
    return { names, largest, contents };
  }

  /** Undefined when it is no file, or not any more. */
  async #content(number: number, isVoided: boolean): Promise<Reservation | null | undefined> {
    let found = await this.#file(number);
    if (found === 'unfinished' && !isVoided) {
      for (let waitedMs = 0; found === 'unfinished' && waitedMs < patienceMs; waitedMs += pollAgainMs) {
        await this.#clock.sleep(pollAgainMs);
        found = await this.#file(number);
      }
      if (found === 'unfinished') {
        await this.#makeVoid(number);
        found = await this.#file(number);
      }
    }
    if (found === 'unfinished') return null;
    if (found !== 'unreadable') return found;
    const writtenAt = await this.#files.modifiedAt(this.#path(number));
    if (writtenAt !== undefined && this.#clock.now() - writtenAt <= agedMs) throw unreadableReservation(`budget/r/${number}`);
    return null;
  }

  async #file(number: number): Promise<ReadReservation | undefined> {
    const path = this.#path(number);
    try {
      // A pipe would be waited for.
      if ((await this.#files.size(path)) === undefined) return undefined;
      return readReservation(await this.#files.read(path, 0, longestRecordBytes + 1));
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #makeVoid(number: number): Promise<void> {
    try {
      await this.#files.createFile(this.#path(voidOf(number)), new Uint8Array());
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }

  #path(name: number | string): string {
    return join(this.#folder, String(name));
  }
}

/** Both lists, up to the largest number of the first one. */
function combined(first: ReservationNames, second: ReservationNames, largest: number, taken: number): ReservationNames {
  const numbers = new Set([...first.numbers, ...second.numbers.filter((number) => number <= largest)]);
  if (taken > 0) numbers.add(taken);
  return {
    numbers: [...numbers].sort((a, b) => a - b),
    voided: new Set([...first.voided, ...second.voided]),
    marks: first.marks,
    floor: first.floor,
  };
}
