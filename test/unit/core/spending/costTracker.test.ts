import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CostTracker } from '../../../../src/core/spending/costTracker.ts';
import type { LedgerEntry, ReportedUsage } from '../../../../src/core/ports.ts';
import type { CatalogueModel, Cost } from '../../../../src/shared/model.ts';
import { ledgerOf } from '../../../support/ledgerOf.ts';
import { testClock } from '../../../support/testClock.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const noBudget = { conversationUsd: null, dayUsd: null, monthUsd: null };

const model = (promptUsd: string | null, completionUsd: string | null, simulated = false): CatalogueModel => ({
  ...{ id: 'm', canonicalId: 'm', name: 'M', contextTokens: null, maxOutputTokens: null, inputModalities: ['text'], tokenizer: null },
  ...{ promptUsd, completionUsd, simulated },
});

const usage = (fields: Partial<ReportedUsage>): ReportedUsage => ({
  ...{ promptTokens: 67, completionTokens: 5, chargeUsd: null, byok: false, upstreamUsd: null, raw: null },
  ...fields,
});

const tracker = (entries: readonly LedgerEntry[] = []) => new CostTracker(ledgerOf(entries), testClock(noon));

const entry = (id: string, cost: Cost | null, fields: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ id, conversationId: 'c', messageId: id, purpose: 'chat', modelId: 'm', simulated: false, createdAt: noon },
  settlement: cost && { cost, generationId: null, servedModelId: null, provider: null, usage: null, rawUsage: null },
  ...fields,
});

describe('estimate', () => {
  it('multiplies tokens by prices per token, exactly', () => {
    expect(tracker().estimate(model('0.00000015', '0.0000006'), 67, 5)).toEqual({ source: 'estimate', usd: '0.00001305' });
  });

  it('keeps prices with sixteen decimals', () => {
    expect(tracker().estimate(model('0.0000000416666666666667', '0'), 3, 0).usd).toBe('0.0000001250000000000001');
  });

  it.each([model(null, '0.1'), model('0.1', null), undefined])('is unknown when a price is unknown, not zero', (unpriced) => {
    expect(tracker().estimate(unpriced, 10, 10)).toEqual({ source: 'unknown', usd: null });
  });

  it('is simulated money for a simulated model', () => {
    expect(tracker().estimate(model('1', '1', true), 1, 1)).toEqual({ source: 'simulated', usd: '2' });
  });
});

describe('billed', () => {
  it('is the charge alone when the provider was paid through the account', () => {
    expect(tracker().billed(usage({ chargeUsd: '0.00001305', upstreamUsd: '0.00001305' }), false)).toEqual({
      source: 'usage',
      usd: '0.00001305',
    });
  });

  it('adds the bill of the provider under "bring your own key" and keeps the parts', () => {
    expect(tracker().billed(usage({ chargeUsd: '0.000325', upstreamUsd: '0.0065', byok: true }), false)).toEqual({
      source: 'usage',
      usd: '0.006825',
      parts: { chargeUsd: '0.000325', upstreamUsd: '0.0065' },
    });
  });

  it('is null when no charge was reported', () => {
    expect(tracker().billed(usage({}), false)).toBeNull();
  });
});

describe('spend', () => {
  it('adds the ledger of the conversation and of the local day', async () => {
    const spend = await tracker([
      entry('1', { source: 'usage', usd: '0.1' }),
      entry('2', { source: 'usage', usd: '0.2' }),
      entry('3', { source: 'usage', usd: '0.4' }, { conversationId: 'other' }),
      entry('4', { source: 'usage', usd: '5' }, { conversationId: 'other', createdAt: noon - 24 * 3_600_000 }),
    ]).spend('c', noBudget, []);
    expect(spend).toEqual({ conversationUsd: '0.3', todayUsd: '0.7', monthUsd: '5.7', leftUsd: null, approximate: false });
  });

  it('leaves simulated money out', async () => {
    const spend = await tracker([entry('1', { source: 'simulated', usd: '3' }, { simulated: true })]).spend('c', noBudget, []);
    expect(spend).toMatchObject({ conversationUsd: '0', approximate: false });
  });

  it('says that it is approximate while an attempt is not settled', async () => {
    expect(await tracker([entry('1', null)]).spend('c', noBudget, [])).toMatchObject({ conversationUsd: '0', approximate: true });
  });

  it('counts running answers of this conversation and of the day', async () => {
    const running = [{ attemptId: 'a', conversationId: 'c', cost: { source: 'estimate', usd: '0.01' } as const }];
    expect(await tracker().spend('c', noBudget, running)).toMatchObject({ conversationUsd: '0.01', todayUsd: '0.01', approximate: true });
  });

  it('leaves what is left of the nearest budget', async () => {
    const spend = await tracker([entry('1', { source: 'usage', usd: '0.25' })]).spend(
      'c',
      { conversationUsd: 5, dayUsd: 1, monthUsd: null },
      [],
    );
    expect(spend.leftUsd).toBe('0.75');
  });

  it('never says that less than nothing is left', async () => {
    const spend = await tracker([entry('1', { source: 'usage', usd: '6' })]).spend(
      'c',
      { conversationUsd: 5, dayUsd: null, monthUsd: null },
      [],
    );
    expect(spend.leftUsd).toBe('0');
  });

  it('gives the same sum in every order', async () => {
    const price = fc.integer({ min: 0, max: 10 ** 9 }).map((n) => `0.${String(n).padStart(16, '0')}`);
    await fc.assert(
      fc.asyncProperty(fc.array(price, { maxLength: 20 }), fc.infiniteStream(fc.nat()), async (prices, keys) => {
        const entries = prices.map((usd, index) => entry(String(index), { source: 'usage', usd }));
        const shuffled = entries.map((item) => [keys.next().value, item] as const).sort(([a], [b]) => Number(a) - Number(b));
        const [first, second] = [
          await tracker(entries).spend('c', noBudget, []),
          await tracker(shuffled.map(([, item]) => item)).spend('c', noBudget, []),
        ];
        expect(first).toEqual(second);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
