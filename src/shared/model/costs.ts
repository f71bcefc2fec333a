import type { BudgetStatus } from './budget.ts';
import type { EstimateRecord } from './forecast.ts';
import type { Usd } from './money.ts';

/** Money figures for the meter and the instrument strip. */
export interface Spend {
  readonly conversationUsd: Usd;
  /** True while a part of this very sum is estimated or unknown; the same of those below. */
  readonly conversationApproximate: boolean;
  /** Of the local day and of the local month. */
  readonly todayUsd: Usd;
  readonly todayApproximate: boolean;
  readonly monthUsd: Usd;
  readonly monthApproximate: boolean;
  /** What the budget that leaves least leaves by what was spent; null without budgets. */
  readonly leftUsd: Usd | null;
  readonly leftApproximate: boolean;
  /** The limits that are set, the nearest first. */
  readonly budgets: readonly BudgetStatus[];
  /** Requests of this month whose bill is not known yet, running ones left out. */
  readonly unresolved: number;
  /** This conversation's spending by model, the dearest first. */
  readonly byModel: readonly { readonly modelId: string; readonly usd: Usd }[];
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
  readonly budgets: readonly BudgetStatus[];
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

/** A request that may have cost money, and it is not known how much. */
export interface UnresolvedRequest {
  readonly attemptId: string;
  readonly conversationId: string;
  readonly modelId: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  readonly estimateUsd: Usd | null;
  /** What is reserved for it of the budgets; null when nothing was reserved. */
  readonly reservedUsd: Usd | null;
  /** False when there is no generation id that could be asked about. */
  readonly canBeChecked: boolean;
}

/** The ledger beside what OpenRouter says of the key. */
export interface AccountStatus {
  readonly label: string;
  readonly isFreeTier: boolean;
  /** The key's own limit and what it leaves; null without one. */
  readonly limitUsd: Usd | null;
  readonly limitRemainingUsd: Usd | null;
  /** Requests of free models today; null when not reported. */
  readonly freeRequests: { readonly used: number; readonly limit: number } | null;
  /** Since when the two are compared; null when this is the first check of the key. */
  readonly since: number | null;
  /** What the key was charged since then, what the ledger has of it, and the first minus the second. */
  readonly chargedUsd: Usd;
  readonly ledgerUsd: Usd;
  readonly differenceUsd: Usd;
  /** Requests since then whose bill is not known: they explain a part of the difference. */
  readonly unresolved: number;
}
