import { t } from '../../shared/l10n/t.ts';
import { ChatError } from '../../core/errors/chatError.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { Emitter } from '../../shared/async/emitter.ts';
import type { ArchiveReport } from '../disk/archiveReport.ts';

export interface ArchiveState {
  /** `unsynced`: it works, and the disk gives no guarantee for a power failure. */
  readonly state: 'ok' | 'unsynced' | 'readonly' | 'damaged';
  /** A sentence; empty when all is well. */
  readonly detail: string;
}

/** Keeps what is known about the state of the archive in this session, and passes reports on. */
export class ArchiveHealth {
  readonly #logger: Logger;
  readonly #onReport: (report: ArchiveReport) => void;
  /** The logs are read for the ledger and for the projection: both find the same damage. */
  readonly #reported = new Set<string>();
  readonly #changed = new Emitter();
  #newerVersion: string | null = null;
  #damage: string | null = null;
  #failedWrite: ChatError | null = null;
  #syncRefusal: string | null = null;

  constructor(logger: Logger, onReport: (report: ArchiveReport) => void) {
    this.#logger = logger;
    this.#onReport = onReport;
  }

  state(): ArchiveState {
    if (this.#newerVersion !== null) return { state: 'readonly', detail: this.#newerVersion };
    if (this.#failedWrite?.code === 'ARCHIVE_READONLY') return { state: 'readonly', detail: this.#failedWrite.message };
    const damage = this.#failedWrite?.code === 'ARCHIVE_DAMAGED' ? this.#failedWrite.message : this.#damage;
    if (damage !== null) return { state: 'damaged', detail: damage };
    return this.#syncRefusal === null ? { state: 'ok', detail: '' } : { state: 'unsynced', detail: this.#syncRefusal };
  }

  /** Called when `state` is not what it was. */
  readonly onDidChange = this.#changed.event;

  /** Passes a report on, once. */
  report(report: ArchiveReport): void {
    const text = JSON.stringify(report);
    if (this.#reported.has(text)) return;
    this.#reported.add(text);
    if (report.kind === 'newerVersion' && this.#newerVersion !== null) return;
    this.#change(() => {
      if (report.kind === 'newerVersion') this.#newerVersion = report.message;
      else if (report.kind !== 'indexSetAside') this.#damage = report.message;
    });
    this.#logger.warn(`archive.${report.kind}`, { ...report });
    this.#onReport(report);
  }

  /** The file system takes what is written, and refuses to say that it is on the disk. Said once. */
  noteSyncRefusal(code: string): void {
    if (this.#syncRefusal !== null) return;
    const sentence = t(
      'The file system under the archive refuses to sync (fdatasync: {0}). Everything is saved as always, but a power failure may take the last entries. A local disk gives that guarantee.',
      code,
    );
    this.#logger.warn('archive.syncRefused', { code });
    this.#change(() => (this.#syncRefusal = sentence));
  }

  /** Throws ARCHIVE_READONLY when this version may not write. */
  checkWritable(): void {
    if (this.#newerVersion !== null) throw new ChatError('ARCHIVE_READONLY', this.#newerVersion);
  }

  /** A write that works ends the state that a failed one began. */
  async watchWrite(write: Promise<void>): Promise<void> {
    try {
      await write;
      this.#change(() => (this.#failedWrite = null));
    } catch (error) {
      if (ChatError.is(error)) this.#change(() => (this.#failedWrite = error));
      throw error;
    }
  }

  #change(change: () => void): void {
    const before = this.state();
    change();
    const { state, detail } = this.state();
    if (state !== before.state || detail !== before.detail) this.#changed.fire();
  }
}
