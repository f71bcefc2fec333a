import type { ComponentChildren } from 'preact';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import type { AccountStatus } from '../../src/shared/model/costs.ts';
import { accountUsd, differenceSentence } from '../format/accountFigures.ts';
import { cardDate } from '../format/cardDate.ts';
import { count } from '../format/entryFigures.ts';
import { Button } from '../ui/controls.tsx';
import { useStores } from '../stores/storesContext.ts';

/** The ledger beside what OpenRouter says of the key. */
export function AccountCheck() {
  const { costs } = useStores();
  const account = costs.account.value;
  const failure = costs.accountFailure.value;
  return (
    <div class="cost-section" role="group" aria-label="Account">
      <header class="cost-section-head">
        <h3 class="label">Account</h3>
      </header>
      <div class="account-actions">
        <Button onPress={() => costs.compare()}>Compare with OpenRouter</Button>
        {costs.comparing.value && (
          <span class="waiting" role="status">
            Asking OpenRouter
          </span>
        )}
      </div>
      {failure !== null && (
        <p class="refused" role="alert">
          {failure}
        </p>
      )}
      {account && failure === null && <Account account={account} />}
    </div>
  );
}

function Account({ account }: { readonly account: AccountStatus }) {
  const { label, isFreeTier, limitUsd, limitRemainingUsd, freeRequests, since, chargedUsd, ledgerUsd, differenceUsd } = account;
  return (
    <>
      <p class="verdict" role="status" data-difference-usd={since === null ? undefined : differenceUsd}>
        {differenceSentence(account)}
      </p>
      <ul class="pairs">
        <Pair name="Key">
          {label || 'without a label'}
          {isFreeTier && ', free tier'}
        </Pair>
        <Pair name="Limit of the key">
          {limitUsd === null ? 'none' : <Exact usd={limitUsd} />}
          {limitUsd !== null && limitRemainingUsd !== null && (
            <>
              , <Exact usd={limitRemainingUsd} /> left
            </>
          )}
        </Pair>
        {freeRequests && (
          <Pair name="Free requests today">
            {count(freeRequests.used)} of {count(freeRequests.limit)}
          </Pair>
        )}
        {since !== null && (
          <>
            <Pair name={`Charged since ${cardDate(since, Date.now())}`}>{accountUsd(chargedUsd)}</Pair>
            <Pair name="In the ledger since">{accountUsd(ledgerUsd)}</Pair>
            <Pair name="Difference">{accountUsd(differenceUsd)}</Pair>
          </>
        )}
      </ul>
    </>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <li>
      <span class="pair-name">{name}</span>
      <span>{children}</span>
    </li>
  );
}

function Exact({ usd }: { readonly usd: Usd }) {
  return <span title={`${usd} USD`}>{formatUsd(usd)}</span>;
}
