import type { PolicyRule } from './attemptPolicy.ts';

/** The answer is whole. */
export const completed: PolicyRule = (past) => (past.at(-1)?.type === 'complete' ? { type: 'end' } : null);
