import { describe, expect, it } from 'vitest';
import type { AttemptOrder } from '../../../../src/core/answers/attemptOrder.ts';
import { AttemptPlanner } from '../../../../src/core/answers/attemptPlanner.ts';
import { AttemptPreparer } from '../../../../src/core/answers/attemptPreparer.ts';
import { AttemptReserver } from '../../../../src/core/answers/attemptReserver.ts';
import { loadPrices } from '../../../../src/core/answers/beforeSend/loadPrices.ts';
import { LedgerRereading } from '../../../../src/core/answers/beforeSend/ledgerRereading.ts';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import type { Budget } from '../../../../src/core/ports/budget.ts';
import { TokenCountCache } from '../../../../src/core/money/counts/tokenCountCache.ts';
import type { CatalogueModel } from '../../../../src/shared/model/catalogue.ts';
import { openAccess } from '../../../support/fakes/openAccess.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { charactersAsTokens } from '../money/kit/charactersAsTokens.ts';
import { GuardRig, noon } from '../money/kit/guardRig.ts';
import { bill, ledgerEntry, settlement } from '../money/kit/ledgerEntry.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const priced = pricedModel({ promptUsd: '0.001', completionUsd: '0.01', otherPrices: { reasoningUsd: '0.02' } });
const router = pricedModel({ promptUsd: '-1', completionUsd: '-1' });

/** Prepares requests for a prompt of 4 bytes, bounded by 36 tokens, and 100 tokens of answer. The catalogue arrives when it is asked for. */
function opener(budget: Partial<Budget>, model: CatalogueModel | undefined, isLoaded = true, access = openAccess) {
  const rig = new GuardRig({ budget });
  const catalogue = new MemoryCatalogue(model ? [model] : [], isLoaded);
  const stream = () => {
    throw new Error('Nothing is sent.');
  };
  const tokens = charactersAsTokens();
  let ids = 0;
  const { bus, clock, costs, guard } = rig;
  const routes = new ModelRouter([], { stream }, catalogue);
  const settings = () => ({
    defaultModelId: 'm',
    systemPrompt: '',
    temperature: 0.7,
    maxReplyTokens: 100,
    messageAlertUsd: null,
    budget: rig.budget,
  });
  const preparer = new AttemptPreparer({
    beforeSend: [loadPrices({ router: routes, access, guard }), new LedgerRereading({ costs, guard, clock }).beforeSend],
    planner: new AttemptPlanner({ router: routes, access, costs, counts: new TokenCountCache(tokens), clock, settings }),
    reserver: new AttemptReserver({ guard, bus }),
    router: routes,
    costs,
    tokens,
    clock,
    newId: () => `attempt ${String(++ids)}`,
  });
  const order = {
    conversationId: 'c',
    messageId: 'answer',
    modelId: 'm',
    turns: [{ role: 'user', content: 'Four' }],
    unreserved: false,
    purpose: 'chat',
  } as const;
  return { rig, catalogue, open: (fields: Partial<AttemptOrder> = {}) => preparer.prepare({ ...order, ...fields }, []) };
}

const reservedUsd = async (rig: GuardRig) => (await rig.store.all()).map(({ worstUsd }) => worstUsd);

