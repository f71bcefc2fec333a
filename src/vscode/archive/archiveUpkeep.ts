import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { DisposableValue } from '../../shared/async/disposables.ts';
import { byteSize } from '../platform/byteSize.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** ms after the start of a window: nothing here is urgent, and a start is. */
const afterStartMs = 2 * 60 * 1000;
/** ms until the next check whether a day has passed: windows stay open for weeks, and machines sleep. */
const againMs = 60 * 60 * 1000;
/** Bytes of logs from which on the person is advised, and again at each doubling. */
const adviseFromBytes = 50_000_000;

const mirroredAtKey = 'archive.mirroredAt';
const advisedAtKey = 'archive.advisedAtBytes';
const folderKey = 'archive.folder';

export interface ArchiveUpkeepOptions {
  readonly care: ArchiveMaintenance;
  /** Absolute path of the archive of today. */
  readonly folder: string;
  readonly memory: vscode.Memento;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Clears away reservations that are not needed any more. */
  readonly prune: () => Promise<void>;
  readonly backUp: () => Promise<void>;
  readonly restoreFrom: (path: string) => Promise<void>;
}

/** What happens to the archive without being asked for: a second copy once a day, advice when it grows, and adoption when its folder moved. */
export class ArchiveUpkeep {
  readonly #care: ArchiveMaintenance;
  readonly #folder: string;
  readonly #memory: vscode.Memento;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #prune: () => Promise<void>;
  readonly #backUp: () => Promise<void>;
  readonly #restoreFrom: (path: string) => Promise<void>;

  constructor({ care, folder, memory, clock, logger, prune, backUp, restoreFrom }: ArchiveUpkeepOptions) {
    this.#care = care;
    this.#folder = folder;
    this.#memory = memory;
    this.#clock = clock;
    this.#logger = logger;
    this.#prune = prune;
    this.#backUp = backUp;
    this.#restoreFrom = restoreFrom;
  }

  /** Begins some minutes after the start, and goes on while the window is open; disposing cancels what has not begun. */
  start(): Disposable {
    void this.adopt().catch((error: unknown) => this.#logger.warn('archive.adoptionFailed', { error: String(error) }));
    const next = new DisposableValue();
    const check = (): void => {
      next.set(this.#clock.timeout(againMs, check));
      this.#daily().catch((error: unknown) => this.#logger.warn('archive.upkeepFailed', { error: String(error) }));
    };
    next.set(this.#clock.timeout(afterStartMs, check));
    return next;
  }

  /** When VS Code moved the storage of extensions, offers to take over the archive that is still in the old folder. */
  async adopt(): Promise<void> {
    const before = this.#memory.get<string>(folderKey);
    if (before === this.#folder) return;
    if (before === undefined || !existsSync(join(before, 'log'))) return this.#memory.update(folderKey, this.#folder);
    const [adopt, never] = [vscode.l10n.t('Bring Here'), vscode.l10n.t('Start Empty')];
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Your conversations are in an older storage folder: {0}. They can be copied into the one that is used now.', before),
      adopt,
      never,
    );
    // Without an answer the question comes again at the next start.
    if (choice === undefined) return;
    if (choice === adopt) await this.#restoreFrom(before);
    await this.#memory.update(folderKey, this.#folder);
  }

  async #daily(): Promise<void> {
    const mirroredAt = this.#memory.get(mirroredAtKey, 0);
    if (this.#clock.now() - mirroredAt < dayMs) return;
    // At once, so that the other windows do not do it too.
    await this.#memory.update(mirroredAtKey, this.#clock.now());
    try {
      await this.#care.mirror();
    } catch (error) {
      await this.#memory.update(mirroredAtKey, mirroredAt);
      throw error;
    }
    await this.#prune();
    const { logBytes } = await this.#care.size();
    if (logBytes < Math.max(adviseFromBytes, 2 * this.#memory.get(advisedAtKey, 0))) return;
    await this.#memory.update(advisedAtKey, logBytes);
    await this.#advise(logBytes);
  }

  async #advise(logBytes: number): Promise<void> {
    const [backUp, open] = [vscode.l10n.t('Back Up…'), vscode.l10n.t('Open Folder')];
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The archive has grown to {0}. It stays fast; a backup elsewhere is a good idea, and conversations that are not needed can be erased for good.',
        byteSize(logBytes),
      ),
      backUp,
      open,
    );
    if (choice === backUp) await this.#backUp();
    if (choice === open) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#folder));
  }
}
