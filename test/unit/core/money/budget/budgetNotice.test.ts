import { describe, expect, it } from 'vitest';
import { budgetNotice } from '../../../../../src/core/money/budget/budgetNotice.ts';

const place = { conversationId: 'c', messageId: 'm' };

describe('what the user is notified of about a running answer', () => {
  it('is how long it can be', () => {
    expect(budgetNotice({ type: 'budget.lowered', ...place, maxTokens: 40 })).toBe('The budget leaves room for an answer of 40 tokens.');
  });

  it('is that it is dearer than the alert', () => {
    expect(budgetNotice({ type: 'budget.alert', ...place, alertUsd: '1' })).toBe('This answer has cost more than $1.00 by now.');
  });
});
