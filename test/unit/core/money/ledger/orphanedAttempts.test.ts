import { describe, expect, it } from 'vitest';
import { ModelRouter } from '../../../../../src/core/models/modelRouter.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { CostTracker } from '../../../../../src/core/money/ledger/costTracker.ts';
import { OrphanedAttempts } from '../../../../../src/core/money/ledger/orphanedAttempts.ts';
import type { Message } from '../../../../../src/shared/model/message.ts';
import { localAccess, openAccess } from '../../../../support/fakes/openAccess.ts';
import { MemoryCatalogue } from '../../../../support/fakes/memoryCatalogue.ts';
import { MemoryRepository } from '../../../../support/fakes/memoryRepository.ts';
import { ledgerOf } from '../../../../support/ledgerOf.ts';
import { message } from '../../../../support/messages.ts';
import { testClock } from '../../../../support/testClock.ts';
import { charactersAsTokens } from '../kit/charactersAsTokens.ts';
import { guess, ledgerEntry, unknown } from '../kit/ledgerEntry.ts';
import { pricedModel } from '../kit/pricedModel.ts';

const forecast = { promptTokens: 10, maxTokens: 100, leastUsd: null, mostUsd: null };

/** What is found of a request whose answer is this message, at $1 a token of the prompt and $2 a token of the answer. */
function find(
  kept: Partial<Message> | null,
  entry: Partial<LedgerEntry> = {},
  model = pricedModel({ promptUsd: '1', completionUsd: '2' }),
  access = openAccess,
) {
  const repository = new MemoryRepository();
  if (kept) repository.put(message({ id: 'answer', role: 'assistant', state: 'interrupted', ...kept }));
  const catalogue = new MemoryCatalogue([model]);
  const stream = () => {
    throw new Error('Nothing is sent.');
  };
  const router = new ModelRouter([], { stream }, catalogue);
  const lost = new OrphanedAttempts({
    repository,
    router,
    access,
    tokens: charactersAsTokens(),
    costs: new CostTracker(ledgerOf([]), testClock()),
  });
  return lost.find(ledgerEntry('a', null, { messageId: 'answer', forecast, generationId: 'gen-1', ...entry }));
}

describe('the request of a window that may have died', () => {
  it('runs while its answer does', async () => {
    expect(await find({ state: 'streaming', text: 'one' })).toBe('running');
  });

  it('is estimated by its prompt and the part that was kept, thoughts included', async () => {
    expect(await find({ text: 'one two', reasoning: 'a b c' })).toEqual({
      cost: guess('20'),
      counted: { promptTokens: 10, completionTokens: 5, usd: '20' },
    });
  });

  it('is estimated by its thoughts alone when nothing else came, at their own price', async () => {
    expect(await find({ text: '', reasoning: 'a b c' }, { generationId: null })).toMatchObject({ cost: guess('16') });
  });

  it('is estimated by what is known of it in ledgers of the first version', async () => {
    expect(await find({ text: 'one two', reasoning: 'a' }, { forecast: null })).toMatchObject({ cost: guess('6') });
  });

  it('is unknown without a price', async () => {
    expect(await find({ text: 'one' }, { modelId: 'gone' })).toMatchObject({ cost: unknown, counted: { usd: null } });
  });

  it('is not priced by the list of another server than the one that was asked', async () => {
    expect(await find({ text: 'one' }, { endpoint: 'https://elsewhere.example/v1' })).toMatchObject({ cost: unknown });
  });

  it('was of no charge where a server of the person’s own was asked, whatever is known of it', async () => {
    const free = pricedModel({ promptUsd: null, completionUsd: null });
    const local = { cost: { source: 'local', usd: null }, counted: null };
    expect(await find({ text: 'one' }, { endpoint: 'http://127.0.0.1:11434/v1' }, free, localAccess)).toEqual(local);
    expect(await find(null, { generationId: null }, free, localAccess)).toEqual(local);
    expect(await find({ state: 'streaming' }, {}, free, localAccess)).toBe('running');
    expect(await find({ text: 'one' }, {}, undefined, localAccess)).toMatchObject({ cost: { source: 'estimate' } });
  });

  it('says nothing without generation and part, nor without its message', async () => {
    expect(await find({ text: '' }, { generationId: null })).toBeNull();
    expect(await find(null)).toBeNull();
  });

  it('was at work when it had a generation, even without a part', async () => {
    expect(await find({ text: '' })).not.toBeNull();
  });
});
