import type { OptionalContribution } from '../platform/contribution.ts';
import type { ArchiveCommands } from './archiveCommands.ts';

export const archiveCommandsContribution: OptionalContribution<
  { readonly archiveCommands: ArchiveCommands },
  'verifyArchive' | 'rebuildIndex' | 'backUpArchive' | 'restoreBackup'
> = {
  name: 'archiveCommands',
  required: false,
  commands: ['verifyArchive', 'rebuildIndex', 'backUpArchive', 'restoreBackup'],
  start: ({ archiveCommands }) => ({
    verifyArchive: () => archiveCommands.verify(),
    rebuildIndex: () => archiveCommands.rebuildIndex(),
    backUpArchive: () => archiveCommands.backUp(),
    restoreBackup: () => archiveCommands.restore(),
  }),
};
