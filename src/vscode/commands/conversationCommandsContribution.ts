import type { ArchiveMaintenance } from '../../core/ports/archiveMaintenance.ts';
import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { ConversationCommands } from './conversationCommands.ts';

interface ConversationCommandsServices {
  readonly repository: ConversationRepository;
  readonly archive: ArchiveMaintenance;
  readonly surfaces: SurfaceRegistry;
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
