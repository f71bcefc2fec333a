import type { Spend } from '../../shared/model/costs.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';

/**
 * The money while an answer runs, as far as a page cannot work it out from the sums: a limit is sent when its state changes, and the shares of
 * the models when the answer has ended. Once a second, all of it would be as long as the answer's text.
 */
export function liveSpend(spend: Spend, shown: Spend | null): Spend {
  if (!shown) return spend;
  const { budgets, leftUsd } = deepEqual(limitStates(spend), limitStates(shown)) ? shown : spend;
  return { ...spend, byModel: shown.byModel, budgets, leftUsd };
}

const limitStates = ({ budgets }: Spend) => budgets.map(({ scope, state, limitUsd }) => ({ scope, state, limitUsd }));