describe('a request that a budget concerns', () => {
  it('is reserved at its worst case, and no provider dearer than the list may serve it', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    const { request, forecast } = await open();
    expect(request).toMatchObject({ maxTokens: 100, maxPrice: { promptUsd: '0.001', completionUsd: '0.01' } });
    expect([await reservedUsd(rig), forecast.mostUsd]).toEqual([['2.1378'], '2.1378']);
  });

  it('says in the ledger what was reserved after the budget had lowered it', async () => {
    const { open, rig } = opener({ dayUsd: 1.0878 }, priced);
    const { request, forecast } = await open();
    expect([request.maxTokens, forecast.maxTokens, forecast.mostUsd, await reservedUsd(rig)]).toEqual([50, 50, '1.0878', ['1.0878']]);
    expect(rig.events).toEqual([{ type: 'budget.lowered', conversationId: 'c', messageId: 'answer', maxTokens: 50 }]);
  });

  it('is bounded by what bills were dearer than the list, from the first message of a window on', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    const counted = { promptTokens: 1, completionTokens: 1, usd: '1' };
    const earlier = ledgerEntry('earlier', null, {
      createdAt: noon,
      conversationId: 'other',
      settlement: settlement(bill('2'), { counted, listUsd: '1' }),
    });
    rig.ledger.put(earlier);
    await open();
    expect(await reservedUsd(rig)).toEqual(['4.072']);
  });

  it('is no longer than the account can pay', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    expect((await open({ maxTokens: 40 })).request.maxTokens).toBe(40);
    expect([await reservedUsd(rig), rig.events]).toEqual([['0.8778'], []]);
  });

  it('is refused by the budget, whatever the person has agreed to', async () => {
    const { open } = opener({ dayUsd: 0.01 }, priced);
    await expect(open({ unreserved: true })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('goes without a reservation only when the person wants that', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    rig.store.failure = new Error('EROFS');
    await expect(open()).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
    expect((await open({ unreserved: true })).request.maxTokens).toBe(100);
    await expect(open()).rejects.toMatchObject({ code: 'ARCHIVE_READONLY' });
  });

  it('does not go without a reservation either when a limit is reached', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    rig.ledger.put(ledgerEntry('earlier', bill('10'), { createdAt: noon }));
    rig.store.failure = new Error('EROFS');
    await expect(open({ unreserved: true })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });

  it('knows what another window has spent since the last reading of the ledger', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, priced);
    await rig.costs.snapshots('c');
    rig.ledger.put(ledgerEntry('elsewhere', bill('10'), { createdAt: noon }));
    await expect(open()).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
  });
});

describe('a request without a bound', () => {
  it('is asked about each time', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, router);
    await expect(open()).rejects.toMatchObject({ code: 'REFUSED', actions: ['sendAnyway', 'switchModel', 'useDemo'] });
    expect((await open({ unreserved: true })).forecast.mostUsd).toBeNull();
    await expect(open()).rejects.toMatchObject({ code: 'REFUSED' });
    expect(await reservedUsd(rig)).toEqual([]);
  });

  it('is refused where a limit is reached, whatever the person has agreed to', async () => {
    const { open, rig } = opener({ dayUsd: 10 }, router);
    await open({ unreserved: true });
    rig.ledger.put(ledgerEntry('earlier', bill('10'), { createdAt: noon }));
    await expect(open({ unreserved: true })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(rig.eventsOf('budget.exceeded')).toHaveLength(1);
  });

  it('waits for the price list, when that is all that is missing', async () => {
    const { open, catalogue, rig } = opener({ dayUsd: 10 }, priced, false);
    await open();
    await open();
    expect([catalogue.reads, (await reservedUsd(rig)).length]).toEqual([1, 2]);
  });

  it('says why there is no price list, and can be sent anyway', async () => {
    const { open, catalogue } = opener({ dayUsd: 10 }, priced, false);
    catalogue.failure = new ChatError('OFFLINE', 'The network is gone.', { retryable: true, actions: ['retry'] });
    await expect(open()).rejects.toMatchObject({
      code: 'OFFLINE',
      retryable: true,
      actions: ['retry', 'sendAnyway'],
      message: 'The network is gone. Without the price list no budget can limit this message. Nothing was sent.',
    });
    expect((await open({ unreserved: true })).request.maxPrice).toBeNull();
  });
});

describe('a request that no budget concerns', () => {
  it.each([
    ['without limits', {}, priced],
    ['without limits, at an unknown price', {}, router],
    ['of the demonstration', { dayUsd: 0 }, pricedModel({ ...priced, simulated: true })],
  ])('is neither reserved nor bound to prices: %s', async (_, budget, model) => {
    const { open, rig, catalogue } = opener(budget, model);
    expect((await open()).request).toMatchObject({ maxTokens: 100, maxPrice: null });
    expect([await reservedUsd(rig), catalogue.reads]).toEqual([[], 0]);
  });
});
