import { join } from 'node:path';
import { SerialQueue } from '../../shared/async/serialQueue.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Reservation, ReservationStore } from '../../core/ports/reservationStore.ts';
import { errorCode, type FilePort } from '../disk/files.ts';
import { budgetError, noNumberLeft } from './budgetError.ts';
import { pruneReservations } from './pruneReservations.ts';
import { ReservationDraft } from './reservationDraft.ts';
import { ReservationFolder, type FolderState } from './reservationFolder.ts';
import { largestNumber, newFloorMark, reservationNames } from './reservationNames.ts';
import { takeNumber, type Taking } from './takeNumber.ts';

/** How often a claim begins anew because its folder, or its private file, went away under it. */
const vanishingsAtMost = 3;

const losesBeforeList = 5;

export interface ReservationFilesOptions {
  readonly files: FilePort;
  /** The folder `budget/r/`; nothing is made before the first claim. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Reservations of all windows as numbered files. To add one is to give it the number after the last one, which the file system grants to one
 * window only; the others read what came, and decide again. So every reservation was decided on with all before it in view. No window owns a lock
 * that it could keep when it is dead.
 *
 * That needs numbers that are never given twice. A number is never taken away from a claim that failed; the largest is never removed; and a
 * window that slept between its reading and its claim, while others went on and removed what was done, finds a mark that says up to where
 * numbers are worth nothing.
 */
export class FileReservationStore implements ReservationStore {
  readonly #files: FilePort;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #folder: ReservationFolder;
  /** A window does not race with itself. */
  readonly #queue = new SerialQueue();

  constructor(options: ReservationFilesOptions) {
    this.#files = options.files;
    this.#path = options.folder;
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#folder = new ReservationFolder(options);
  }

  claim(decide: (reservations: readonly Reservation[]) => Reservation): Promise<Reservation> {
    return this.#queue.enqueue(() => this.#claim(decide));
  }

  all(): Promise<readonly Reservation[]> {
    return this.#queue.enqueue(async () => standing(await onDisk(this.#folder.read())));
  }

  prune(isDone: (reservation: Reservation) => boolean): Promise<void> {
    return this.#queue.enqueue(async () => {
      try {
        await pruneReservations({ files: this.#files, folder: this.#path, clock: this.#clock }, await this.#folder.read(), isDone);
      } catch (error) {
        this.#logger.warn('budget.pruneFailed', { code: errorCode(error) ?? String(error) });
      }
    });
  }

  async #claim(decide: (reservations: readonly Reservation[]) => Reservation): Promise<Reservation> {
    const draft = new ReservationDraft(this.#files, this.#path, this.#clock);
    /** Numbers of this claim that are not worth anything. */
    const voided = new Set<number>();
    let vanished = 0;
    let lost = 0;
    try {
      for (let state = await onDisk(this.#folder.read()); ;) {
        const reservation = decide(standing(state, voided));
        const number = state.largest + 1;
        if (number > largestNumber) throw noNumberLeft();
        const end = await onDisk(this.#take(number, reservation, draft, state)).catch((error: unknown) => {
          if (errorCode(error instanceof Error ? error.cause : error) !== 'ENOENT' || ++vanished > vanishingsAtMost) throw error;
          return 'vanished' as const;
        });
        if (end === 'taken') {
          this.#folder.add(number, reservation);
          return reservation;
        }
        if (end === 'void') voided.add(number);
        if (end === 'vanished') await draft.discard();
        if (end === 'lost') lost += 1;
        // A window that loses again and again is far behind, and catches up at once by a list.
        const isNear = end === 'lost' && lost % losesBeforeList !== 0;
        const reading = isNear ? this.#folder.readNext(state) : this.#folder.read(end === 'vanished' ? 0 : number);
        state = await onDisk(reading);
      }
    } finally {
      await draft.discard();
    }
  }

  async #take(number: number, reservation: Reservation, draft: ReservationDraft, { names: known }: FolderState): Promise<Taking> {
    if (known.marks.length === 0) await this.#makeFolder();
    const taking = await takeNumber(this.#files, this.#path, number, await draft.write(reservation));
    if (taking !== 'taken') return taking;
    const [names] = await Promise.all([this.#files.list(this.#path), draft.sync(), this.#files.syncFolder(this.#path)]);
    if (reservationNames(names).floor < number) return 'taken';
    // No other claim can be given this number any more, so that it may go.
    await this.#files.remove(join(this.#path, String(number)));
    return 'void';
  }

  async #makeFolder(): Promise<void> {
    await this.#files.makeFolder(this.#path);
    await this.#files.createFile(join(this.#path, newFloorMark(0, this.#clock.now())), new Uint8Array());
    for (const parent of [join(this.#path, '..'), join(this.#path, '..', '..')]) await this.#files.syncFolder(parent);
  }
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw budgetError(error);
  }
}

/** The last one of each attempt. */
function standing({ contents }: FolderState, except: ReadonlySet<number> = new Set()): Reservation[] {
  const found = new Map<string, Reservation>();
  for (const [number, reservation] of contents) {
    if (!reservation || except.has(number)) continue;
    found.delete(reservation.attemptId);
    found.set(reservation.attemptId, reservation);
  }
  return [...found.values()];
}
