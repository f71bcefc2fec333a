import type { Spend } from '../../shared/model/costs.ts';

/**
 * The money while an answer runs, as far as a page cannot work it out from the sums: a limit is sent when its state changes, and the shares of
 * the models when the answer has ended. Once a second, all of it would be as long as the answer's text.
 */
export function whileMoving(spend: Spend, shown: Spend | null): Spend {
  if (!shown) return spend;
  const states = ({ budgets }: Spend): string => budgets.map(({ scope, state, limitUsd }) => [scope, state, limitUsd].join(' ')).join();
  const { budgets, leftUsd } = states(spend) === states(shown) ? shown : spend;
  return { ...spend, byModel: shown.byModel, budgets, leftUsd };
}
