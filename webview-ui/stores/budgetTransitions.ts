import { balanceUsd } from '../../src/shared/model/balanceUsd.ts';
import type { BudgetStatus } from '../../src/shared/model/budget.ts';

/** The budgets at one moment, and whose the budget of the conversation is. */
export interface BudgetsOfConversation {
  readonly conversation: string | null;
  readonly budgets: readonly BudgetStatus[];
}

/** The budget that has come to its warning level between two moments, if one has. Another conversation's budget is another budget. */
export function findNewWarning(before: BudgetsOfConversation, after: BudgetsOfConversation): BudgetStatus | null {
  return after.budgets.find((budget) => budget.state === 'warn' && counterpart(before, after, budget)?.state === 'ok') ?? null;
}

/** True when a limit was raised or dropped, or has money left again: what was refused for it can be tried again. */
export function hasEased(before: BudgetsOfConversation, after: BudgetsOfConversation): boolean {
  return before.budgets.some((budget) => {
    const now = counterpart(after, before, budget);
    if (now === undefined) return budget.scope !== 'conversation' || before.conversation === after.conversation;
    return balanceUsd([now.limitUsd], [budget.limitUsd]) !== '0' || (budget.state === 'reached' && now.state !== 'reached');
  });
}

/** The same budget at the other moment; undefined when there is none. */
function counterpart(there: BudgetsOfConversation, here: BudgetsOfConversation, { scope }: BudgetStatus): BudgetStatus | undefined {
  if (scope === 'conversation' && there.conversation !== here.conversation) return undefined;
  return there.budgets.find((budget) => budget.scope === scope);
}
