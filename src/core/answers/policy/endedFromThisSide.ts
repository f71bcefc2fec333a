import type { PolicyRule } from './policyRule.ts';

/** The user, a budget or the closing window ended it: nothing follows. */
export const endedFromThisSide: PolicyRule = (past) => (past.at(-1)?.type === 'ended' ? { type: 'end' } : null);
