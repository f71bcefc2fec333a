import type { Disposable } from '../../shared/async/disposable.ts';
import type { AnswerExtras } from '../../shared/model/answerExtras.ts';
import type { MessageAttachment } from '../../shared/model/attachment.ts';
import type { Conversation, ConversationChanges, ConversationSummary, ForkPoint } from '../../shared/model/conversation.ts';
import type { DeletedItems } from '../../shared/model/deleted.ts';
import type { Failure } from '../../shared/model/failure.ts';
import type { Message, MessageState, Role } from '../../shared/model/message.ts';
import type { ReceivedTokens, TokenUsage } from '../../shared/model/money.ts';

export interface NewConversation {
  readonly id: string;
  readonly title: string;
  readonly modelId: string;
  /** The server of the model (`ModelReference.endpoint`); null or absent when it is not known. */
  readonly endpoint?: string | null;
  readonly systemPrompt: string;
  readonly workspace: string | null;
  /** Absent: it begins with a message of its own. */
  readonly forkedFrom?: ForkPoint;
}

export interface NewMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  /** The answer, its parent, that this goes on with. */
  readonly continues?: string;
  /** Messages of `system` and `tool` are whole from the start, like the person's. */
  readonly role: Role;
  readonly modelId: string | null;
  /** The server that is asked (`ModelReference.endpoint`); null or absent when it is not known. */
  readonly endpoint?: string | null;
  /** Complete for the person's messages; an answer starts empty and grows by `appendText`. */
  readonly text: string;
  readonly attachments: readonly MessageAttachment[];
  readonly createdAt: number;
}

export interface MessageOutcome {
  readonly state: Exclude<MessageState, 'streaming'>;
  /** The whole text; the log gets its length and its SHA-256, by which the projection checks the pieces. */
  readonly text: string;
  readonly finishReason: string | null;
  readonly failure: Failure | null;
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly reasoning: string;
  /** Kept in the log, and in no database: it may be large. */
  readonly extras?: AnswerExtras;
  readonly usage: TokenUsage | null;
  /** Absent when nothing arrived. */
  readonly received?: ReceivedTokens;
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}

/** The part of a growing text that starts at the absolute offset `from` (UTF-16 units). */
export interface TextPiece {
  readonly from: number;
  readonly text: string;
}

/** Which conversations changed, and whether this window did it. */
export interface ArchiveChange {
  readonly conversationIds: readonly string[];
  readonly ledger: boolean;
  readonly own: boolean;
}

/** What goes with a deleted entry when it is erased. */
export interface Erasure {
  /** Of its conversation. */
  readonly title: string;
  /** Itself, and everything below it in the conversation. */
  readonly messageIds: readonly string[];
  /** Titles of the forks that begin with one of them, also of those that are deleted: they would lose it. */
  readonly forks: readonly string[];
}

/**
 * Conversations and messages. Every writing method resolves only when the operation is on the disk (fdatasync);
 * it rejects with ChatError DISK_FULL, ARCHIVE_READONLY or ARCHIVE_DAMAGED otherwise. Messages are add-only.
 */
export interface ConversationRepository {
  conversations(): Promise<readonly ConversationSummary[]>;
  /** What was deleted and not erased, the last deleted first. */
  deleted(): Promise<DeletedItems>;
  /** How many conversations and entries `deleted` would give. */
  countDeleted(): Promise<number>;
  /** Undefined when there is no such entry, or it is not deleted. */
  erasure(conversationId: string, messageId: string): Promise<Erasure | undefined>;
  conversation(id: string): Promise<Conversation | undefined>;
  /** All messages of all branches, in archive order; of a fork also those above it. Costs come from the ledger. */
  messages(conversationId: string): Promise<readonly Message[]>;
  createConversation(conversation: NewConversation): Promise<void>;
  changeConversation(id: string, changes: ConversationChanges): Promise<void>;
  addMessage(message: NewMessage): Promise<void>;
  /** A checkpoint of a growing answer: the piece that starts at the absolute offset `from`, and with it what is new of its reasoning. */
  appendText(messageId: string, conversationId: string, from: number, text: string, reasoning?: TextPiece): Promise<void>;
  finishMessage(messageId: string, conversationId: string, outcome: MessageOutcome): Promise<void>;
  changeMessage(messageId: string, conversationId: string, changes: { readonly deleted: boolean }): Promise<void>;
  onDidChange(listener: (change: ArchiveChange) => void): Disposable;
}
