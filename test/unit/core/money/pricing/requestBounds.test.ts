import { describe, expect, it } from 'vitest';
import { toUsd } from '../../../../../src/shared/model/usd.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import { PromptCount } from '../../../../../src/core/money/counts/promptCount.ts';
import { boundCosts } from '../../../../../src/core/money/pricing/requestBounds.ts';
import { TokenCountCache } from '../../../../../src/core/money/counts/tokenCountCache.ts';
import type { CatalogueModel } from '../../../../../src/shared/model/catalogue.ts';
import { testClock } from '../../../../support/testClock.ts';
import { charactersAsTokens } from '../kit/charactersAsTokens.ts';
import { bill, ledgerEntry, settlement } from '../kit/ledgerEntry.ts';
import { MemoryLedger } from '../kit/memoryLedger.ts';
import { pricedModel } from '../kit/pricedModel.ts';

const model = pricedModel({ promptUsd: '1', completionUsd: '2' });

/** The plan for a prompt of 4 bytes, which is bounded by 36 tokens, and at most 100 tokens of answer. */
async function plan(
  given: CatalogueModel | undefined,
  { modelId = 'm', billedOf = '', billed = '1' }: { modelId?: string; billedOf?: string; billed?: string } = {},
) {
  const counted = { promptTokens: 1, completionTokens: 1, usd: '1' };
  const entry = ledgerEntry('1', null, { modelId: billedOf, settlement: settlement(bill(billed), { counted, listUsd: '1' }) });
  const costs = new CostTracker(new MemoryLedger(billedOf === '' ? [] : [entry]), testClock());
  await costs.snapshots(null);
  const prompt = new PromptCount(new TokenCountCache(charactersAsTokens()), modelId, [{ role: 'user', content: 'Four' }]);
  const { maxTokens, bounds, maxPrice } = boundCosts(
    modelId,
    given,
    prompt,
    100,
    costs.record({ modelId, endpoint: null })?.costRatio ?? 1,
  );
  return { maxTokens, maxPrice, bounds: bounds && { fixedUsd: toUsd(bounds.fixedUsd), tokenUsd: toUsd(bounds.tokenUsd) } };
}

describe('the plan of a request', () => {
  it('bounds the prompt by its bytes, with the fee on a key of one’s own, and allows no provider that is dearer than the list', async () => {
    expect(await plan(model)).toEqual({
      maxTokens: 100,
      bounds: { fixedUsd: '37.8', tokenUsd: '2.1' },
      maxPrice: { promptUsd: '1', completionUsd: '2' },
    });
  });

  it('bounds by the dearest of caches, reasoning and tiers, and adds what is paid once', async () => {
    const dear = pricedModel({
      promptUsd: '1',
      completionUsd: '2',
      otherPrices: { cacheWriteUsd: '1.25', reasoningUsd: '3', requestUsd: '0.5' },
      priceRules: [{ minPromptTokens: 10, promptUsd: '2' }],
    });
    expect((await plan(dear)).bounds).toEqual({ fixedUsd: '76.125', tokenUsd: '3.15' });
  });

  it('bounds the prompt by what the model can read', async () => {
    expect((await plan({ ...model, contextTokens: 30 })).bounds?.fixedUsd).toBe('31.5');
  });

  it('asks for no longer answer than the model can write', async () => {
    expect((await plan({ ...model, maxOutputTokens: 40 })).maxTokens).toBe(40);
  });

  it.each([
    ['a model that is not known', undefined, 'm'],
    ['a router', pricedModel({ promptUsd: '-1', completionUsd: '-1' }), 'm'],
    ['a model without a price of its answers', pricedModel({ completionUsd: null }), 'm'],
    ['searches, whose number is unknown', model, 'm:online'],
  ])('has no bound for %s', async (_, given, modelId) => {
    expect(await plan(given, { modelId })).toEqual({ maxTokens: 100, bounds: null, maxPrice: null });
  });

  it('has a bound of nothing for a free model', async () => {
    expect((await plan(pricedModel({ promptUsd: '0', completionUsd: '0' }))).bounds).toEqual({ fixedUsd: '0', tokenUsd: '0' });
  });

  it('is as much higher as bills were dearer than the list, which stays what providers are held to', async () => {
    expect(await plan(model, { billedOf: 'm', billed: '1.5' })).toMatchObject({
      bounds: { fixedUsd: '54', tokenUsd: '3' },
      maxPrice: { promptUsd: '1', completionUsd: '2' },
    });
  });

  it('stays where bills were cheaper', async () => {
    expect((await plan(model, { billedOf: 'm', billed: '0.5' })).bounds).toEqual({ fixedUsd: '37.8', tokenUsd: '2.1' });
  });

  it('goes by the bills of what is asked for: those of a variant, not of the model whose row it has', async () => {
    expect((await plan(model, { modelId: 'm:nitro', billedOf: 'm:nitro', billed: '2' })).bounds?.tokenUsd).toBe('4');
    expect((await plan(model, { modelId: 'm:nitro', billedOf: 'm', billed: '2' })).bounds?.tokenUsd).toBe('2.1');
  });
});
