import type { Clock } from '../../core/ports/platform.ts';
import type { Reservation } from '../../core/ports/reservationStore.ts';
import { appendAll } from '../disk/appendAll.ts';
import { temporaryPath } from '../disk/temporaryFile.ts';
import type { FilePort, LogFile } from '../disk/files.ts';
import { encodeReservation } from './reservationRecord.ts';

interface Written {
  readonly path: string;
  readonly bytes: Buffer;
  readonly file: LogFile;
}

/**
 * A private file with a whole reservation that waits for its number. Other processes can read it at once; it is on the disk after `sync`, which
 * comes when the number is won, because meanwhile others would win it. If the power fails in between, nothing was sent yet.
 */
export class ReservationDraft {
  readonly #files: FilePort;
  readonly #folder: string;
  readonly #clock: Clock;
  #written: Written | null = null;

  constructor(files: FilePort, folder: string, clock: Clock) {
    this.#files = files;
    this.#folder = folder;
    this.#clock = clock;
  }

  /** The same content is written once, so that a window that lost a number is quick to try the next one. */
  async write(reservation: Reservation): Promise<{ readonly path: string; readonly bytes: Buffer }> {
    const bytes = encodeReservation(reservation);
    if (this.#written?.bytes.equals(bytes)) return this.#written;
    await this.discard();
    const path = temporaryPath(this.#folder, 'claim', this.#clock.now());
    const file = await this.#files.createLog(path);
    this.#written = { path, bytes, file };
    await appendAll(file, bytes);
    return this.#written;
  }

  async sync(): Promise<void> {
    await this.#written?.file.sync();
  }

  /** What cannot be removed is swept up another time. */
  async discard(): Promise<void> {
    const written = this.#written;
    this.#written = null;
    if (!written) return;
    await written.file.close().catch(() => undefined);
    await this.#files.remove(written.path).catch(() => undefined);
  }
}
