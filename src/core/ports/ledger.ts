import type { Cost, TokenUsage, Usd } from '../../shared/model/money.ts';

/** One request attempt: the unit of the bill. */
export interface NewAttempt {
  readonly id: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** Why the request was made ("chat", later "title", "compare", …). */
  readonly purpose: string;
  readonly modelId: string;
  /** The server that is asked (`ModelReference.endpoint`); null or absent when it is not known, as in what version 0.1 wrote. */
  readonly endpoint?: string | null;
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
  /** What the reported tokens come to at the prices listed then: what the bill is compared with. Absent without tokens or prices. */
  readonly listUsd?: Usd;
  /** Part of the bill that is for tools of the service and not for tokens, such as a web search. Absent when there was none. */
  readonly toolUsd?: Usd;
  /** What this side counted, and what it comes to at the catalogue's prices. */
  readonly counted: { readonly promptTokens: number; readonly completionTokens: number; readonly usd: Usd | null } | null;
  readonly firstTokenMs: number | null;
  readonly latencyMs: number | null;
}

export interface LedgerEntry extends NewAttempt {
  /** Known from the headers of the answer on. */
  readonly generationId: string | null;
  /** Which key paid (`KeyInfo.account`); null when not known. */
  readonly account: string | null;
  /** null until settled: the money may have been spent, it is not known how much. */
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
  /** The first check of this key; null before. */
  firstAccountNote(account: string): Promise<AccountNote | null>;
  /** Attempts of one conversation, or all that were opened at or after `since` (ms), oldest first. Folded from the logs, without SQLite. */
  entries(filter: { readonly conversationId: string } | { readonly since: number }): Promise<readonly LedgerEntry[]>;
}
