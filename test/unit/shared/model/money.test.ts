import { describe, expect, it } from 'vitest';
import { pickUsage, type TokenUsage } from '../../../../src/shared/model/money.ts';

describe('pickUsage', () => {
  it('takes every token figure, and nothing else', () => {
    const usage: Required<TokenUsage> = { promptTokens: 5, completionTokens: 4, cachedTokens: 3, cacheWriteTokens: 2, reasoningTokens: 1 };
    expect(pickUsage({ ...usage, chargeUsd: '1', raw: {} } as TokenUsage)).toStrictEqual(usage);
  });

  it('keeps a zero, and leaves absent what is absent or undefined', () => {
    const source = { promptTokens: 0, completionTokens: 0, cachedTokens: 0, reasoningTokens: undefined } as unknown as TokenUsage;
    expect(pickUsage(source)).toStrictEqual({ promptTokens: 0, completionTokens: 0, cachedTokens: 0 });
  });
});
