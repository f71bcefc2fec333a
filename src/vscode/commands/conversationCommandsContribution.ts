import type { ArchiveCare } from '../../core/ports/archiveMaintenance.ts';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import type { Surfaces } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { ConversationCommands } from './conversationCommands.ts';

interface ConversationCommandsServices {
  readonly repository: ConversationRepository;
  readonly archive: ArchiveCare;
  readonly surfaces: Surfaces;
}

export const conversationCommandsContribution: OptionalContribution<
  ConversationCommandsServices,
  'renameConversation' | 'tagConversation' | 'pinConversation' | 'archiveConversation' | 'deleteConversation' | 'purgeConversation'
> = {
  name: 'conversationCommands',
  required: false,
  commands: ['renameConversation', 'tagConversation', 'pinConversation', 'archiveConversation', 'deleteConversation', 'purgeConversation'],
  start({ repository, archive, surfaces }) {
    const commands = new ConversationCommands({ repository, care: archive, surface: () => surfaces.active });
    return {
      renameConversation: () => commands.rename(),
      tagConversation: () => commands.editTags(),
      pinConversation: () => commands.togglePin(),
      archiveConversation: () => commands.toggleArchived(),
      deleteConversation: () => commands.delete(),
      purgeConversation: () => commands.purge(),
    };
  },
};
