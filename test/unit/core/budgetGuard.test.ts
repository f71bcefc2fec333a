import { describe, expect, it } from 'vitest';
import { checkBudget } from '../../../src/core/budgetGuard.ts';

const spend = (leftUsd: string | null) => ({ conversationUsd: '1', todayUsd: '1', leftUsd, approximate: false });

describe('checkBudget', () => {
  it('refuses when nothing is left', () => {
    expect(() => checkBudget(spend('0'))).toThrow(expect.objectContaining({ code: 'BUDGET_EXCEEDED' }));
  });

  it.each([null, '0.0000000001'])('accepts when %s is left', (left) => {
    expect(() => checkBudget(spend(left))).not.toThrow();
  });
});
