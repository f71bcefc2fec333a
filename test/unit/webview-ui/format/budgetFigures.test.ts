import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountUsd, differenceSentence } from '../../../../webview-ui/format/accountFigures.ts';
import {
  budgetSentence,
  consumedPercent,
  leavingLeast,
  meterUsd,
  suspendedSentence,
  warningSentence,
  worstState,
} from '../../../../webview-ui/format/budgetFigures.ts';
import { costsDays } from '../../../../webview-ui/format/costsDays.ts';
import { recordFigure, recordSentence } from '../../../../webview-ui/format/estimateRecord.ts';
import { forecastFigure } from '../../../../webview-ui/format/forecastFigure.ts';
import { histogramBars, histogramSentence } from '../../../../webview-ui/format/histogramFigure.ts';
import { percentOf } from '../../../../webview-ui/format/percentOf.ts';
import { sumUsd } from '../../../../src/shared/model/sumUsd.ts';
import { account, budget, costsReport, firstTokenTimes, forecast, reached, warned } from '../../../webview/app/moneyFixtures.ts';

describe('a sum of money', () => {
  const usd = fc
    .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 16n - 1n))
    .map(([negative, whole, fraction]) => new Decimal(`${negative ? '-' : ''}${whole}.${String(fraction).padStart(16, '0')}`).toFixed());

  it('is the same to the last of 16 decimals as in decimal arithmetic', () => {
    const Exact = Decimal.clone({ precision: 60, toExpNeg: -40, toExpPos: 40 });
    fc.assert(
      fc.property(fc.array(usd, { maxLength: 30 }), (usds) => {
        const expected = usds.reduce((sum, each) => sum.add(each), new Exact(0));
        expect(sumUsd(usds)).toBe(expected.isZero() ? '0' : expected.toFixed());
      }),
      { seed: 20261127, numRuns: 500 },
    );
  });

  it('does not know the error of a double', () => {
    expect(sumUsd(['0.1', '0.2'])).toBe('0.3');
  });

  it.each([
    [[], '0'],
    [['5'], '5'],
    [['0.5', '-0.5'], '0'],
    [['0.004', 'unknown'], '0.004'],
  ])('of %j is %s', (usds, expected) => {
    expect(sumUsd(usds)).toBe(expected);
  });
});

describe('a percentage', () => {
  it.each([
    [3.0712, 5, 1, '61.4 %'],
    [4.1149, 5, 1, '82.3 %'],
    [5, 5, 1, '100.0 %'],
    [4.9999, 5, 1, '99.9 %'],
    [6, 5, 0, '120 %'],
    [0, 5, 0, '0 %'],
    [0.0001, 5, 1, '< 0.1 %'],
    [1, 0, 0, '100 %'],
  ])('%d of %d with %i decimals is %s', (part, whole, decimals, expected) => {
    expect(percentOf(part, whole, decimals)).toBe(expected);
  });

  it('of a whole is 100 %, whatever the sum', () => {
    const sums = Array.from({ length: 2000 }, (_, index) => (index + 1) / 1e7);
    expect(sums.filter((usd) => percentOf(usd, usd) !== '100 %')).toEqual([]);
  });
});

describe('a budget', () => {
  it('is consumed by what is spent, not by what is reserved', () => {
    expect(consumedPercent(warned)).toBe('82.3 %');
  });

  it('is read with four decimals where there is room for them', () => {
    expect(['3.0712', '187.6543', '0.0042', '0.00000012'].map(meterUsd)).toEqual(['$3.0712', '$187.65', '$0.00420', '$0.000000120']);
    expect(meterUsd('123456.78')).toBe('$123,456.78');
  });

  it('says what is spent, and what is reserved beyond that', () => {
    expect(budgetSentence(budget())).toBe('This conversation: $3.07 of $5.00 spent.');
    expect(budgetSentence(warned)).toBe('This conversation: $4.11 of $5.00 spent, $0.2281 reserved for requests without a bill.');
  });

  it('warns with what is used', () => {
    expect(warningSentence(budget({ scope: 'day', spentUsd: '4.05', state: 'warn' }))).toBe('81 % of the budget of this day is used.');
  });

  it.each([
    ['conversation', 'its limit is raised.'],
    ['day', 'its limit is raised, or the day is over.'],
    ['month', 'its limit is raised, or the month is over.'],
  ] as const)('of a %s that is used up says until when', (scope, until) => {
    expect(suspendedSentence({ ...reached, scope })).toContain(
      `The budget of this ${scope} is used up: $4.90 of $5.00 spent, $0.1000 reserved`,
    );
    expect(suspendedSentence({ ...reached, scope })).toContain(until);
  });

  it('leaves least by what is spent, whatever is reserved', () => {
    const [conversation, day] = [budget({ spentUsd: '4.5' }), budget({ scope: 'day', limitUsd: '10', spentUsd: '9', reservedUsd: '0.8' })];
    expect([leavingLeast([day, conversation]), leavingLeast([])]).toEqual([conversation, null]);
  });

  it('lends its state to the lamp when it is the worst', () => {
    expect(worstState([])).toBeNull();
    expect(worstState([budget(), warned])).toBe('warn');
    expect(worstState([warned, reached, budget()])).toBe('reached');
  });
});

