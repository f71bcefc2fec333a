import type { AttemptOutcome } from './attemptOutcome.ts';
import type { PolicyRule } from './policyRule.ts';

/** The account cannot pay for an answer of that length (402), but for a shorter one: asks for that, once. */
export const shortenToAffordable: PolicyRule = (past, { leastTokens }) => {
  const [affordableTokens, ...earlier] = past.map(affordableOf).reverse();
  if (affordableTokens === undefined || affordableTokens === null || affordableTokens < leastTokens) return null;
  return earlier.every((tokens) => tokens === null) ? { type: 'shorten', maxTokens: affordableTokens } : null;
};

function affordableOf(outcome: AttemptOutcome): number | null {
  return outcome.type === 'refused' ? outcome.error.affordableTokens : null;
}
