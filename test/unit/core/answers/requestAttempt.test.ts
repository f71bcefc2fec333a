import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import type { ReportedUsage, StreamEvent } from '../../../../src/core/ports/chatClient.ts';
import { CostTracker } from '../../../../src/core/money/ledger/costTracker.ts';
import type { CatalogueModel } from '../../../../src/shared/model/catalogue.ts';
import type { ErrorCode } from '../../../../src/shared/model/failure.ts';
import { testClock } from '../../../support/testClock.ts';
import { bill, ledgerEntry, settlement } from '../money/kit/ledgerEntry.ts';
import { MemoryLedger } from '../money/kit/memoryLedger.ts';
import { reportedUsage } from '../money/kit/reportedUsage.ts';
import { opened, reasoning, runningAttempt, served, text } from '../money/kit/runningAttempt.ts';
import { pricedModel } from '../money/kit/pricedModel.ts';

const failure = (code: ErrorCode, mayBeCharged?: boolean) =>
  new ChatError(code, 'It failed.', { ...(mayBeCharged !== undefined && { mayBeCharged }) });
const usage = (fields: Partial<ReportedUsage>): StreamEvent => ({ type: 'usage', usage: reportedUsage(fields) });
const simulated = () => pricedModel({ promptUsd: '1', completionUsd: '2', simulated: true });
const unpriced = (): CatalogueModel => pricedModel({ promptUsd: null });

describe('the cost of a request', () => {
  it('is an estimate of what was counted until usage is reported', () => {
    const attempt = runningAttempt({}, [opened(), text, text]);
    const before = attempt.cost;
    attempt.accept(usage({ chargeUsd: '0.5' }));
    expect([before, attempt.cost]).toEqual([{ source: 'estimate', usd: '14' }, bill('0.5')]);
  });

  it('is an estimate of the reported tokens where no charge was reported', () => {
    expect(runningAttempt({}, [text, usage({})]).cost).toEqual({ source: 'estimate', usd: '77' });
  });

  it('is the last of two charges', () => {
    expect(runningAttempt({}, [usage({ chargeUsd: '1' }), usage({ chargeUsd: '2' })]).cost).toEqual(bill('2'));
  });

  it('is not taken back by a second report without a charge', () => {
    const attempt = runningAttempt({}, [usage({ chargeUsd: '1', promptTokens: 5 }), usage({ promptTokens: 9 })]);
    expect([attempt.cost, attempt.usage.promptTokens]).toEqual([bill('1'), 5]);
  });

  it('comes with a second report when the first one had none', () => {
    expect(runningAttempt({}, [usage({}), usage({ chargeUsd: '0' })]).cost).toEqual(bill('0'));
  });

  it('is unknown without a price, and is the charge all the same when one is reported', () => {
    const attempt = runningAttempt({ model: unpriced }, [text]);
    const before = attempt.cost;
    attempt.accept(usage({ chargeUsd: '3' }));
    expect([before, attempt.cost]).toEqual([{ source: 'unknown', usd: null }, bill('3')]);
  });

  it('is known as soon as the catalogue is', () => {
    const catalogue: { model?: CatalogueModel } = {};
    const attempt = runningAttempt({ model: () => catalogue.model }, [text]);
    const before = attempt.cost.source;
    catalogue.model = pricedModel({ promptUsd: '1', completionUsd: '2' });
    expect([before, attempt.cost.usd]).toEqual(['unknown', '12']);
  });

  it('is corrected by the earlier bills of the model that was asked for', async () => {
    const clock = testClock();
    const counted = { promptTokens: 1, completionTokens: 1, usd: '1' };
    const earlier = ledgerEntry('1', null, { modelId: 'm:nitro', settlement: settlement(bill('3'), { counted, listUsd: '1' }) });
    const costs = new CostTracker(new MemoryLedger([earlier]), clock);
    await costs.snapshots(null);
    expect(runningAttempt({ modelId: 'm:nitro', costs, clock }, [text]).cost.usd).toBe('36');
  });
});

