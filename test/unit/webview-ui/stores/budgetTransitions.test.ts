import { describe, expect, it } from 'vitest';
import { type BudgetsOfConversation, findNewWarning, hasEased } from '../../../../webview-ui/stores/budgetTransitions.ts';
import { budget, reached, warned } from '../../../webview/app/moneyFixtures.ts';

const seen = (conversation: string | null, ...budgets: BudgetsOfConversation['budgets']): BudgetsOfConversation => ({
  conversation,
  budgets,
});
const today = budget({ scope: 'day' });

describe('a warning level is crossed', () => {
  it('when a budget that was well is no more', () => {
    expect(findNewWarning(seen('c', budget(), today), seen('c', warned, today))).toBe(warned);
  });

  it.each([
    ['while it stays there', seen('c', warned), seen('c', warned)],
    ['by a budget that comes down from its limit', seen('c', reached), seen('c', warned)],
    ['by opening another conversation', seen('c', budget()), seen('d', warned)],
    ['by a limit that was not there before', seen('c'), seen('c', warned)],
  ])('not %s', (_name, before, after) => {
    expect(findNewWarning(before, after)).toBeNull();
  });

  it('by a day in whatever conversation', () => {
    const late = budget({ scope: 'day', state: 'warn' });
    expect(findNewWarning(seen('c', today), seen('d', late))).toBe(late);
  });
});

describe('budgets have eased', () => {
  it.each([
    ['when a limit is raised', seen('c', reached), seen('c', budget({ limitUsd: '10' }))],
    ['when a limit is dropped', seen('c', reached), seen('c')],
    ['when a day is over', seen('c', { ...reached, scope: 'day' }), seen('d', today)],
  ])('%s', (_name, before, after) => {
    expect(hasEased(before, after)).toBe(true);
  });

  it.each([
    ['while nothing changes', seen('c', reached), seen('c', reached)],
    ['when more is spent', seen('c', budget()), seen('c', warned)],
    ['when another conversation is shown', seen('c', reached), seen('d', budget())],
  ])('not %s', (_name, before, after) => {
    expect(hasEased(before, after)).toBe(false);
  });
});
