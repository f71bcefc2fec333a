import { describe, expect, it } from 'vitest';
import { pickUsage } from '../../../../src/shared/model/money.ts';

describe('the usage picked from something larger', () => {
  it('has every count, zero among them, and nothing else', () => {
    const usage = { promptTokens: 10, completionTokens: 5, cachedTokens: 0, cacheWriteTokens: 2, reasoningTokens: 3 };
    expect(pickUsage(Object.assign({ chargeUsd: '0.1', raw: {} }, usage))).toStrictEqual(usage);
  });

  it('lacks what its source does not know', () => {
    const source = { promptTokens: 0, completionTokens: 0, cachedTokens: null, cacheWriteTokens: undefined };
    expect(pickUsage(source)).toStrictEqual({ promptTokens: 0, completionTokens: 0 });
  });
});
