import type { ConversationSummary } from './conversation.ts';
import type { Role } from './message.ts';

/** What was deleted and can be had back, the last deleted first. */
export interface DeletedItems {
  readonly conversations: readonly ConversationSummary[];
  /** Of conversations that are not deleted themselves. */
  readonly entries: readonly DeletedEntry[];
}

/** An entry that was deleted, and with it all that stands below it. */
export interface DeletedEntry {
  readonly id: string;
  readonly conversationId: string;
  /** The title of its conversation. */
  readonly title: string;
  readonly role: Role;
  /** The beginning of its text, in one line. */
  readonly text: string;
  /** How many entries come back with it, itself among them. */
  readonly entryCount: number;
}
