import type { BudgetGuard } from '../../money/budget/budgetGuard.ts';
import type { CostTracker } from '../../money/ledger/costTracker.ts';
import type { BeforeSend } from './beforeSend.ts';

interface RereadLedgerNeeds {
  readonly costs: Pick<CostTracker, 'invalidate' | 'snapshots'>;
  readonly guard: Pick<BudgetGuard, 'isActive'>;
}

/**
 * A window without a visible surface is not notified of what others have spent since. What bills were dearer by is known once the ledger has
 * been read, too. Never rejects: the reservation, which needs the ledger, says so if it cannot be read.
 */
export function rereadLedger({ costs, guard }: RereadLedgerNeeds): BeforeSend {
  return async ({ conversationId }) => {
    if (!guard.isActive) return;
    costs.invalidate();
    await costs.snapshots(conversationId).catch(() => undefined);
  };
}
