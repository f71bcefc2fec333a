import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../../src/core/errors/chatError.ts';
import type { KeyInfo } from '../../../../../src/core/ports/keyLookup.ts';
import type { LedgerEntry } from '../../../../../src/core/ports/ledger.ts';
import { checkAccount } from '../../../../../src/core/money/ledger/accountReconciliation.ts';
import type { Cost } from '../../../../../src/shared/model/money.ts';
import { MemoryKeyLookup } from '../../../../support/fakes/memoryKeyLookup.ts';
import { testClock } from '../../../../support/testClock.ts';
import { bill, guess, ledgerEntry, unknown } from '../kit/ledgerEntry.ts';
import { MemoryLedger } from '../kit/memoryLedger.ts';

/** A key that had been charged $10 when it was checked first, at time 1000. */
function account(entries: readonly LedgerEntry[] = []) {
  const ledger = new MemoryLedger(entries);
  const clock = testClock(1000);
  const keys = new MemoryKeyLookup();
  return {
    ledger,
    clock,
    check: () => checkAccount({ keys, ledger, clock }),
    says: (fields: Partial<KeyInfo>) => void (keys.info = { ...keys.info, ...fields }),
  };
}

const paid = (id: string, cost: Cost | null, fields: Partial<LedgerEntry> = {}) =>
  ledgerEntry(id, cost, { createdAt: 2000, account: 'key', ...fields });

/** The second check, at time 5000. */
async function comparedWith(usageUsd: string | null, entries: readonly LedgerEntry[]) {
  const { check, says, ledger, clock } = account();
  await check();
  for (const entry of entries) ledger.put(entry);
  clock.advance(4000);
  says({ usageUsd });
  return check();
}

describe('the account check', () => {
  it('notes the charge at its first check, and compares nothing', async () => {
    const { ledger, check } = account([paid('1', bill('3'), { createdAt: 500 })]);
    expect(await check()).toEqual({
      label: 'sk-or-…abc',
      isFreeTier: false,
      limitUsd: '50',
      limitRemainingUsd: '40',
      freeRequests: null,
      since: null,
      chargedUsd: '0',
      ledgerUsd: '0',
      differenceUsd: '0',
      unresolved: 0,
    });
    expect(await ledger.firstAccountNote('key')).toEqual({ account: 'key', usageUsd: '10', at: 1000 });
  });

  it('compares what was charged since then with the ledger, to the last digit', async () => {
    expect(await comparedWith('10.00000003', [paid('1', bill('0.00000001')), paid('2', bill('0.00000002'))])).toMatchObject({
      since: 1000,
      chargedUsd: '0.00000003',
      ledgerUsd: '0.00000003',
      differenceUsd: '0',
    });
  });

  it('names a difference in either direction', async () => {
    expect((await comparedWith('13', [paid('1', bill('1'))])).differenceUsd).toBe('2');
    expect((await comparedWith('10', [paid('1', bill('1'))])).differenceUsd).toBe('-1');
  });

  it('takes only the charge under "bring your own key": the provider’s bill did not go to this account', async () => {
    const parts = { chargeUsd: '0.5', upstreamUsd: '9' };
    expect(await comparedWith('10.5', [paid('1', { source: 'usage', usd: '9.5', parts })])).toMatchObject({ differenceUsd: '0' });
  });

  it.each([
    ['another key', paid('1', bill('1'), { account: 'other' })],
    ['a key that is not known', paid('1', bill('1'), { account: null })],
    ['the time before', paid('1', bill('1'), { createdAt: 999 })],
    ['the demonstration', paid('1', { source: 'simulated', usd: '1' }, { simulated: true })],
  ])('leaves out what is of %s', async (_, entry) => {
    expect(await comparedWith('10', [entry])).toMatchObject({ ledgerUsd: '0', differenceUsd: '0', unresolved: 0 });
  });

  it('counts no estimate as a charge, and says how many requests could explain the difference', async () => {
    const entries = [paid('1', guess('1')), paid('2', unknown), paid('3', null), paid('4', null, { dismissed: true })];
    expect(await comparedWith('11', entries)).toMatchObject({ ledgerUsd: '0', differenceUsd: '1', unresolved: 3 });
  });

  it('compares nothing while the charge is not reported, rather than naming a false difference', async () => {
    expect(await comparedWith(null, [paid('1', bill('1'))])).toMatchObject({ since: null, ledgerUsd: '0', differenceUsd: '0' });
  });

  it('notes no charge that was not reported', async () => {
    const { check, says, ledger } = account();
    says({ usageUsd: null });
    await check();
    expect(await ledger.firstAccountNote('key')).toBeNull();
  });

  it('begins anew with another key, and remembers the first one', async () => {
    const { check, says } = account();
    await check();
    says({ account: 'second', usageUsd: '3' });
    expect((await check()).since).toBeNull();
    says({ account: 'key', usageUsd: '11' });
    expect((await check()).chargedUsd).toBe('1');
  });

  it('fails with the key', async () => {
    const { ledger, clock } = account();
    const keys = new MemoryKeyLookup(new ChatError('NO_KEY', 'There is no key.'));
    await expect(checkAccount({ keys, ledger, clock })).rejects.toMatchObject({ code: 'NO_KEY' });
  });
});
