import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUsd, toUsd } from '../../../../../src/shared/model/usd.ts';
import {
  type BudgetUsage,
  hasLimit,
  leftOf,
  leftToSpend,
  limitsOf,
  nearest,
  statusOf,
} from '../../../../../src/core/money/budget/budget.ts';
import type { Budget } from '../../../../../src/core/ports/budget.ts';
import { budgetExceeded, noRoom } from '../../../../../src/core/money/budget/budgetErrors.ts';

const usd = (text: string) => {
  const value = parseUsd(text);
  if (!value) throw new Error(`${text} is no amount.`);
  return value;
};
const usage = (limit: string, spent: string, reserved = '0', scope: BudgetUsage['scope'] = 'day'): BudgetUsage => ({
  scope,
  limitUsd: usd(limit),
  spentUsd: usd(spent),
  approximate: false,
  reservedUsd: usd(reserved),
});
const none: Budget = { conversationUsd: null, dayUsd: null, monthUsd: null, warnAtPercent: 80 };

describe('the limits of a budget', () => {
  it('are those that are set, in the order of the settings', () => {
    expect(limitsOf({ ...none, monthUsd: 9, conversationUsd: 0.1 }).map(({ scope, limitUsd }) => [scope, toUsd(limitUsd)])).toEqual([
      ['conversation', '0.1'],
      ['month', '9'],
    ]);
  });

  it('are none without a setting, and one where nothing may be spent', () => {
    expect([hasLimit(none), hasLimit({ ...none, dayUsd: 0 })]).toEqual([false, true]);
  });
});

describe('what is left', () => {
  it('of a limit is without what was spent and what is reserved, and below zero when more was billed', () => {
    expect([toUsd(leftOf(usage('1', '0.2', '0.3'))), toUsd(leftOf(usage('1', '1.5')))]).toEqual(['0.5', '-0.5']);
  });

  it('is least at the nearest limit, whatever its size', () => {
    expect(nearest([usage('100', '99.5'), usage('1', '0', '0.6'), usage('5', '0')])?.limitUsd.toNumber()).toBe(1);
    expect(nearest([])).toBeNull();
  });

  it('is the first of two limits that leave the same', () => {
    expect(nearest([usage('1', '0', '0', 'conversation'), usage('2', '1', '0', 'day')])?.scope).toBe('conversation');
  });

  it('for the meter is what was not spent: what is reserved comes back', () => {
    expect(leftToSpend([usage('1', '0.25', '0.75'), usage('5', '1')])).toEqual({ leftUsd: '0.75', leftApproximate: false });
  });

  it('for the meter is never less than nothing, and null without limits', () => {
    expect([leftToSpend([usage('1', '1.5')]).leftUsd, leftToSpend([]).leftUsd]).toEqual(['0', null]);
  });

  it('for the meter may be that of another limit than the nearest for sending', () => {
    expect(leftToSpend([usage('1', '0', '0.9'), usage('1', '0.5')]).leftUsd).toBe('0.5');
  });

  it('for the meter is as certain as what was spent of the limit that leaves least', () => {
    const about = (limit: string) => ({ ...usage(limit, '0.5'), approximate: true });
    expect(leftToSpend([usage('1', '0.5'), about('9')]).leftApproximate).toBe(false);
    expect(leftToSpend([usage('9', '0.5'), about('1')]).leftApproximate).toBe(true);
    expect(leftToSpend([usage('1', '0.5'), about('1')]).leftApproximate).toBe(true);
  });
});

describe('the status of a limit', () => {
  it.each([
    ['0.7999999999999999', 80, 'ok'],
    ['0.8', 80, 'warn'],
    ['0.9999999999999999', 80, 'warn'],
    ['1', 80, 'reached'],
    ['1.5', 80, 'reached'],
    ['0.01', 1, 'warn'],
    ['0.0099', 1, 'ok'],
    ['0.9999', 100, 'ok'],
    ['1', 100, 'reached'],
  ])('of $1 with %s spent, warning at %s %, is %s', (spent, percent, state) => {
    expect(statusOf(usage('1', spent), percent).state).toBe(state);
  });

  it('of nothing is reached before anything was spent', () => {
    expect(statusOf(usage('0', '0'), 80).state).toBe('reached');
  });

  it('does not warn because of what is only reserved', () => {
    expect(statusOf(usage('1', '0.1', '0.9'), 80)).toEqual({
      scope: 'day',
      limitUsd: '1',
      spentUsd: '0.1',
      approximate: false,
      reservedUsd: '0.9',
      state: 'ok',
      warnAtPercent: 80,
    });
  });

  it('never falls back while more is spent', () => {
    const amount = fc.nat(2_000_000).map((units) => parseUsd(units)!.div(1_000_000));
    const rank = ['ok', 'warn', 'reached'];
    fc.assert(
      fc.property(amount, amount, amount, fc.integer({ min: 1, max: 100 }), (limitUsd, one, other, percent) => {
        const [less, more] = one.lt(other) ? [one, other] : [other, one];
        const state = (spentUsd: typeof one) => rank.indexOf(statusOf({ ...usage('1', '0'), limitUsd, spentUsd }, percent).state);
        expect(state(more)).toBeGreaterThanOrEqual(state(less));
      }),
      { seed: 20261127, numRuns: 300 },
    );
  });
});

describe('a refusal', () => {
  it('says which limit is used up, what happened, and what to do', () => {
    expect(budgetExceeded(usage('1.5', '2'))).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: 'Suspended: the budget of this day ($1.50) is used up. Nothing was sent. Raise the limit to go on.',
      actions: ['raiseLimit', 'switchModel', 'useDemo'],
    });
  });

  it('says what is left, and what it would have taken', () => {
    expect(noRoom(usage('1', '0.98'), usd('0.03'))).toMatchObject({
      message:
        'The budget of this day ($1.00) has $0.0200 left. For this message $0.0300 has to be reserved: the most that it can cost with the shortest answer. Nothing was sent. Raise the limit, or switch to a cheaper model.',
      actions: ['raiseLimit', 'switchModel', 'useDemo'],
    });
  });

  it('because of what is reserved says so, and leads to it', () => {
    const refusal = noRoom(usage('1', '0', '0.98'), usd('0.03'));
    expect(refusal.message).toContain('$1.00 left, of which $0.9800 is reserved for requests that run or whose bill is not known.');
    expect(refusal.actions).toContain('showCosts');
  });
});
