import type { ConversationChanges } from '../../model/conversation.ts';
import type { DeletedItems } from '../../model/deleted.ts';

/** What the page may change of a conversation. */
export type ConversationEdits = Pick<ConversationChanges, 'title' | 'pinned' | 'status' | 'tags' | 'deleted'>;

/** Where the surface is now, of which its page is sent a snapshot: the name of that stay (`SurfaceState.stay`). */
interface Arrival {
  readonly stay: number;
}

/** Conversations, their branches and entries: which of them is shown, and changes to them. */
export interface ArchiveRequests {
  /** Shows the branch that goes through this message of the conversation. */
  showBranch: { body: { entry: string }; reply: null };
  /** Shows more of what stands above. */
  showEarlier: { body: Record<never, never>; reply: null };
  /** Begins a conversation of its own below this entry, with everything above it, and shows it here. */
  fork: { body: { entry: string }; reply: { conversationId: string } & Arrival };
  /** Takes an entry and all below it out of sight; answered with how many entries that are. */
  deleteEntry: { body: { entry: string }; reply: { entryCount: number } };
  /** Brings a deleted entry back, and shows it. */
  restoreEntry: { body: { conversation: string; entry: string }; reply: Arrival };
  /** What was deleted and can be had back. */
  listDeleted: { body: Record<never, never>; reply: DeletedItems };
  changeConversation: { body: { id: string; changes: ConversationEdits }; reply: null };
  newConversation: { body: Record<never, never>; reply: Arrival };
  openConversation: { body: { id: string }; reply: Arrival };
}
