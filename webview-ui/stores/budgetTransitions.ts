import type { BudgetReading } from '../../src/shared/model/budget.ts';

/** The budgets as they stood, and whose the first of them may be. */
export interface BudgetsSeen {
  readonly conversation: string | null;
  readonly budgets: readonly BudgetReading[];
}

/** The budget that has come to its warning level between two looks, if one has. Another conversation's budget is another budget. */
export function crossing(before: BudgetsSeen, after: BudgetsSeen): BudgetReading | null {
  return after.budgets.find((reading) => reading.state === 'warn' && counterpart(before, after, reading)?.state === 'ok') ?? null;
}

/** True when a limit was raised or dropped, or has money left again: what was refused for it can be tried again. */
export function eased(before: BudgetsSeen, after: BudgetsSeen): boolean {
  return before.budgets.some((reading) => {
    const now = counterpart(after, before, reading);
    if (now === undefined) return reading.scope !== 'conversation' || before.conversation === after.conversation;
    return Number(now.limitUsd) > Number(reading.limitUsd) || (reading.state === 'reached' && now.state !== 'reached');
  });
}

/** The same budget at the other look; undefined when there is none. */
function counterpart(there: BudgetsSeen, here: BudgetsSeen, { scope }: BudgetReading): BudgetReading | undefined {
  if (scope === 'conversation' && there.conversation !== here.conversation) return undefined;
  return there.budgets.find((reading) => reading.scope === scope);
}
