import { beforeEach, describe, expect, it } from 'vitest';
import type { Spend } from '../../../../src/shared/model/costs.ts';
import { raiseBudget } from '../../../../src/vscode/commands/raiseBudget.ts';
import { Settings } from '../../../../src/vscode/settings/settings.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { budgetOf, spendOf } from '../kit/spendOf.ts';

beforeEach(resetFakeVscode);

async function run(spend: Spend) {
  const settings = new Settings(recordingLogger());
  await raiseBudget(settings, () => Promise.resolve(spend));
  const budget = settings.chat().budget;
  return { limits: [budget.conversationUsd, budget.dayUsd, budget.monthUsd], box: recorded.inputBoxes[0] };
}

const asPicked = 'Each day';
const ofDay = (limitUsd: string, spentUsd: string) => spendOf({ budgets: [budgetOf({ scope: 'day', limitUsd, spentUsd })] });

describe('which limit', () => {
  it('is asked with the one that stands in the way first, and what is used of each', async () => {
    await run(
      spendOf({
        conversationUsd: '0.5',
        todayUsd: '2',
        monthUsd: '20',
        budgets: [
          budgetOf({ scope: 'month', limitUsd: '20', spentUsd: '20', state: 'reached' }),
          budgetOf({ scope: 'conversation', limitUsd: '5', spentUsd: '0.5' }),
        ],
      }),
    );
    expect(recorded.quickPicks[0]?.items.map(({ label, description }) => [label, description])).toEqual([
      ['Each month', '$20.00 of $20.00 — reached'],
      ['Each conversation', '$0.5000 of $5.00'],
      ['Each day', 'no limit, $2.00 spent'],
    ]);
  });

  it('that is not answered changes nothing', async () => {
    expect((await run(spendOf())).limits).toEqual([5, null, null]);
    expect(recorded.inputBoxes).toEqual([]);
  });
});

describe('the figure that is proposed', () => {
  it.each([
    ['5', '1', '10'],
    ['5', '4.99', '10'],
    ['5', '30', '45'],
    ['5', '30.1', '46'],
    ['0.02', '0.01', '0.04'],
    ['0.1', '0.4', '0.61'],
    ['0', '0', '0.01'],
    ['0', '0.001', '0.01'],
    ['0.3', '0.9', '2'],
  ])('for a limit of %s of which %s is spent is %s', async (limitUsd, spentUsd, proposed) => {
    fakeUser.picks = asPicked;
    const { box } = await run(ofDay(limitUsd, spentUsd));
    expect([box?.title, box?.value]).toEqual([asPicked, proposed]);
    // What is proposed can be accepted as it is.
    expect(box?.validateInput?.(proposed)).toBeUndefined();
  });

  it('without a limit starts from what is spent', async () => {
    fakeUser.picks = 'Each month';
    const { box } = await run(spendOf({ monthUsd: '12' }));
    expect([box?.value, box?.prompt]).toEqual(['18', 'New limit in USD. Spent so far: $12.00.']);
  });
});

describe('a new limit', () => {
  it.each(['', ' ', 'ten', '-1', 'NaN', 'Infinity', '1,5'])('%j is no number of dollars', async (typed) => {
    fakeUser.picks = asPicked;
    const { box } = await run(ofDay('5', '1'));
    expect(box?.validateInput?.(typed)).toBe('A number of dollars, such as 12.50.');
  });

  it.each(['3', '2.99', '0'])('%s is not above what is spent', async (typed) => {
    fakeUser.picks = asPicked;
    const { box } = await run(ofDay('5', '3'));
    expect(box?.validateInput?.(typed)).toBe('That much is spent already.');
  });

  it.each([
    ['Each conversation', [7.5, null, null]],
    ['Each day', [5, 7.5, null]],
    ['Each month', [5, null, 7.5]],
  ])('of %s is kept in the settings', async (picks, limits) => {
    Object.assign(fakeUser, { picks, types: '7.5' });
    expect((await run(spendOf())).limits).toEqual(limits);
  });

  it('that is not typed changes nothing', async () => {
    fakeUser.picks = asPicked;
    expect((await run(ofDay('5', '1'))).limits).toEqual([5, null, null]);
  });
});
