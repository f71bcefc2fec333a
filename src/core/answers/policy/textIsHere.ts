import type { PolicyRule } from './policyRule.ts';

/** A part of the answer may be charged, and another request would not go on from it: the part is kept as it is. */
export const textIsHere: PolicyRule = (past) => ((past.at(-1)?.keptChars ?? 0) > 0 ? { type: 'end' } : null);
