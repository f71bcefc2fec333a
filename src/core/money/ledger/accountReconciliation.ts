import type { AccountStatus } from '../../../shared/model/costs.ts';
import { parseUsd, toUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { KeyLookup } from '../../ports/keyLookup.ts';
import type { Ledger, LedgerEntry } from '../../ports/ledger.ts';
import type { Clock } from '../../ports/platform.ts';
import { isUnresolved } from './costTracker.ts';
import { isBilled } from './ledgerSums.ts';

interface AccountCheckNeeds {
  readonly keys: KeyLookup;
  readonly ledger: Ledger;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Compares the ledger with what OpenRouter has charged the key since it was checked first (`GET /key`, exact to about 1e-8 USD). Rejects with
 * ChatError when the key cannot be read.
 */
export async function checkAccount({ keys, ledger, clock }: AccountCheckNeeds): Promise<AccountStatus> {
  // First the time: what is billed in between is in the ledger's part, and in the account's.
  const at = clock.now();
  const { account, usageUsd, label, isFreeTier, limitUsd, limitRemainingUsd, freeRequests } = await keys.read();
  const usage = parseUsd(usageUsd);
  const noted = await ledger.firstAccountNote(account);
  if (!noted && usage) await ledger.noteAccount({ account, usageUsd: toUsd(usage), at });
  // Without a figure of today there is nothing to compare.
  const since = usage ? (noted?.at ?? null) : null;
  const paid = since === null ? [] : (await ledger.entries({ since })).filter((entry) => entry.account === account && !entry.simulated);
  const charged = usage && noted ? usage.sub(parseUsd(noted.usageUsd) ?? zeroUsd()) : zeroUsd();
  const ofLedger = paid.reduce((sum, entry) => sum.add(chargeOf(entry)), zeroUsd());
  return {
    label,
    isFreeTier,
    limitUsd,
    limitRemainingUsd,
    freeRequests,
    since,
    chargedUsd: toUsd(charged),
    ledgerUsd: toUsd(ofLedger),
    differenceUsd: toUsd(charged.sub(ofLedger)),
    unresolved: paid.filter(isUnresolved).length,
  };
}

/** What went to the account: under "bring your own key" without the provider's own bill. An estimate is no charge. */
function chargeOf(entry: LedgerEntry) {
  const { cost } = entry.settlement ?? {};
  return (isBilled(entry) ? parseUsd(cost?.parts?.chargeUsd ?? cost?.usd) : null) ?? zeroUsd();
}
