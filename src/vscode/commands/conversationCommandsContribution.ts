import type { ConversationRepository } from '../../core/ports/conversationRepository.ts';
import { requireSurface } from '../chat/requireSurface.ts';
import type { SurfaceRegistry } from '../chat/surfaceRegistry.ts';
import type { OptionalContribution } from '../platform/contribution.ts';
import { ConversationCommands } from './conversationCommands.ts';
import type { ConversationEraser } from './conversationEraser.ts';

interface ConversationCommandsServices {
  readonly repository: ConversationRepository;
  readonly eraser: ConversationEraser;
  readonly surfaces: SurfaceRegistry;
}

export const conversationCommandsContribution: OptionalContribution<
  ConversationCommandsServices,
  'renameConversation' | 'tagConversation' | 'pinConversation' | 'archiveConversation' | 'deleteConversation' | 'purgeConversation'
> = {
  name: 'conversationCommands',
  required: false,
  commands: ['renameConversation', 'tagConversation', 'pinConversation', 'archiveConversation', 'deleteConversation', 'purgeConversation'],
  start({ repository, eraser, surfaces }) {
    const commands = new ConversationCommands({ repository, eraser, surface: () => requireSurface(surfaces) });
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
