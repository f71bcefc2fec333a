import { describe, expect, it } from 'vitest';
import { budgetExceeded, leftOfNearest, reachedLimit } from '../../../../src/core/spending/budgetGuard.ts';

const spent = { conversationUsd: '1', todayUsd: '2', monthUsd: '30' };
const none = { conversationUsd: null, dayUsd: null, monthUsd: null };

describe('leftOfNearest', () => {
  it('is null without limits', () => {
    expect(leftOfNearest(none, spent)).toBeNull();
  });

  it('is that of the limit with the least left', () => {
    expect(leftOfNearest({ conversationUsd: 5, dayUsd: 2.25, monthUsd: 100 }, spent)).toBe('0.25');
  });

  it('is never less than nothing', () => {
    expect(leftOfNearest({ ...none, dayUsd: 1 }, spent)).toBe('0');
  });
});

describe('reachedLimit', () => {
  it('is null while a little is left', () => {
    expect(reachedLimit({ ...none, dayUsd: 2.0000000001 }, spent)).toBeNull();
  });

  it.each([
    ['conversation', { ...none, conversationUsd: 1 }],
    ['day', { ...none, dayUsd: 1.5 }],
    ['month', { ...none, monthUsd: 30 }],
  ])('names the %s whose limit is reached', (name, budget) => {
    expect(reachedLimit(budget, spent)?.name).toBe(name);
  });
});

describe('budgetExceeded', () => {
  it('says which limit, what happened, and what to do', () => {
    const limit = reachedLimit({ ...none, dayUsd: 1.5 }, spent);
    if (!limit) throw new Error('The limit is reached.');
    expect(budgetExceeded(limit)).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: 'Suspended: the budget of this day ($1.50) is used up. Nothing was sent. Raise the limit to go on.',
      actions: ['raiseLimit', 'useDemo'],
    });
  });
});