describe('the cost of a request whose model keeps its reasoning hidden', () => {
  const clock = testClock();
  const counted = { promptTokens: 10, completionTokens: 1, usd: '12' };
  const usage = { promptTokens: 10, completionTokens: 41 };
  const earlier = ledgerEntry('1', null, { settlement: settlement(bill('92'), { counted, usage, listUsd: '92' }) });
  const attemptOf = async (maxTokens: number) => {
    const costs = new CostTracker(new MemoryLedger([earlier]), clock);
    await costs.snapshots(null);
    return runningAttempt({
      costs,
      clock,
      request: { modelId: 'm', turns: [], maxTokens, temperature: 0.7, maxPrice: null, endpoint: null },
    });
  };

  it('is that of a longer answer, at the price of the list, as soon as something has arrived', async () => {
    const attempt = await attemptOf(100);
    const before = attempt.cost.usd;
    attempt.accept(text);
    expect([before, attempt.cost.usd]).toEqual(['10', '92']);
  });

  it('is never that of a longer one than was asked for', async () => {
    const attempt = await attemptOf(21);
    attempt.accept(text);
    expect(attempt.cost.usd).toBe('52');
  });

  it('is that of its own reported tokens as soon as they are here', async () => {
    const attempt = await attemptOf(100);
    attempt.accept(text);
    attempt.accept({ type: 'usage', usage: reportedUsage({ promptTokens: 10, completionTokens: 5 }) });
    expect(attempt.cost.usd).toBe('20');
  });
});

describe('the cost of a request that has ended', () => {
  const estimate = { source: 'estimate', usd: '12' };
  const free = { source: 'uncharged', usd: '0' };
  const unknown = { source: 'unknown', usd: null };

  it.each([
    ['what arrived', [opened(), text], 'INTERRUPTED', estimate],
    ['what arrived, also from a server that names no generation', [text], 'INTERRUPTED', estimate],
    ['thoughts that arrived', [reasoning], 'MODEL_UNAVAILABLE', estimate],
    ['a refusal', [], 'RATE_LIMITED', free],
    ['a refusal with headers that name no generation', [opened(null)], 'HTTP_402', free],
    ['an address that cannot be asked', [], 'BAD_SETTING', free],
    ['a generation that failed without a word', [opened()], 'MODEL_UNAVAILABLE', unknown],
    ['silence', [], 'TIMEOUT', unknown],
    ['a connection that was lost before the answer', [], 'INTERRUPTED', unknown],
    ['a mistake of our own', [], 'INTERNAL', unknown],
    ['a failure after the charge', [opened(), usage({ chargeUsd: '0.5' })], 'INTERRUPTED', bill('0.5')],
    ['an answer whose charge came late', [opened(), text, usage({ chargeUsd: '0.5' })], 'TIMEOUT', bill('0.5')],
  ] as const)('is that of %s', (_, events, code, cost) => {
    expect(runningAttempt({}, events).finalCost(failure(code))).toEqual(cost);
  });

  it('is not known after a failure that may have come when a provider had begun', () => {
    expect(runningAttempt().finalCost(failure('HTTP_500', true))).toEqual(unknown);
    expect(runningAttempt({}, [opened(null)]).finalCost(failure('BAD_SETTING', true))).toEqual(unknown);
  });

  it('in silence is not known, unless it was never sent', () => {
    const attempt = runningAttempt();
    const sent = attempt.finalCost(null);
    attempt.sent = false;
    expect([sent, attempt.finalCost(null)]).toEqual([unknown, free]);
  });

  it('is simulated for a simulated one, whatever became of it', () => {
    for (const sent of [true, false]) {
      const attempt = runningAttempt({ model: simulated });
      attempt.sent = sent;
      expect(attempt.finalCost(null).source).toBe('simulated');
    }
    expect(runningAttempt({ model: simulated }).finalCost(failure('INTERRUPTED')).source).toBe('simulated');
  });

  it('with a part at an unknown price is unknown, not free', () => {
    expect(runningAttempt({ model: unpriced }, [text]).finalCost(null)).toEqual(unknown);
  });
});

