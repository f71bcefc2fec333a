import type { Disposable } from '../../shared/async/disposable.ts';
import type { Attachment } from '../../shared/model/attachment.ts';
import type { Conversation, ConversationChanges, ConversationSummary, ForkPoint } from '../../shared/model/conversation.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Message, MessageState } from '../../shared/model/message.ts';
import type { TokenUsage } from '../../shared/model/money.ts';

export interface NewConversation {
  readonly id: string;
  readonly title: string;
  readonly modelId: string;
  readonly systemPrompt: string;
  readonly workspace: string | null;
  /** Absent: it begins with a message of its own. */
  readonly forkedFrom?: ForkPoint;
}

export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: 'user' | 'assistant';
  readonly modelId: string | null;
  /** Complete for the person's messages; an answer starts empty and grows by `appendText`. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
  readonly createdAt: number;
}

export interface MessageOutcome {
  readonly state: Exclude<MessageState, 'streaming'>;
  /** Length of the whole text in UTF-16 units, and its SHA-256: the projection checks its pieces against them. */
  readonly text: string;
  readonly finishReason: string | null;
  readonly failure: Failure | null;
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly reasoning: string;
  readonly usage: TokenUsage | null;
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}

/** Which conversations changed, and whether this window did it. */
export interface ArchiveChange {
  readonly conversationIds: readonly string[];
  readonly ledger: boolean;
  readonly own: boolean;
}

/**
 * Conversations and messages. Every writing method resolves only when the operation is on the disk (fdatasync);
 * it rejects with ChatError DISK_FULL, ARCHIVE_READONLY or ARCHIVE_DAMAGED otherwise. Messages are add-only.
 */
export interface ConversationRepository {
  conversations(): Promise<readonly ConversationSummary[]>;
  conversation(id: string): Promise<Conversation | undefined>;
  /** All messages of all branches, in archive order; of a fork also those above it. Costs come from the ledger. */
  messages(conversationId: string): Promise<readonly Message[]>;
  createConversation(conversation: NewConversation): Promise<void>;
  changeConversation(id: string, changes: ConversationChanges): Promise<void>;
  addMessage(message: NewMessage): Promise<void>;
  /** A checkpoint of a growing answer: the piece that starts at the absolute offset `from`. */
  appendText(messageId: string, conversationId: string, from: number, text: string): Promise<void>;
  finishMessage(messageId: string, conversationId: string, outcome: MessageOutcome): Promise<void>;
  changeMessage(messageId: string, conversationId: string, changes: { readonly deleted: boolean }): Promise<void>;
  onDidChange(listener: (change: ArchiveChange) => void): Disposable;
}
