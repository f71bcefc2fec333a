import type { AttemptOutcome } from './attemptOutcome.ts';

/** What follows the last of the outcomes. */
export type NextStep =
  | { readonly type: 'end' }
  /** The same request again, with an answer of at most so many tokens. */
  | { readonly type: 'shorten'; readonly maxTokens: number };

/** What a policy may not go beyond. */
export interface AttemptLimits {
  /** Requests for one answer, the first one included. */
  readonly attempts: number;
  /** Fewest tokens of an answer that are worth a request. */
  readonly leastTokens: number;
}

/** Decides, or leaves it to the rules after it (null). Pure: the same outcomes and limits give the same step. */
export type PolicyRule = (past: readonly AttemptOutcome[], limits: AttemptLimits) => NextStep | null;
