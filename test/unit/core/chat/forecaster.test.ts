import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { type Draft, Forecaster } from '../../../../src/core/chat/forecaster.ts';
import { MessageTree } from '../../../../src/core/conversation/messageTree.ts';
import { ModelRouter } from '../../../../src/core/models/modelRouter.ts';
import { parseUsd } from '../../../../src/shared/model/usd.ts';
import type { LedgerEntry } from '../../../../src/core/ports/ledger.ts';
import { CostTracker } from '../../../../src/core/money/ledger/costTracker.ts';
import { TokenCountCache } from '../../../../src/core/money/counts/tokenCountCache.ts';
import type { CatalogueModel } from '../../../../src/shared/model/catalogue.ts';
import { openAccess } from '../../../support/fakes/openAccess.ts';
import { MemoryCatalogue } from '../../../support/fakes/memoryCatalogue.ts';
import { MemoryRepository } from '../../../support/fakes/memoryRepository.ts';
import { message } from '../../../support/messages.ts';
import { testClock } from '../../../support/testClock.ts';
import { charactersAsTokens } from '../money/kit/charactersAsTokens.ts';
import { bill, ledgerEntry, settlement } from '../money/kit/ledgerEntry.ts';
import { MemoryLedger } from '../money/kit/memoryLedger.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

/** A conversation with the question "one two" and an answer of three words, a system prompt of two, and a price of $1 and $2 a token. */
function rig({
  models = [pricedModel({ promptUsd: '1', completionUsd: '2' })],
  earlier = [] as readonly LedgerEntry[],
  ready = true,
  access = openAccess,
} = {}) {
  const tokens = charactersAsTokens();
  const state = { alertUsd: 1000 as number | null };
  if (!ready) tokens.prepare = () => Promise.reject(new Error('No table.'));
  const repository = new MemoryRepository();
  repository.putConversation({ id: 'c', systemPrompt: 'Be brief.' });
  const messages = [message({ id: 'q', text: 'one two' }), message({ id: 'a', parentId: 'q', role: 'assistant', text: 'three four five' })];
  const catalogue = new MemoryCatalogue(models);
  const costs = new CostTracker(new MemoryLedger(earlier), testClock());
  const forecaster = new Forecaster({
    repository,
    access,
    costs,
    counts: new TokenCountCache(tokens),
    clock: { sleep: () => Promise.resolve() },
    tree: () => Promise.resolve(new MessageTree(messages)),
    router: new ModelRouter(
      [],
      {
        stream: () => {
          throw new Error('Nothing is sent.');
        },
      },
      catalogue,
    ),
    settings: () => ({
      defaultModelId: 'm',
      systemPrompt: 'You are new.',
      temperature: 0.7,
      maxReplyTokens: 100,
      messageAlertUsd: state.alertUsd,
      budget: { conversationUsd: null, dayUsd: null, monthUsd: null, warnAtPercent: 80 },
    }),
  });
  const draft = (fields: Partial<Draft> = {}): Draft => ({
    conversationId: 'c',
    position: { below: null },
    text: 'six',
    attachments: [],
    modelId: 'm',
    ...fields,
  });
  return {
    state,
    repository,
    tokens,
    costs,
    messages,
    forecaster,
    forecast: (fields?: Partial<Draft>) => forecaster.forecast(draft(fields)),
    changed: (conversationId: string) => repository.changeElsewhere({ conversationIds: [conversationId], ledger: false }),
  };
}

/** One earlier bill beside what had been counted. */
const record = (billed: string, reportedPrompt: number, modelId = 'm') =>
  ledgerEntry('1', null, {
    modelId,
    settlement: settlement(bill(billed), {
      listUsd: '1',
      counted: { promptTokens: 100, completionTokens: 1, usd: '1' },
      usage: { promptTokens: reportedPrompt, completionTokens: 1 },
    }),
  });

// 3 for the answer that is begun, and 4 a turn: system (2 words), question (2), answer (3), draft (1).
const promptTokens = 3 + 4 * 4 + 2 + 2 + 3 + 1;

