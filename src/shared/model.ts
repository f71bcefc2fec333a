// The nouns of the house, as both sides of the wall see them: plain readonly data that survives JSON.

import type { OtherPrices, PriceRule } from './spending.ts';

/** USD as a decimal string ("0.00412"): a double would lose digits between the bill and the screen. */
export type Usd = string;

export type Role = 'user' | 'assistant';

/**
 * What became of a message. The state is never written into its text.
 * `streaming` is only true while some window still receives it.
 */
export type MessageState = 'streaming' | 'complete' | 'stopped' | 'interrupted' | 'failed';

/** Where a cost came from. `simulated` money is the demonstration model's and enters no total. */
export type CostSource = 'estimate' | 'usage' | 'generation' | 'simulated' | 'unknown';

export interface Cost {
  readonly source: CostSource;
  /** All that the person pays; null when nobody knows yet. Never "0" for unknown. */
  readonly usd: Usd | null;
  /** The parts under "bring your own key": OpenRouter's charge and the provider's own bill. */
  readonly parts?: { readonly chargeUsd: Usd; readonly upstreamUsd: Usd };
}

/** Tokens as reported by the provider (native tokenizer), or as counted here while an answer streams. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Parts of `promptTokens`: read from the provider's cache, and written to it. */
  readonly cachedTokens?: number;
  readonly cacheWriteTokens?: number;
  /** Part of `completionTokens`. */
  readonly reasoningTokens?: number;
}

/** Text the person attached to a message. It is data for the model, never instruction. */
export interface Attachment {
  readonly kind: 'selection' | 'text';
  /** Path relative to the workspace, or the name of a pasted text. */
  readonly name: string;
  readonly language?: string;
  /** One-based, inclusive. */
  readonly firstLine?: number;
  readonly lastLine?: number;
  readonly text: string;
}

export type ErrorCode =
  | 'EMPTY_INPUT'
  | 'INPUT_TOO_LONG'
  | 'DUPLICATE_SEND'
  | 'CONVERSATION_NOT_FOUND'
  | 'REFUSED'
  | 'NO_KEY'
  | 'UNAUTHORIZED'
  | 'BUDGET_EXCEEDED'
  | 'CIRCUIT_OPEN'
  | 'RATE_LIMITED'
  | 'MODEL_UNAVAILABLE'
  | 'CONTEXT_OVERFLOW'
  | 'INTERRUPTED'
  | 'TIMEOUT'
  | 'OFFLINE'
  | 'ARCHIVE_READONLY'
  | 'ARCHIVE_DAMAGED'
  | 'DISK_FULL'
  | 'BAD_SETTING'
  | 'INTERNAL'
  | `HTTP_${number}`;

/** What the person can do about a failure; the webview draws one control for each. */
export type RecoveryAction =
  | 'retry'
  | 'setApiKey'
  | 'useDemo'
  | 'switchModel'
  | 'attachAsFile'
  | 'openSettings'
  | 'raiseLimit'
  /** Sends the same again although no budget can hold it. */
  | 'sendAnyway'
  | 'showCosts'
  | 'showLog';

/** An error as it crosses to the webview: a sentence, never a stack. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly actions: readonly RecoveryAction[];
}

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  /** null for the first message of a conversation; several messages may share a parent (branches). */
  readonly parentId: string | null;
  readonly role: Role;
  readonly text: string;
  readonly reasoning: string;
  readonly attachments: readonly Attachment[];
  /** The model asked for; null on the person's own messages. */
  readonly modelId: string | null;
  /** The model and provider that really answered, when the wire said so. */
  readonly servedModelId: string | null;
  readonly provider: string | null;
  /** ms since the epoch; for display only, order comes from the archive. */
  readonly createdAt: number;
  readonly state: MessageState;
  /** Not shown, and nothing below it is. */
  readonly deleted: boolean;
  readonly finishReason: string | null;
  readonly failure: Failure | null;
  readonly cost: Cost | null;
  readonly usage: TokenUsage | null;
  /** ms from sending to the first glyph, and to the end. */
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly modelId: string;
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

/** What can be changed of a conversation; each field is decided by itself, the last window to change it wins. */
export type ConversationChanges = Partial<
  Pick<Conversation, 'title' | 'modelId' | 'systemPrompt' | 'status' | 'pinned' | 'tags' | 'deleted' | 'params'>
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

/** One row of the model catalogue. Prices are USD per single token, decimal strings; null = not known beforehand. */
export interface CatalogueModel {
  readonly id: string;
  /** The dated name by which an answer may call the same model. */
  readonly canonicalId: string;
  readonly name: string;
  readonly contextTokens: number | null;
  readonly maxOutputTokens: number | null;
  readonly promptUsd: Usd | null;
  readonly completionUsd: Usd | null;
  /** Prices of other kinds, where the catalogue names any. */
  readonly otherPrices: OtherPrices;
  /** Prices under conditions; where several hold, the later one wins for each price. */
  readonly priceRules: readonly PriceRule[];
  readonly inputModalities: readonly string[];
  /** Family name as the catalogue gives it ("GPT", "Claude", …). */
  readonly tokenizer: string | null;
  /** True for models that cost nothing because nothing is sent (demonstration). */
  readonly simulated: boolean;
}
