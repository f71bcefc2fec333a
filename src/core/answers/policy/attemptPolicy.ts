import type { AttemptOutcome } from './attemptOutcome.ts';
import { completed } from './completed.ts';
import { endedFromThisSide } from './endedFromThisSide.ts';
import { shortenToAffordable } from './shortenToAffordable.ts';
import { textIsHere } from './textIsHere.ts';
import type { AttemptLimits, NextStep, PolicyRule } from './policyRule.ts';

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

/** The first that decides counts; where none does, the answer ends. */
const answerRules: readonly PolicyRule[] = [endedFromThisSide, completed, textIsHere, shortenToAffordable];

/** One request, and one more for a shorter answer. */
const attempts = 2;

/** What follows the requests of an answer. `leastTokens`: the smallest bound of an answer that is worth asking for. */
export function answerPolicy(leastTokens: number): AttemptPolicy {
  return new AttemptPolicy(answerRules, { attempts, leastTokens });
}