describe('the forecast of a question', () => {
  it('is of all that will be sent, from the prompt alone to the longest answer', async () => {
    expect(await rig().forecast()).toEqual({
      modelId: 'm',
      local: false,
      promptTokens,
      exact: true,
      maxTokens: 100,
      record: null,
      alerts: false,
      contextTokens: null,
      leastUsd: String(promptTokens),
      mostUsd: String(promptTokens + 200),
    });
  });

  it('of a new conversation begins with the system prompt of the settings', async () => {
    const { forecast, repository } = rig();
    expect([(await forecast({ conversationId: null })).promptTokens, repository.reads]).toEqual([3 + 4 * 2 + 3 + 1, 0]);
  });

  it('beside another question has what stands above that one', async () => {
    expect((await rig().forecast({ position: { beside: 'q' } })).promptTokens).toBe(3 + 4 * 2 + 2 + 1);
  });

  it('below a message has what leads to it', async () => {
    expect((await rig().forecast({ position: { below: 'q' } })).promptTokens).toBe(3 + 4 * 3 + 2 + 2 + 1);
  });

  it('has the attachments', async () => {
    const { forecast } = rig();
    const attachments = [{ kind: 'text', name: 'notes', text: 'many more words here' }] as const;
    expect((await forecast({ attachments })).promptTokens).toBeGreaterThan(promptTokens + 4);
  });

  it('is without money where no price is known, and without alert', async () => {
    for (const modelId of ['nobody/knows', 'router']) {
      const { forecast, state } = rig({ models: [pricedModel({ id: 'router', promptUsd: '-1', completionUsd: '-1' })] });
      state.alertUsd = 0;
      expect(await forecast({ modelId })).toMatchObject({ promptTokens, leastUsd: null, mostUsd: null, alerts: false });
    }
  });

  it('is corrected by the bills of before, and shows them', async () => {
    const { forecast, costs } = rig({ earlier: [record('1.5', 100)] });
    await costs.snapshots(null);
    expect(await forecast()).toMatchObject({
      leastUsd: String(promptTokens * 1.5),
      mostUsd: String((promptTokens + 200) * 1.5),
      record: { modelId: 'm', bills: 1, costRatio: 1.5, tokenRatio: 1 },
    });
  });

  it('corrects the tokens of a family without a public tokenizer, and says that they are no count', async () => {
    const models = [pricedModel({ id: 'guess', promptUsd: '1', completionUsd: '2' })];
    const { forecast, costs } = rig({ models, earlier: [record('1', 150, 'guess')] });
    await costs.snapshots(null);
    expect(await forecast({ modelId: 'guess' })).toMatchObject({ exact: false, promptTokens: Math.round(promptTokens * 1.5) });
  });

  it('does not correct tokens that are counted by the model’s own tokenizer', async () => {
    const { forecast, costs } = rig({ earlier: [record('1', 150)] });
    await costs.snapshots(null);
    expect(await forecast()).toMatchObject({ exact: true, promptTokens });
  });

  it('is an approximation when the table cannot be loaded', async () => {
    const forecast = await rig({ ready: false }).forecast();
    expect([forecast.exact, forecast.promptTokens > promptTokens]).toEqual([false, true]);
  });

  it('never has a least above its most, and costs more with a longer text', async () => {
    const usd = fc.integer({ min: 0, max: 10 ** 6 }).map((units) => (units / 10 ** 9).toFixed(9));
    const models = fc.record({ promptUsd: usd, completionUsd: usd, requestUsd: usd });
    await fc.assert(
      fc.asyncProperty(models, fc.nat(300), fc.nat(300), async ({ promptUsd, completionUsd, requestUsd }, words, more) => {
        const { forecast } = rig({ models: [pricedModel({ promptUsd, completionUsd, otherPrices: { requestUsd } })] });
        const [short, long] = [await forecast({ text: 'w '.repeat(words) }), await forecast({ text: 'w '.repeat(words + more) })];
        const amount = (text: string | null) => parseUsd(text)?.toNumber() ?? NaN;
        expect(amount(short.leastUsd)).toBeGreaterThanOrEqual(0);
        expect(amount(short.leastUsd)).toBeLessThanOrEqual(amount(short.mostUsd));
        expect(amount(short.leastUsd)).toBeLessThanOrEqual(amount(long.leastUsd));
        expect(amount(short.mostUsd)).toBeLessThanOrEqual(amount(long.mostUsd));
      }),
      { seed: 20261127, numRuns: 100 },
    );
  });
});

describe('the alert of a forecast', () => {
  const alerts = async (alertUsd: number | null, models?: readonly CatalogueModel[]) => {
    const { forecast, state } = rig(models && { models: [...models] });
    state.alertUsd = alertUsd;
    return (await forecast()).alerts;
  };

  it('is raised beyond the alert of a message, not at it, and never without one', async () => {
    const most = promptTokens + 200;
    expect([await alerts(most), await alerts(most - 0.01), await alerts(null)]).toEqual([false, true, false]);
  });

  it('is not raised by simulated money', async () => {
    expect(await alerts(0, [pricedModel({ promptUsd: '1', completionUsd: '2', simulated: true })])).toBe(false);
  });
});

describe('what stands above a question', () => {
  it('is read once while it is being typed, and each word that was counted is not counted again', async () => {
    const { forecast, repository, tokens } = rig();
    for (const text of ['s', 'si', 'six']) await forecast({ text });
    expect([repository.reads, tokens.counted.length]).toEqual([1, 3 + 3]);
  });

  it('is read again after a change of its conversation, and not after that of another one', async () => {
    const { forecast, repository, changed, messages } = rig();
    await forecast();
    changed('other');
    await forecast();
    const before = repository.reads;
    messages.push(message({ id: 'q2', parentId: 'a', text: 'one more' }));
    changed('c');
    expect([before, (await forecast()).promptTokens, repository.reads]).toEqual([1, promptTokens + 4 + 2, 2]);
  });

  it('is read again in another position', async () => {
    const { forecast, repository } = rig();
    await forecast();
    await forecast({ position: { below: 'q' } });
    expect(repository.reads).toBe(2);
  });

  it('is read again after a reading that failed', async () => {
    const { forecast, repository } = rig();
    repository.failure = new ChatError('ARCHIVE_READONLY', 'The archive is closed.');
    await expect(forecast()).rejects.toThrow('closed');
    repository.failure = null;
    expect((await forecast()).promptTokens).toBe(promptTokens);
  });

  it('fails for a position that is not there', async () => {
    await expect(rig().forecast({ position: { beside: 'gone' } })).rejects.toThrow();
    await expect(rig().forecast({ position: { below: 'gone' } })).rejects.toThrow();
  });
});
