// What the domain needs from the world. Adapters implement these; extension.ts introduces them to each other.
import type {
  Attachment,
  CatalogueModel,
  Conversation,
  ConversationChanges,
  ConversationSummary,
  Cost,
  Failure,
  ForkPoint,
  Message,
  MessageState,
  TokenUsage,
  Usd,
} from '../shared/model.ts';

export interface Disposable {
  dispose(): void;
}

/** Wall time (ms since the epoch, display), monotonic time (ms, durations) and timers, so that tests own the time. */
export interface Clock {
  now(): number;
  monotonic(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back once after `ms`; disposing cancels. */
  timeout(ms: number, callback: () => void): Disposable;
}

/** New, unguessable, URL-safe identifiers. */
export type NewId = () => string;

/** Structured log. `fields` must never hold a key or the text of a message. */
export interface Logger {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

// ── Talking to a model ──────────────────────────────────────────────────────────────────────────────────────────────

export interface ChatTurn {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly modelId: string;
  readonly turns: readonly ChatTurn[];
  /** Upper bound of the answer in tokens; always sent (without it the whole output limit is reserved as credit). */
  readonly maxTokens: number;
  readonly temperature: number;
}

/** What the provider reports at the end, with money still as the decimal string that came over the wire. */
export interface ReportedUsage extends TokenUsage {
  /** Charge to the OpenRouter account in USD; null when not reported. */
  readonly chargeUsd: Usd | null;
  readonly byok: boolean;
  /** Bill of the provider itself in USD; only added to the charge under BYOK. */
  readonly upstreamUsd: Usd | null;
  /** The usage object as received, for the ledger. */
  readonly raw: unknown;
}

export type StreamEvent =
  /** Headers are here; the id is known before the first chunk, so that even a stream that dies at once can be settled. */
  | { readonly type: 'opened'; readonly generationId: string | null }
  /** A keep-alive comment: the other side is still working. */
  | { readonly type: 'alive' }
  | { readonly type: 'served'; readonly generationId: string | null; readonly modelId: string | null; readonly provider: string | null }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'usage'; readonly usage: ReportedUsage }
  /** May come twice on the wire; emitted once. */
  | { readonly type: 'finished'; readonly reason: string };

/**
 * One streaming completion. The iteration ends after `finished` (usage, if any, comes before the end of the iteration).
 * Throws ChatError for every failure, also one inside a 200 and one after text has arrived; an end without a finish reason is INTERRUPTED.
 * Aborting the signal ends the request; the iterator then throws the signal's reason.
 */
export interface ChatClient {
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<StreamEvent>;
}

/** Knows the models and their prices. `find` never waits; `list` may fetch. Both work from the last good list when the fetch fails. */
export interface ModelCatalogue {
  list(signal?: AbortSignal): Promise<{ readonly models: readonly CatalogueModel[]; readonly stale: boolean }>;
  /** By id or canonical id; undefined when unknown or not loaded yet. */
  find(modelId: string): CatalogueModel | undefined;
}

/** Counts tokens of one growing text. */
export interface RunningCount {
  append(text: string): void;
  /** Tokens of everything appended so far. */
  readonly tokens: number;
}

export interface TokenCounter {
  /** Loads the table for the model's family; until then counting falls back to an approximation by bytes. */
  prepare(modelId: string): Promise<void>;
  count(modelId: string, text: string): number;
  start(modelId: string): RunningCount;
}

export interface SecretStore {
  get(): Promise<{ readonly key: string; readonly source: 'stored' | 'environment' } | undefined>;
}

/** A small named file for a cache (catalogue): losing it costs a fetch, nothing else. */
export interface CacheFile {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

// ── The archive ─────────────────────────────────────────────────────────────────────────────────────────────────────

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

/** One request attempt: the unit of the bill. */
export interface NewAttempt {
  readonly id: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** Why the request was made ("chat", later "title", "compare", …). */
  readonly purpose: string;
  readonly modelId: string;
  readonly simulated: boolean;
  readonly createdAt: number;
}

export interface Settlement {
  readonly cost: Cost;
  readonly generationId: string | null;
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly usage: TokenUsage | null;
  /** The usage object as received; null when none came. */
  readonly rawUsage: unknown;
}

export interface LedgerEntry extends NewAttempt {
  /** null until settled: the money may have been spent, nobody knows how much. */
  readonly settlement: Settlement | null;
}

/** Append-only; a settlement is idempotent by attempt id, the last one counts. Survives the deletion of its conversation. */
export interface Ledger {
  openAttempt(attempt: NewAttempt): Promise<void>;
  /** Noted as soon as the headers are here, so that a crash leaves something to ask `/generation` about. */
  noteGeneration(attemptId: string, generationId: string): Promise<void>;
  settle(attemptId: string, settlement: Settlement): Promise<void>;
  /** Attempts of one conversation, or all that were opened at or after `since` (ms). Folded from the logs, without SQLite. */
  entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]>;
}

/** What can be done for the archive as a whole. Rejects with ChatError. */
export interface ArchiveCare {
  /** Reads everything and compares it with itself; changes nothing. The report is plain text for a person and holds no message. */
  verify(signal?: AbortSignal): Promise<{ readonly problems: number; readonly report: string }>;
  /** Sets the index aside and makes it again from the logs. */
  rebuildIndex(): Promise<{ readonly operations: number }>;
  /** Writes the logs as one .zip file to a path, and replaces what is there. */
  backUp(path: string): Promise<{ readonly files: number; readonly bytes: number }>;
  /** Merges a backup (a .zip, or an archive folder) into this archive. Nothing that is here is replaced or lost. */
  restore(path: string): Promise<{ readonly files: number; readonly skipped: number; readonly records: number }>;
  /** Overwrites the text of a conversation in every file. `leftIn`: files in which a part of it was found afterwards; empty = proven gone. */
  purge(conversationId: string): Promise<{ readonly records: number; readonly leftIn: readonly string[] }>;
  /** Keeps the second copy of the logs inside the archive up to date. */
  mirror(): Promise<void>;
  size(): Promise<{ readonly logBytes: number; readonly totalBytes: number; readonly files: number }>;
}
