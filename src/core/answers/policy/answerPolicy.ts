import { AttemptPolicy, type PolicyRule } from './attemptPolicy.ts';
import { completed } from './completed.ts';
import { endedFromThisSide } from './endedFromThisSide.ts';
import { shortenToAffordable } from './shortenToAffordable.ts';
import { textIsHere } from './textIsHere.ts';

/** The first that decides counts; where none does, the answer ends. */
const answerRules: readonly PolicyRule[] = [endedFromThisSide, completed, textIsHere, shortenToAffordable];

/** One request, and one more for a shorter answer. */
const attempts = 2;

/** What follows the requests of an answer. `leastTokens`: the smallest bound of an answer that is worth asking for. */
export function answerPolicy(leastTokens: number): AttemptPolicy {
  return new AttemptPolicy(answerRules, { attempts, leastTokens });
}
