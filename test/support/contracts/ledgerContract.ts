import { describe, expect, it } from 'vitest';
import type { Ledger, NewAttempt, Settlement } from '../../../src/core/ports/ledger.ts';
import type { Cost } from '../../../src/shared/model/money.ts';

const attempt = (id: string, fields: Partial<NewAttempt> = {}): NewAttempt => ({
  id,
  conversationId: 'c',
  messageId: `message of ${id}`,
  purpose: 'chat',
  modelId: 'm/1',
  simulated: false,
  createdAt: 1,
  forecast: null,
  ...fields,
});

const settlement = (cost: Cost, fields: Partial<Settlement> = {}): Settlement => ({
  cost,
  generationId: null,
  servedModelId: null,
  provider: null,
  usage: null,
  rawUsage: null,
  counted: null,
  firstTokenMs: null,
  latencyMs: null,
  ...fields,
});

const bill = (usd: string): Settlement => settlement({ source: 'usage', usd });
const lookedUp = (usd: string): Settlement => settlement({ source: 'generation', usd });
const estimate = (usd: string): Settlement => settlement({ source: 'estimate', usd });

/** What every Ledger does. `close` is called when a test is over. */
export function ledgerContract(name: string, make: () => Promise<{ readonly ledger: Ledger; readonly close: () => Promise<void> }>): void {
  const withLedger = (work: (ledger: Ledger) => Promise<void>) => async () => {
    const { ledger, close } = await make();
    try {
      await work(ledger);
    } finally {
      await close();
    }
  };
  const only = async (ledger: Ledger) => {
    const entries = await ledger.entries({ conversationId: 'c' });
    expect(entries).toHaveLength(1);
    return entries[0]!;
  };

  describe(`${name} as a Ledger`, () => {
    it(
      'has nothing before the first attempt',
      withLedger(async (ledger) => {
        expect(await ledger.entries({ since: 0 })).toEqual([]);
        expect(await ledger.entries({ conversationId: 'c' })).toEqual([]);
        expect(await ledger.firstAccountNote('k')).toBeNull();
      }),
    );

    it(
      'keeps an open attempt as it is, without a settlement',
      withLedger(async (ledger) => {
        const forecast = { promptTokens: 3, maxTokens: 5, leastUsd: '0.1', mostUsd: null };
        await ledger.openAttempt(attempt('a', { forecast, simulated: true }));
        expect(await only(ledger)).toEqual({
          ...attempt('a', { forecast, simulated: true }),
          generationId: null,
          account: null,
          settlement: null,
          dismissed: false,
        });
      }),
    );

    it(
      'knows the generation and the account from when they are noted, and gives it with a settlement that names none',
      withLedger(async (ledger) => {
        await ledger.openAttempt(attempt('a'));
        await ledger.noteGeneration('a', 'gen-1', 'k');
        expect(await only(ledger)).toMatchObject({ generationId: 'gen-1', account: 'k', settlement: null });
        await ledger.settle('a', bill('0.1'));
        const settled = settlement(bill('0.1').cost, { generationId: 'gen-1' });
        expect(await only(ledger)).toMatchObject({ generationId: 'gen-1', account: 'k', settlement: settled });
      }),
    );

    it(
      'keeps a settlement whole',
      withLedger(async (ledger) => {
        await ledger.openAttempt(attempt('a'));
        const whole = settlement(
          { source: 'usage', usd: '0.30', parts: { chargeUsd: '0.10', upstreamUsd: '0.20' } },
          {
            generationId: 'gen-1',
            servedModelId: 'm/1-2026',
            provider: 'P',
            usage: { promptTokens: 1, completionTokens: 2, cachedTokens: 1 },
            rawUsage: { cost: 0.1, odd: ['kept'] },
            listUsd: '0.25',
            toolUsd: '0.05',
            counted: { promptTokens: 1, completionTokens: 2, usd: '0.2' },
            firstTokenMs: 3,
            latencyMs: 4,
          },
        );
        await ledger.settle('a', whole);
        expect((await only(ledger)).settlement).toEqual(whole);
      }),
    );

    it.each([
      ['a bill after an estimate', [estimate('1'), bill('2')], bill('2')],
      ['a bill before an estimate', [bill('2'), estimate('1')], bill('2')],
      ['a looked-up bill before an estimate', [lookedUp('2'), estimate('1')], lookedUp('2')],
      ['the last of two bills', [bill('1'), lookedUp('2')], lookedUp('2')],
      ['the last of two estimates', [estimate('1'), estimate('2')], estimate('2')],
      ['a settlement that is repeated', [bill('1'), bill('1')], bill('1')],
    ])('counts %s', async (_what, settlements, counts) => {
      await withLedger(async (ledger) => {
        await ledger.openAttempt(attempt('a'));
        for (const each of settlements) await ledger.settle('a', each);
        expect((await only(ledger)).settlement).toEqual(counts);
      })();
    });

    it(
      'notes that a bill is not waited for, and still takes it',
      withLedger(async (ledger) => {
        await ledger.openAttempt(attempt('a'));
        await ledger.dismiss('a');
        expect(await only(ledger)).toMatchObject({ dismissed: true, settlement: null });
        await ledger.settle('a', bill('1'));
        expect(await only(ledger)).toMatchObject({ dismissed: true, settlement: bill('1') });
      }),
    );

    it(
      'gives the attempts of one conversation, or all from a time on, oldest first',
      withLedger(async (ledger) => {
        await ledger.openAttempt(attempt('late', { createdAt: 30 }));
        await ledger.openAttempt(attempt('early', { createdAt: 10 }));
        await ledger.openAttempt(attempt('elsewhere', { createdAt: 20, conversationId: 'd' }));
        const ids = async (filter: Parameters<Ledger['entries']>[0]) => (await ledger.entries(filter)).map(({ id }) => id);
        expect(await ids({ conversationId: 'c' })).toEqual(['early', 'late']);
        expect(await ids({ since: 0 })).toEqual(['early', 'elsewhere', 'late']);
        expect(await ids({ since: 20 })).toEqual(['elsewhere', 'late']);
        expect(await ids({ since: 31 })).toEqual([]);
      }),
    );

    it(
      'remembers the first note of each account',
      withLedger(async (ledger) => {
        const notes = [
          { account: 'k', usageUsd: '1', at: 10 },
          { account: 'l', usageUsd: '5', at: 11 },
          { account: 'k', usageUsd: '2', at: 12 },
        ];
        for (const note of notes) await ledger.noteAccount(note);
        expect(await ledger.firstAccountNote('k')).toEqual(notes[0]);
        expect(await ledger.firstAccountNote('l')).toEqual(notes[1]);
      }),
    );
  });
}
