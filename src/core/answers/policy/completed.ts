import type { PolicyRule } from './policyRule.ts';

/** The answer is whole. */
export const completed: PolicyRule = (past) => (past.at(-1)?.type === 'complete' ? { type: 'end' } : null);
