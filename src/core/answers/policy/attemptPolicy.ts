import type { AttemptOutcome } from './attemptOutcome.ts';

/** What follows the last of the outcomes. */
type NextStep =
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

/** Decides what follows a request: the first rule that says something. Whatever the rules say, the limits hold. */
export class AttemptPolicy {
  readonly #rules: readonly PolicyRule[];
  readonly #limits: AttemptLimits;

  /** The order of the rules is the policy. */
  constructor(rules: readonly PolicyRule[], limits: AttemptLimits) {
    this.#rules = rules;
    this.#limits = limits;
  }

  /** `past`: the outcomes of all requests for one answer so far, the newest last. */
  next(past: readonly AttemptOutcome[]): NextStep {
    if (past.length >= this.#limits.attempts) return { type: 'end' };
    for (const rule of this.#rules) {
      const step = rule(past, this.#limits);
      if (step) return step;
    }
    return { type: 'end' };
  }
}
