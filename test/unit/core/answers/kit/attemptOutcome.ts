import type { AttemptEnd, AttemptOutcome } from '../../../../../src/core/answers/policy/attemptOutcome.ts';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import type { AttemptLimits } from '../../../../../src/core/answers/policy/policyRule.ts';

export const limits: AttemptLimits = { attempts: 2, leastTokens: 16 };

/** An outcome before any text. */
export function outcome(end: AttemptEnd, keptChars = 0): AttemptOutcome {
  return { modelId: 'm', firstTokenMs: keptChars > 0 ? 100 : null, keptChars, cost: { source: 'usage', usd: '0' }, ...end };
}

/** A 402; with how long an answer the account can pay, if the service says so. */
export function unpaid(affordableTokens: number | null, keptChars = 0): AttemptOutcome {
  return outcome({ type: 'refused', error: new ChatError('HTTP_402', 'The credit is short.', { affordableTokens }) }, keptChars);
}

export const refused = outcome({ type: 'refused', error: new ChatError('RATE_LIMITED', 'Slower.') });
export const lost = outcome({
  type: 'lost',
  phase: 'firstToken',
  cause: 'silence',
  error: new ChatError('TIMEOUT', 'Nothing came.'),
});
