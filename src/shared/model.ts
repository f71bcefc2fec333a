// The nouns of the house, as both sides of the wall see them: plain readonly data that survives JSON.

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

/** USD as decimal strings. Per token: an absent cache price is that of the prompt, an absent reasoning price that of the answer. */
export interface OtherPrices {
  readonly cacheReadUsd?: Usd;
  readonly cacheWriteUsd?: Usd;
  readonly reasoningUsd?: Usd;
  /** Once for each request, and for each image in it. */
  readonly requestUsd?: Usd;
  readonly imageUsd?: Usd;
}

/** Prices that hold when all conditions do (https://openrouter.ai/docs, `pricing.overrides`). */
export interface PriceRule extends OtherPrices {
  readonly promptUsd?: Usd;
  readonly completionUsd?: Usd;
  /** Holds for prompts with more tokens than this. */
  readonly minPromptTokens?: number;
  /** Time of day in UTC as HHMM numbers, [start, end), over midnight where the end is smaller; 0 as an end is the end of the day. */
  readonly utcStart?: number;
  readonly utcEnd?: number;
  /** "monday" … "sunday", in UTC. */
  readonly utcDays?: readonly string[];
}

export type BudgetScope = 'conversation' | 'day' | 'month';

/** One limit and how far it is used. Days and months are local ones. */
export interface BudgetReading {
  readonly scope: BudgetScope;
  readonly limitUsd: Usd;
  /** Settled, and what running answers are estimated at. */
  readonly spentUsd: Usd;
  /** Reserved beyond that, at the worst case, by requests that run or whose bill is not known. */
  readonly heldUsd: Usd;
  /** Percentage of the limit from which on `state` is `warn`. */
  readonly warnAtPercent: number;
  /** `warn` from that percentage on, `reached` when nothing is left. */
  readonly state: 'ok' | 'warn' | 'reached';
}

/** Money figures for the meter and the instrument strip. */
export interface Spend {
  readonly conversationUsd: Usd;
  /** Of the local day and of the local month. */
  readonly todayUsd: Usd;
  readonly monthUsd: Usd;
  /** What is left of the nearest budget; null without budgets. */
  readonly leftUsd: Usd | null;
  /** True while a part of this conversation's or this day's is estimated or unknown. */
  readonly approximate: boolean;
  /** The same of the month. */
  readonly monthApproximate: boolean;
  /** The limits that are set, the nearest first. */
  readonly budgets: readonly BudgetReading[];
  /** Requests of this month whose bill is not known yet, running ones left out. */
  readonly unresolved: number;
  /** This conversation's spending by model, the dearest first. */
  readonly byModel: readonly { readonly modelId: string; readonly usd: Usd }[];
}

/** What a message will cost, as far as that can be told before it is sent. */
export interface Forecast {
  readonly modelId: string;
  readonly promptTokens: number;
  /** False for families whose tokenizer is not public: their count is an approximation, corrected by what was reported before. */
  readonly exact: boolean;
  /** `max_tokens` of the request. */
  readonly maxTokens: number;
  /** The prompt alone, and the prompt with the longest answer; null when no price is known beforehand. */
  readonly leastUsd: Usd | null;
  readonly mostUsd: Usd | null;
  /** Bills of this model divided by what had been estimated, over the last of them; null before the first. */
  readonly record: EstimateRecord | null;
  /** True when the longest answer would cost more than the alert for one message. */
  readonly alerts: boolean;
  readonly contextTokens: number | null;
}

/** How estimates for a model compared with its bills: 1.04 = bills were 4 % dearer. */
export interface EstimateRecord {
  readonly modelId: string;
  readonly bills: number;
  readonly costRatio: number;
  /** Reported by counted prompt tokens. */
  readonly tokenRatio: number;
}

/** How often something took how long. Bins are bounded above by `upToMs`; what is longer is in the last one. */
export interface Histogram {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly bins: readonly { readonly upToMs: number; readonly count: number }[];
}

/** What the ledger says, as a table. */
export interface CostsReport {
  /** Newest day first, then by cost. */
  readonly rows: readonly CostsRow[];
  readonly unresolved: readonly UnresolvedRequest[];
  readonly records: readonly EstimateRecord[];
  readonly budgets: readonly BudgetReading[];
  /** True when all months are in it, false for this month only. */
  readonly complete: boolean;
  readonly totalUsd: Usd;
  readonly approximate: boolean;
  /** Of simulated requests nothing is added up. */
  readonly simulatedRequests: number;
}

export interface CostsRow {
  /** Local day, `2026-11-27`. */
  readonly day: string;
  readonly modelId: string;
  readonly requests: number;
  /** As reported; where nothing was, as counted. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly usd: Usd;
  /** A part is estimated or unknown. */
  readonly approximate: boolean;
}

/** A request that may have cost money, and nobody knows how much. */
export interface UnresolvedRequest {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly modelId: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly estimateUsd: Usd | null;
  /** What it holds of the budgets; null when nothing was reserved. */
  readonly heldUsd: Usd | null;
  /** False when there is no generation id that could be asked about. */
  readonly canBeChecked: boolean;
}

/** The ledger beside what OpenRouter says of the key. */
export interface AccountReading {
  readonly label: string;
  readonly isFreeTier: boolean;
  /** The key's own limit and what it leaves; null without one. */
  readonly limitUsd: Usd | null;
  readonly limitRemainingUsd: Usd | null;
  /** Requests of free models today; null when not told. */
  readonly freeRequests: { readonly used: number; readonly limit: number } | null;
  /** Since when the two are compared; null when this is the first look at the key. */
  readonly since: number | null;
  /** What the key was charged since then, what the ledger has of it, and the first minus the second. */
  readonly chargedUsd: Usd;
  readonly ledgerUsd: Usd;
  readonly differenceUsd: Usd;
  /** Requests since then whose bill is not known: they explain a part of the difference. */
  readonly unresolved: number;
}