describe('a forecast', () => {
  it('is a range from the prompt alone to the longest answer', () => {
    expect(forecastFigure(forecast())).toEqual({
      tokens: '1,702 tok',
      aboutTokens: false,
      money: '$0.00511 – $0.0276',
      aboutMoney: true,
      description: '1,702 tokens in the prompt. 0.005106 USD for the prompt alone, 0.027606 USD with the longest answer (1,500 tokens).',
    });
  });

  it('says so when the tokens are an approximation', () => {
    expect(forecastFigure(forecast({ exact: false }))).toMatchObject({
      aboutTokens: true,
      description: expect.stringMatching(/^About 1,702 tokens in the prompt, not counted with the model’s own tokenizer\. /) as string,
    });
  });

  it.each([
    ['$?', false, { leastUsd: null, mostUsd: null }],
    ['free', false, { leastUsd: '0', mostUsd: '0' }],
    ['$0.00511 – $?', true, { mostUsd: null }],
    ['$0.00511', true, { mostUsd: '0.005106' }],
  ])('is %s, about: %s, for %j', (money, aboutMoney, fields) => {
    expect(forecastFigure(forecast(fields))).toMatchObject({ money, aboutMoney });
  });

  it('says how far the last ones could be trusted', () => {
    const record = { modelId: 'a/b', endpoint: null, bills: 12, costRatio: 1.04, tokenRatio: 1, hiddenTokens: 0 };
    expect(forecastFigure(forecast({ record })).description).toContain(
      'Bills of this model were 4 % above the listed price, over 12 bills.',
    );
  });
});

it.each([
  [1.04, 12, '×1.04 over 12 bills', 'Bills of this model were 4 % above the listed price, over 12 bills.'],
  [0.97, 1, '×0.97 over 1 bill', 'Bills of this model were 3 % below the listed price, over 1 bill.'],
  [1.001, 1204, '×1.00 over 1,204 bills', 'Bills of this model were as listed, over 1,204 bills.'],
])('a record of %d over %i is "%s"', (costRatio, bills, figure, sentence) => {
  const record = { modelId: 'a/b', endpoint: null, bills, costRatio, tokenRatio: 1, hiddenTokens: 0 };
  expect(recordFigure(record)).toBe(figure);
  expect(recordSentence(record)).toBe(sentence);
});

it('a record says how long an answer is beyond what can be read', () => {
  const record = { modelId: 'a/b', endpoint: null, bills: 3, costRatio: 1, tokenRatio: 1, hiddenTokens: 4990 };
  expect(recordSentence(record)).toBe(
    'Bills of this model were as listed, over 3 bills. An answer has about 4,990 tokens of reasoning that are billed and not shown.',
  );
});

describe('a histogram', () => {
  it('marks what is slower than 95 % of all, and the bin without an end', () => {
    expect(histogramBars(firstTokenTimes).map(({ slow }) => slow)).toEqual([false, false, false, false, false, false, false, true]);
    expect(
      histogramBars({ ...firstTokenTimes, p95Ms: 1500 })
        .map(({ slow }) => slow)
        .indexOf(true),
    ).toBe(6);
  });

  it('is as high as its highest bin', () => {
    expect(Math.max(...histogramBars(firstTokenTimes).map(({ height }) => height))).toBe(1);
  });

  it('has its words', () => {
    expect(histogramSentence('First token', firstTokenTimes)).toBe('First token, 84 requests: half within 0.6 s, 95 % within 1.7 s');
    expect(histogramSentence('First token', { ...firstTokenTimes, count: 1 })).toBe('First token, 1 request: 0.6 s');
  });
});

it('a day of the ledger adds up exactly, and is approximate when a part of it is', () => {
  const [first, second] = costsDays(costsReport().rows);
  expect(first).toMatchObject({ day: '2026-03-03', requests: 15, promptTokens: 240_808, usd: '2.514150000000001', approximate: true });
  expect(second).toMatchObject({ day: '2026-03-01', requests: 1, usd: '0.3', approximate: false });
});

describe('the difference to the account', () => {
  it.each([
    ['of a first check', { since: null, differenceUsd: '3' }, 'First check of this key'],
    ['of nothing', {}, 'Ledger and OpenRouter agree to the last digit shown.'],
    ['below what OpenRouter states', { differenceUsd: '0.000000004' }, 'agree to the last digit shown'],
    ['upwards', { differenceUsd: '0.0012' }, 'OpenRouter charged $0.00120000 more than the ledger has: other programs use this key.'],
    [
      'upwards with open bills',
      { differenceUsd: '0.0012', unresolved: 2 },
      '2 requests whose bill is not known, or other programs with this key.',
    ],
    ['upwards with an open bill', { differenceUsd: '0.0012', unresolved: 1 }, '1 request whose bill is not known'],
    ['downwards', { differenceUsd: '-0.0012' }, 'The ledger has $0.00120000 more than OpenRouter charged'],
  ])('%s has a name', (_name, fields, sentence) => {
    expect(differenceSentence(account(fields))).toContain(sentence);
  });

  it('is written with the digits OpenRouter states', () => {
    expect(accountUsd('3.17561396')).toBe('$3.17561396');
  });
});
