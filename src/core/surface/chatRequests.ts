import { type Draft, emptyDraft } from '../../shared/model/draft.ts';
import type { ChatRequests } from '../../shared/protocol/requests/chat.ts';
import type { ChatOrchestrator } from '../chat/chatOrchestrator.ts';
import type { Forecaster } from '../chat/forecaster.ts';
import type { InsertionPoint } from '../conversation/insertionPoint.ts';
import type { ConversationRepository } from '../ports/conversationRepository.ts';
import type { RequestHandlers } from './requestHandlers.ts';
import type { RequestingSurface } from './requestingSurface.ts';
import type { SurfaceLocation } from './surfaceLocation.ts';

export interface ChatRequestsOptions {
  readonly orchestrator: ChatOrchestrator;
  readonly forecaster: Forecaster;
  readonly repository: ConversationRepository;
  /** The model a new conversation starts with. */
  readonly defaultModelId: () => string;
}

/** Carries out questions, and what belongs to them, for one surface. */
export function chatRequests(options: ChatRequestsOptions, surface: RequestingSurface): RequestHandlers<ChatRequests> {
  const { orchestrator, forecaster, repository, defaultModelId } = options;

  /** Where a question stands that is asked here; `edits`: beside that entry. */
  const positionOf = (at: SurfaceLocation, edits: string | undefined) => {
    const position: InsertionPoint = edits === undefined ? { below: at.tip } : { beside: edits };
    return { conversationId: at.conversationId, position, modelId: at.modelId ?? defaultModelId() };
  };

  return {
    ask: ({ edits, ...content }, at, requestId) =>
      at.enqueue(async () => {
        const before = at.conversationId;
        const { conversationId, messageId } = await orchestrator.ask({ ...content, ...positionOf(at, edits), requestId });
        surface.moveTo(at, conversationId, messageId);
        surface.asked(before, conversationId, draftOf(content, edits, conversationId));
        return { conversationId };
      }),

    retry: ({ entry, modelId, unreserved }, at, requestId) =>
      at.enqueueInConversation(async (conversationId) => {
        const { messageId } = await orchestrator.retry(conversationId, entry, { modelId, unreserved, requestId });
        surface.moveTo(at, conversationId, messageId);
        return null;
      }),

    stop: () => {
      surface.stop();
      return Promise.resolve(null);
    },

    /** Does not wait for the changes before it: it only reads, and the user goes on writing. */
    forecast: async ({ edits, ...content }, at) => {
      const position = positionOf(at, edits);
      const conversation = position.conversationId === null ? null : await repository.conversation(position.conversationId);
      return forecaster.forecast({ ...content, ...position, modelId: conversation?.modelId ?? position.modelId });
    },
  };
}

/** What the composer held when it asked this. */
function draftOf({ text, attachments }: Pick<Draft, 'text' | 'attachments'>, edits: string | undefined, conversation: string): Draft {
  return { text, attachments, editing: edits === undefined ? null : { entry: edits, conversation, aside: emptyDraft } };
}
