import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ArchiveCare } from '../../core/ports/archiveMaintenance.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { byteSize } from '../platform/byteSize.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** ms after the start of a window: nothing here is urgent, and a start is. */
const afterStartMs = 2 * 60 * 1000;
/** ms until it is looked again whether a day has passed: windows stay open for weeks, and machines sleep. */
const againMs = 60 * 60 * 1000;
/** Bytes of logs from which on the person is told, and again at each doubling. */
const adviseFromBytes = 50_000_000;

const mirroredAtKey = 'archive.mirroredAt';
const advisedAtKey = 'archive.advisedAtBytes';
const folderKey = 'archive.folder';

export interface ArchiveUpkeepOptions {
  readonly care: ArchiveCare;
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

/** What happens to the archive without being asked for: a second copy once a day, advice when it grows, and adoption when its place moved. */
export class ArchiveUpkeep {
  readonly #o: ArchiveUpkeepOptions;

  constructor(options: ArchiveUpkeepOptions) {
    this.#o = options;
  }

  /** Begins some minutes after the start, and goes on while the window is open; disposing cancels what has not begun. */
  start(): Disposable {
    const { clock, logger } = this.#o;
    void this.adopt().catch((error: unknown) => logger.warn('archive.adoptionFailed', { error: String(error) }));
    let next: Disposable;
    const look = (): void => {
      next = clock.timeout(againMs, look);
      this.#daily().catch((error: unknown) => logger.warn('archive.upkeepFailed', { error: String(error) }));
    };
    next = clock.timeout(afterStartMs, look);
    return { dispose: () => next.dispose() };
  }

  /** When VS Code moved the storage of extensions, offers to take over the archive that is still at the old place. */
  async adopt(): Promise<void> {
    const { memory, folder, restoreFrom } = this.#o;
    const before = memory.get<string>(folderKey);
    if (before === folder) return;
    if (before === undefined || !existsSync(join(before, 'log'))) return memory.update(folderKey, folder);
    const [adopt, never] = [vscode.l10n.t('Bring Here'), vscode.l10n.t('Start Empty')];
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t('Your conversations are in an older storage folder: {0}. They can be copied into the one that is used now.', before),
      adopt,
      never,
    );
    // Without an answer the question comes again at the next start.
    if (choice === undefined) return;
    if (choice === adopt) await restoreFrom(before);
    await memory.update(folderKey, folder);
  }

  async #daily(): Promise<void> {
    const { care, memory, clock } = this.#o;
    const mirroredAt = memory.get(mirroredAtKey, 0);
    if (clock.now() - mirroredAt < dayMs) return;
    // At once, so that the other windows do not do it too.
    await memory.update(mirroredAtKey, clock.now());
    try {
      await care.mirror();
    } catch (error) {
      await memory.update(mirroredAtKey, mirroredAt);
      throw error;
    }
    await this.#o.prune();
    const { logBytes } = await care.size();
    if (logBytes < Math.max(adviseFromBytes, 2 * memory.get(advisedAtKey, 0))) return;
    await memory.update(advisedAtKey, logBytes);
    await this.#advise(logBytes);
  }

  async #advise(logBytes: number): Promise<void> {
    const [backUp, open] = [vscode.l10n.t('Back Up…'), vscode.l10n.t('Open Folder')];
    const choice = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The archive has grown to {0}. It stays fast; a backup elsewhere is a good idea, and conversations that nobody needs can be erased for good.',
        byteSize(logBytes),
      ),
      backUp,
      open,
    );
    if (choice === backUp) await this.#o.backUp();
    if (choice === open) await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(this.#o.folder));
  }
}
