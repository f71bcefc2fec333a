import type { Clock, Reservation } from '../../core/ports.ts';
import { temporaryPath } from '../care/temporaryFile.ts';
import type { FilePort } from '../disk/files.ts';
import { encodeReservation } from './reservationRecord.ts';

/** A private file with a whole reservation, on the disk, that waits for its number. */
export class ReservationDraft {
  readonly #files: FilePort;
  readonly #folder: string;
  readonly #clock: Clock;
  #written: { readonly path: string; readonly bytes: Buffer } | null = null;

  constructor(files: FilePort, folder: string, clock: Clock) {
    this.#files = files;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** The same content is written once, so that whoever lost a number is quick to try the next one. */
  async write(reservation: Reservation): Promise<{ readonly path: string; readonly bytes: Buffer }> {
    const bytes = encodeReservation(reservation);
    if (this.#written?.bytes.equals(bytes)) return this.#written;
    await this.discard();
    const path = temporaryPath(this.#folder, 'claim', this.#clock.now());
    this.#written = { path, bytes };
    await this.#files.createFile(path, bytes);
    return this.#written;
  }

  /** What cannot be removed is swept up another time. */
  async discard(): Promise<void> {
    const written = this.#written;
    this.#written = null;
    if (written) await this.#files.remove(written.path).catch(() => undefined);
  }
}
