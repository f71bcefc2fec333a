import type { ArchiveRequests } from '../../shared/protocol/requests/archive.ts';
import type { ChatOrchestrator } from '../chat/chatOrchestrator.ts';
import { entryNotFound, notFound } from '../errors/chatErrors.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { ConversationDrafts } from './conversationDrafts.ts';
import type { RequestHandlers } from './requestHandlers.ts';
import type { RequestingSurface } from './requestingSurface.ts';

export interface ArchiveRequestsOptions {
  readonly orchestrator: ChatOrchestrator;
  readonly repository: ConversationRepository;
  readonly drafts: ConversationDrafts;
}

/** Carries out what one surface wants to see of the archive, and what it changes there. */
export function archiveRequests(options: ArchiveRequestsOptions, surface: RequestingSurface): RequestHandlers<ArchiveRequests> {
  const { orchestrator, repository, drafts } = options;
  return {
    showBranch: ({ entry }, at) =>
      at.enqueueInConversation(async (conversationId) => {
        const tree = await orchestrator.tree(conversationId);
        if (!tree.find(entry)) throw entryNotFound();
        // Down to the end: what is asked next stands below what is shown.
        surface.moveTo(at, conversationId, tree.branch(entry).at(-1)?.id ?? null);
        return null;
      }),

    showEarlier: async () => {
      await surface.showEarlier();
      return null;
    },

    fork: ({ entry }, at) => {
      const isLast = surface.beginNavigation();
      return at.enqueueInConversation(async (origin) => {
        const conversationId = await orchestrator.fork(origin, entry);
        // The user may have gone elsewhere while it was being written.
        if (isLast() && at === surface.location) surface.show(conversationId);
        return { conversationId, stay: surface.location.stay };
      });
    },

    deleteEntry: ({ entry }, at) =>
      at.enqueueInConversation(async (conversationId) => {
        const entryCount = await orchestrator.deleteEntry(conversationId, entry);
        const tree = await orchestrator.tree(conversationId);
        surface.moveTo(at, conversationId, tree.branch(at.tip).at(-1)?.id ?? null);
        return { entryCount };
      }),

    restoreEntry: ({ conversation, entry }, before) => {
      const isLast = surface.beginNavigation();
      return before.enqueue(async () => {
        if (!(await repository.conversation(conversation))) throw notFound();
        await orchestrator.restoreEntry(conversation, entry);
        const tree = await orchestrator.tree(conversation);
        // The user may have gone elsewhere meanwhile.
        if (isLast() && before === surface.location) {
          if (before.conversationId !== conversation) surface.show(conversation);
          surface.moveTo(surface.location, conversation, tree.branch(entry).at(-1)?.id ?? null);
        }
        return { stay: surface.location.stay };
      });
    },

    listDeleted: () => repository.deleted(),

    /** One that is deleted leaves this surface, whose page offers to bring it back. */
    changeConversation: async ({ id, changes }) => {
      const conversation = await repository.conversation(id);
      if (!conversation) throw notFound();
      const card = changes.deleted ? (await repository.conversations()).find((listed) => listed.id === id) : undefined;
      await repository.changeConversation(id, changes);
      if (changes.deleted) {
        drafts.discard(id);
        if (surface.location.conversationId === id) surface.show(null);
        const deleted = { id, title: conversation.title, messageCount: card?.messageCount ?? 0 };
        surface.sendCommand({ type: 'hostCommand', command: 'deleted', conversation: deleted });
      }
      return null;
    },

    newConversation: () => {
      surface.newConversation();
      return Promise.resolve({ stay: surface.location.stay });
    },

    openConversation: async ({ id }) => {
      const isLast = surface.beginNavigation();
      if (!(await repository.conversation(id))) throw notFound();
      if (isLast()) surface.show(id);
      return { stay: surface.location.stay };
    },
  };
}
