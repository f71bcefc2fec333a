import { describe, expect, it } from 'vitest';
import { type AttemptInputs, forecastOf, planAttempt, requestOf } from '../../../../src/core/answers/planAttempt.ts';
import { toUsd } from '../../../../src/shared/model/usd.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const model = pricedModel({ promptUsd: '0.001', completionUsd: '0.01' });

const record = { modelId: 'm', endpoint: null, bills: 3, costRatio: 2, tokenRatio: 3, hiddenTokens: 0 };

/** For a prompt of 11 tokens, 52 at most, and 100 tokens of answer. */
function plan(fields: Partial<AttemptInputs> = {}) {
  return planAttempt({
    modelId: 'm',
    endpoint: null,
    local: false,
    model,
    turns: [{ role: 'user', content: 'Count.' }],
    prompt: { tokens: 11, bound: 52, isExact: true },
    wantedTokens: 100,
    temperature: 0.7,
    record: null,
    at: Date.UTC(2026, 10, 20, 12),
    ...fields,
  });
}

describe('a plan', () => {
  it('says what is sent, and what that costs at least and at most', () => {
    const planned = plan();
    const grant = { maxTokens: 40, maxPrice: planned.maxPrice };
    expect(requestOf(planned, grant)).toEqual({
      modelId: 'm',
      endpoint: planned.endpoint,
      turns: [{ role: 'user', content: 'Count.' }],
      maxTokens: 40,
      temperature: 0.7,
      maxPrice: { promptUsd: '0.001', completionUsd: '0.01' },
    });
    expect(forecastOf(planned, grant)).toEqual({ promptTokens: 11, maxTokens: 40, leastUsd: '0.011', mostUsd: '0.4746' });
  });

  it('is the same for the same inputs', () => {
    const text = (planned: ReturnType<typeof plan>) => JSON.stringify(planned);
    expect(text(plan())).toBe(text(plan()));
  });

  it('is dearer by what bills were', () => {
    const { bounds, leastUsd } = plan({ record });
    expect([bounds && toUsd(bounds.fixedUsd), bounds && toUsd(bounds.tokenUsd), leastUsd]).toEqual(['0.104', '0.02', '0.022']);
  });

  it('expects as many tokens as were reported before where they are only approximated, and keeps what was counted', () => {
    const planned = plan({ record, prompt: { tokens: 11, bound: 52, isExact: false } });
    expect(planned).toMatchObject({ promptTokens: 11, leastUsd: '0.066' });
  });

  it('is not dearer for what the model keeps hidden: that is within the longest answer', () => {
    const text = (bounds: ReturnType<typeof plan>['bounds']) => bounds && [toUsd(bounds.fixedUsd), toUsd(bounds.tokenUsd)];
    expect(text(plan({ record: { ...record, costRatio: 1, hiddenTokens: 4999 } }).bounds)).toEqual(text(plan().bounds));
  });

  it('has the price of the hour at which it is made', () => {
    const byNight = pricedModel({ ...model, priceRules: [{ utcStart: 0, utcEnd: 600, promptUsd: '0.0001' }] });
    expect([0, 12].map((hour) => plan({ model: byNight, at: Date.UTC(2026, 10, 20, hour) }).leastUsd)).toEqual(['0.0011', '0.011']);
  });

  it.each([
    ['a model that is not known', undefined],
    ['one without a price', pricedModel({ promptUsd: null })],
  ])('knows no money for %s', (_, unpriced) => {
    const planned = plan({ model: unpriced });
    expect(planned).toMatchObject({ bounds: null, maxPrice: null, leastUsd: null, simulated: false });
    expect(forecastOf(planned, { maxTokens: 100, maxPrice: null }).mostUsd).toBeNull();
  });

  it.each([
    [false, null],
    [true, 0.7],
    [undefined, 0.7],
  ])('where the model says %s of temperatures sends %s', (supportsTemperature, temperature) => {
    const planned = plan({ model: pricedModel(supportsTemperature === undefined ? {} : { supportsTemperature }) });
    expect(requestOf(planned, { maxTokens: 40, maxPrice: null }).temperature).toBe(temperature);
  });

  it('knows the demonstration', () => {
    expect(plan({ model: pricedModel({ ...model, simulated: true }) }).simulated).toBe(true);
  });
});
