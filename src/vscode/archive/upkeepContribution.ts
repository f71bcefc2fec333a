import type { Memento } from 'vscode';
import type { Core } from '../../core/createCore.ts';
import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { ArchiveUpkeep } from './archiveUpkeep.ts';

interface UpkeepServices {
  readonly archive: ArchiveMaintenance;
  /** Absolute path. */
  readonly archiveFolder: string;
  /** What the person sees of a backup and of a restore. */
  readonly archiveCommands: { backUp(): Promise<void>; restoreFrom(path: string): Promise<void> };
  readonly globalState: Memento;
  readonly core: Core;
  readonly clock: Clock;
  readonly logger: Logger;
}

export const upkeepContribution: OptionalContribution<UpkeepServices> = {
  name: 'upkeep',
  required: false,
  commands: [],
  start({ archive, archiveFolder, archiveCommands, globalState, core: { spending }, clock, logger }, disposables) {
    const upkeep = new ArchiveUpkeep({
      care: archive,
      folder: archiveFolder,
      memory: globalState,
      clock,
      logger,
      prune: () => spending.prune(),
      backUp: () => archiveCommands.backUp(),
      restoreFrom: (path) => archiveCommands.restoreFrom(path),
    });
    disposables.push(upkeep.start());
    return {};
  },
};
