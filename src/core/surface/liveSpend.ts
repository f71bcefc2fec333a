import type { Spend } from '../../shared/model/costs.ts';
import { withMovedBudgets } from '../../shared/model/withMovedBudgets.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';

/**
 * The money while an answer runs, as far as a page cannot work it out from the sums: the limits are sent when a state changes, or when
 * something was reserved that the sums do not show, and the shares of the models when the answer has ended. Once a second, all of it would be
 * as long as the answer's text.
 */
export function liveSpend(spend: Spend, shown: Spend | null): Spend {
  if (!shown) return spend;
  const { byModel, budgets, leftUsd, leftApproximate } = shown;
  const sums = { ...spend, byModel };
  const short = { ...sums, budgets, leftUsd, leftApproximate };
  return deepEqual(withMovedBudgets(short), sums) ? short : sums;
}