describe('the settlement of a request', () => {
  it('has the bill as it came and, beside it, what was counted at the prices of the list', () => {
    const attempt = runningAttempt({}, [
      opened(),
      served({ modelId: 'm-2026', provider: 'Someone' }),
      text,
      usage({ chargeUsd: '3', cachedTokens: 2, raw: { cost: 3 } }),
    ]);
    expect(attempt.settlement(attempt.finalCost(null))).toMatchObject({
      cost: bill('3'),
      generationId: 'gen-1',
      servedModelId: 'm-2026',
      provider: 'Someone',
      rawUsage: { cost: 3 },
      usage: { promptTokens: 67, completionTokens: 5, cachedTokens: 2 },
      counted: { promptTokens: 10, completionTokens: 1, usd: '12' },
      listUsd: '77',
    });
  });

  it('keeps what of the bill is for tools', () => {
    const attempt = runningAttempt({}, [opened(), text, usage({ chargeUsd: '3', toolUsd: '0.02' })]);
    expect(attempt.settlement(attempt.finalCost(null))).toMatchObject({ cost: bill('3'), toolUsd: '0.02' });
  });

  it('is no measure of the list where a count is missing', () => {
    const attempt = runningAttempt({}, [opened(), text, usage({ chargeUsd: '3', completionTokens: 0 })]);
    expect(attempt.settlement(attempt.finalCost(null))).not.toHaveProperty('listUsd');
  });

  it('has no usage where none was reported: what was counted is no report', () => {
    expect(runningAttempt({}, [text]).settlement(bill('0'))).toMatchObject({ usage: null, rawUsage: null });
  });

  it.each([
    ['nothing arrived', runningAttempt({}, [opened()])],
    ['it was simulated', runningAttempt({ model: simulated }, [text])],
  ])('has nothing to compare later estimates with when %s', (_, attempt) => {
    expect(attempt.settlement(bill('0')).counted).toBeNull();
  });

  it('has counted tokens without money where no price is known', () => {
    expect(runningAttempt({ model: unpriced }, [text]).settlement(bill('1')).counted).toEqual({
      promptTokens: 10,
      completionTokens: 1,
      usd: null,
    });
  });
});

describe('what a request knows of itself', () => {
  it('is its generation by the headers, else by the first chunk, and never another one', () => {
    const byHeaders = runningAttempt({}, [opened('gen-1'), served({ generationId: 'gen-2' })]);
    const byChunk = runningAttempt({}, [opened(null), served({ generationId: 'gen-2' })]);
    expect([byHeaders.generationId, byChunk.generationId, byChunk.account]).toEqual(['gen-1', 'gen-2', 'key']);
  });

  it('is not lost by a later chunk that says less', () => {
    const attempt = runningAttempt({}, [served({ modelId: 'x', provider: 'P', billsToTheEnd: true }), served()]);
    expect(attempt).toMatchObject({ servedModelId: 'x', provider: 'P', billsToTheEnd: true });
  });
});

describe('the times of a request', () => {
  it('run from its making to its end, and no further', () => {
    const clock = testClock();
    const attempt = runningAttempt({ clock });
    expect(attempt.firstTokenMs).toBeNull();
    clock.advance(300);
    attempt.accept(reasoning);
    clock.advance(200);
    attempt.accept(text);
    const running = attempt.latencyMs;
    attempt.ended();
    clock.advance(10_000);
    attempt.ended();
    expect([attempt.firstTokenMs, running, attempt.latencyMs]).toEqual([300, 500, 500]);
  });

  it('have a first token when there is something to see', () => {
    const clock = testClock();
    const attempt = runningAttempt({ clock }, [{ type: 'text', text: '\n\n' }]);
    expect([attempt.firstTokenMs, attempt.isEmpty]).toEqual([null, false]);
    clock.advance(300);
    attempt.accept(text);
    expect(attempt.firstTokenMs).toBe(300);
  });
});
