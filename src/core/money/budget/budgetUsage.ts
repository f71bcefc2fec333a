import { parseUsd, zeroUsd } from '../../../shared/model/usd.ts';
import type { Reservation } from '../../ports/reservationStore.ts';
import { type BudgetUsage, limitsOf } from './budget.ts';
import type { Budget } from '../../ports/budget.ts';
import type { LedgerSnapshots } from '../ledger/costTracker.ts';
import { amountOf, isBilled, type RunningCost } from '../ledger/ledgerSums.ts';
import { dayStart, monthStart } from '../ledger/localTimes.ts';

/** Everything the usage of all limits is computed from. */
export interface BudgetInputs extends LedgerSnapshots {
  readonly budget: Budget;
  readonly now: number;
  readonly conversationId: string | null;
  readonly running: readonly RunningCost[];
  readonly reservations: readonly Reservation[];
}

/** ms in which a request that was reserved is in the ledger, or was never sent: what is sent is in the ledger first. */
const openedWithinMs = 10 * 60_000;

/** How far each limit is used. A reservation counts until the bill of its attempt is here, beyond what of that is in the sums already. */
export function usageOf({
  budget,
  now,
  conversationId,
  ofConversation,
  ofDay,
  ofMonth,
  running,
  reservations,
}: BudgetInputs): readonly BudgetUsage[] {
  const [day, month] = [dayStart(now), monthStart(now)];
  // Each by its own list: one may have read a bill that the other has not, and what it lacks stays reserved.
  const scopes = {
    conversation: { ledger: ofConversation, known: ofConversation, includes: (one: Belonging) => one.conversationId === conversationId },
    day: { ledger: ofDay, known: ofMonth, includes: (one: Belonging) => one.at >= day },
    month: { ledger: ofMonth, known: ofMonth, includes: (one: Belonging) => one.at >= month },
  };
  const runs = new Map(running.map((request) => [request.attemptId, request]));
  return limitsOf(budget).map(({ scope, limitUsd }) => {
    const { ledger, known, includes } = scopes[scope];
    // What runs was begun just now: it is of this day and month.
    const here = running.filter((request) => includes({ conversationId: request.conversationId, at: now }));
    const reservedUsd = reservations.reduce((total, { attemptId, conversationId, worstUsd, at }) => {
      const entry = known.find(attemptId);
      const isDone = entry ? isBilled(entry) || entry.dismissed : at < now - openedWithinMs;
      // Its bill belongs to the time at which it was recorded, which may be after the midnight that it was reserved before.
      if (isDone || !includes({ conversationId, at: entry?.createdAt ?? now })) return total;
      const run = runs.get(attemptId);
      const counted = (run ? parseUsd(run.cost.usd) : entry && amountOf(entry)) ?? zeroUsd();
      const beyond = (parseUsd(worstUsd) ?? zeroUsd()).sub(counted);
      return beyond.isNegative() ? total : total.add(beyond);
    }, zeroUsd());
    const { usd: spentUsd, approximate } = ledger.sum(here);
    return { scope, limitUsd, spentUsd, approximate, reservedUsd };
  });
}

type Belonging = Pick<Reservation, 'conversationId' | 'at'>;
