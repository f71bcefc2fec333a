import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { UnresolvedRequest } from '../../src/shared/model/costs.ts';
import { cardDate } from '../format/cardDate.ts';
import { Button } from '../ui/controls.tsx';
import { Icon } from '../ui/Icon.tsx';
import { useStores } from '../stores/storesContext.ts';

/** Requests that may have cost money, and it is not known how much. A part of the budgets is reserved for them until that is settled, one way or the other. */
export function UnresolvedRequests({ requests }: { readonly requests: readonly UnresolvedRequest[] }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const within = useRef(false);

  // The button that was pressed goes with its row; the focus stays in this section.
  useLayoutEffect(() => {
    if (within.current && document.activeElement === document.body) heading.current?.focus();
  }, [requests]);

  if (requests.length === 0 && !within.current) return null;
  return (
    <div
      class="cost-section"
      role="group"
      aria-label="Unresolved requests"
      onFocusIn={() => (within.current = true)}
      onFocusOut={({ relatedTarget }) => (within.current = relatedTarget === null && within.current)}
    >
      <header class="cost-section-head">
        <h3 class="label" ref={heading} tabIndex={-1}>
          {requests.length === 0 ? 'All requests resolved' : `Unresolved requests ${requests.length}`}
        </h3>
      </header>
      <ul class="unresolved">
        {requests.map((request) => (
          <Row key={request.attemptId} request={request} />
        ))}
      </ul>
    </div>
  );
}

function Row({ request }: { readonly request: UnresolvedRequest }) {
  const { costs } = useStores();
  const { attemptId, modelId, createdAt, estimateUsd, reservedUsd, canBeChecked } = request;
  const error = costs.errors.value.get(attemptId);
  const busy = costs.checking.value.has(attemptId);
  return (
    <li data-attempt={attemptId} data-estimate-usd={estimateUsd ?? undefined} data-reserved-usd={reservedUsd ?? undefined}>
      <p class="unresolved-what">
        <span>{modelId}</span> <small>{cardDate(createdAt, Date.now())}</small>
      </p>
      <p title={exactly(request)}>
        <b class="unresolved-usd">
          {estimateUsd !== null && <Icon name="about" />}
          {formatUsd(estimateUsd)}
        </b>{' '}
        {estimateUsd === null ? 'cost unknown' : 'estimated'},{' '}
        {reservedUsd === null ? 'reserves nothing' : `reserves ${formatUsd(reservedUsd)} of the budgets`}
        {!canBeChecked && '. It never got a number, so OpenRouter cannot be asked about it.'}
      </p>
      <div class="recovery">
        {canBeChecked && <Button onPress={() => costs.check(attemptId)}>Check</Button>}
        <Button onPress={() => costs.dismiss(attemptId)}>Dismiss</Button>
        {busy && (
          <span class="waiting" role="status">
            Asking for the bill
          </span>
        )}
      </div>
      {error !== undefined && !busy && (
        <p class="refused" role="alert">
          {error}
        </p>
      )}
    </li>
  );
}

function exactly({ estimateUsd, reservedUsd }: UnresolvedRequest): string {
  return `${estimateUsd === null ? 'No estimate' : `Estimated at ${estimateUsd} USD`}, ${reservedUsd === null ? 'nothing' : `${reservedUsd} USD`} reserved`;
}
