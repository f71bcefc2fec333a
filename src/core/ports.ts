import type { Disposable } from '../shared/async/disposable.ts';
import type { Attachment } from '../shared/model/attachment.ts';
import type { CatalogueModel } from '../shared/model/catalogue.ts';
import type { Conversation, ConversationChanges, ConversationSummary, ForkPoint } from '../shared/model/conversation.ts';
import type { Failure } from '../shared/model/failure.ts';
import type { Message, MessageState } from '../shared/model/message.ts';
import type { Cost, TokenUsage, Usd } from '../shared/model/money.ts';

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
  /** Nobody who is dearer may serve it: USD per token. Null where no budget depends on it. */
  readonly maxPrice: { readonly promptUsd: Usd; readonly completionUsd: Usd } | null;
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
  | { readonly type: 'opened'; readonly generationId: string | null; readonly account: string | null }
  /** A keep-alive comment: the other side is still working. */
  | { readonly type: 'alive' }
  | {
      readonly type: 'served';
      readonly generationId: string | null;
      readonly modelId: string | null;
      readonly provider: string | null;
      /** True for a provider that generates, and bills, to the end when the request is aborted. */
      readonly billsToTheEnd: boolean;
    }
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

/** What OpenRouter has on record about one generation: the bill of a request whose own usage never arrived. */
export interface GenerationRecord {
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly usage: ReportedUsage;
}

export interface GenerationLookup {
  /** Null while there is no such record (404): it may come later. Rejects with ChatError for everything else, or with the signal's reason. */
  find(generationId: string, signal: AbortSignal): Promise<GenerationRecord | null>;
}

/** What OpenRouter says of the key that is in use (`GET /key`). */
export interface KeyInfo {
  /** Names the key without giving it away: the beginning of its SHA-256. */
  readonly account: string;
  readonly label: string;
  readonly isFreeTier: boolean;
  /** What the key may spend and what is left of that; null for a key without a limit. */
  readonly limitUsd: Usd | null;
  readonly limitRemainingUsd: Usd | null;
  /** Charged to the account with this key so far, to about 1e-8; null when not reported. */
  readonly usageUsd: Usd | null;
  /** Requests of free models today; null when not told. */
  readonly freeRequests: { readonly used: number; readonly limit: number } | null;
}

export interface KeyLookup {
  /** Rejects with ChatError: NO_KEY, UNAUTHORIZED, OFFLINE, … */
  read(signal?: AbortSignal): Promise<KeyInfo>;
}

/** Knows the models and their prices. `find` never waits; `list` may fetch. Both work from the last good list when the fetch fails. */
export interface ModelCatalogue {
  list(signal?: AbortSignal): Promise<{ readonly models: readonly CatalogueModel[]; readonly stale: boolean }>;
  /** By id or canonical id; undefined when unknown or not loaded yet. */
  find(modelId: string): CatalogueModel | undefined;
  /** Asks for the list anew, whatever its age: its prices were wrong. */
  refresh(): Promise<void>;
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
  /** Whether `count` is that of the model's own tokenizer now: its table is public, and here. */
  isExact(modelId: string): boolean;
  count(modelId: string, text: string): number;
  /** The same, and everything else has its turn every few ms: a megabyte takes a tenth of a second. */
  countInTurns(modelId: string, text: string): Promise<number>;
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
  /** What was known before it was sent; null in ledgers of the first version. */
  readonly forecast: AttemptForecast | null;
}

export interface AttemptForecast {
  /** As counted here. */
  readonly promptTokens: number;
  /** `max_tokens`. */
  readonly maxTokens: number;
  /** The prompt alone; null when no price is known. */
  readonly leastUsd: Usd | null;
  /** The worst case that was reserved; null when there is no bound. */
  readonly mostUsd: Usd | null;
}

export interface Settlement {
  readonly cost: Cost;
  readonly generationId: string | null;
  readonly servedModelId: string | null;
  readonly provider: string | null;
  readonly usage: TokenUsage | null;
  /** The usage object as received; null when none came. */
  readonly rawUsage: unknown;
  /** What this side counted, and what it comes to at the catalogue's prices: the record by which later estimates are corrected. */
  readonly counted: { readonly promptTokens: number; readonly completionTokens: number; readonly usd: Usd | null } | null;
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}

export interface LedgerEntry extends NewAttempt {
  /** Known from the headers of the answer on. */
  readonly generationId: string | null;
  /** Which key paid (`KeyInfo.account`); null when not known. */
  readonly account: string | null;
  /** null until settled: the money may have been spent, nobody knows how much. */
  readonly settlement: Settlement | null;
  /** The person does not wait for its bill any more. */
  readonly dismissed: boolean;
}

/** What a key had been charged at a moment, noted to compare the ledger with. */
export interface AccountNote {
  readonly account: string;
  readonly usageUsd: Usd;
  /** ms since the epoch. */
  readonly at: number;
}

/**
 * Append-only. A settlement is idempotent by attempt id: a bill (usage, generation) counts more than an estimate whenever it came, among equals
 * the last one counts. Survives the deletion of its conversation.
 */
export interface Ledger {
  openAttempt(attempt: NewAttempt): Promise<void>;
  /** Noted as soon as the headers are here, so that a crash leaves something to ask `/generation` about. */
  noteGeneration(attemptId: string, generationId: string, account: string | null): Promise<void>;
  settle(attemptId: string, settlement: Settlement): Promise<void>;
  /** The person does not wait for this bill any more; what it reserved is free. */
  dismiss(attemptId: string): Promise<void>;
  noteAccount(note: AccountNote): Promise<void>;
  /** The first look at this key; null before. */
  firstAccountNote(account: string): Promise<AccountNote | null>;
  /** Attempts of one conversation, or all that were opened at or after `since` (ms), oldest first. Folded from the logs, without SQLite. */
  entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]>;
}

/** Money set aside for one attempt until its bill is known, at the worst case. */
export interface Reservation {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly worstUsd: Usd;
  /** ms since the epoch: the day and the month that it belongs to. */
  readonly at: number;
}

/** Reservations of all windows on one storage. */
export interface ReservationStore {
  /**
   * Adds what `decide` makes of all reservations there are. It is called again, with the newcomers, each time another window was faster, so
   * that no two windows decide on the same state. What it throws is passed on, and nothing is added. Of several for one attempt the last one
   * counts. Rejects with ChatError when the store cannot be read or written.
   */
  claim(decide: (reservations: readonly Reservation[]) => Reservation): Promise<Reservation>;
  all(): Promise<readonly Reservation[]>;
  /** Removes old ones that `isDone` for good. Never fails: what is left is removed another time. */
  prune(isDone: (reservation: Reservation) => boolean): Promise<void>;
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
