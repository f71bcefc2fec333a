export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly modelId: string;
  /** The server of the model (`ModelReference.endpoint`); absent when it is not known, as in what version 0.1 wrote. */
  readonly endpoint?: string;
  readonly systemPrompt: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: ConversationStatus;
  readonly pinned: boolean;
  readonly tags: readonly string[];
  /** In no list any more, but whole: it can be restored until it is purged. */
  readonly deleted: boolean;
  /** Parameters of its own ("temperature", …), as they were set. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The message of another conversation under which this one begins; what stands above it belongs to both. */
  readonly forkedFrom: ForkPoint | null;
}

export type ConversationStatus = 'active' | 'archived';

export interface ForkPoint {
  readonly conversationId: string;
  readonly messageId: string;
}

/**
 * What can be changed of a conversation; each field is decided by itself, the last window to change it wins. `endpoint` belongs to the
 * `modelId` beside it: without one it says nothing, and a model that comes without one has an unknown endpoint.
 */
export type ConversationChanges = Partial<
  Pick<Conversation, 'title' | 'modelId' | 'endpoint' | 'systemPrompt' | 'status' | 'pinned' | 'tags' | 'deleted' | 'params'>
>;

/** One index card of the archive drawer. */
export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  readonly modelId: string;
  readonly updatedAt: number;
  /** Of all branches; without those that a fork shares with its origin. */
  readonly messageCount: number;
  readonly status: ConversationStatus;
  readonly pinned: boolean;
  readonly tags: readonly string[];
  readonly forked: boolean;
}
