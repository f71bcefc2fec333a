import { formatUsd } from '../../src/shared/format/formatUsd.ts';
import type { Usd } from '../../src/shared/model/money.ts';
import { sumUsd } from '../../src/shared/model/sumUsd.ts';
import type { BudgetStatus, BudgetScope } from '../../src/shared/model/budget.ts';
import { percentOf } from './percentOf.ts';

const renewed: Record<BudgetScope, string> = {
  conversation: 'its limit is raised',
  day: 'its limit is raised, or the day is over',
  month: 'its limit is raised, or the month is over',
};

const fourDecimals = new Intl.NumberFormat('en-US', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 4,
});

/** `$3.0712`: a counter that moves while an answer streams shows four decimals as long as there is room for them. */
export function meterUsd(usd: Usd): string {
  const size = Math.abs(Number(usd));
  return size >= 0.99995 && size < 99.99995 ? fourDecimals.format(usd as `${number}`) : formatUsd(usd);
}

/** What is gone of a limit, `61.4 %`. What is only reserved is not gone. */
export function consumedPercent({ spentUsd, limitUsd }: BudgetStatus): string {
  return percentOf(Number(spentUsd), Number(limitUsd), 1);
}

/** What requests under way may still take stands apart from what is spent. */
function hasReserved({ reservedUsd }: BudgetStatus): boolean {
  return Number(reservedUsd) > 0;
}

/** What is spent of a limit, with the sign for a sum of which a part is estimated or unknown. */
const spent = ({ spentUsd, approximate }: BudgetStatus): string => `${approximate ? '≈ ' : ''}${formatUsd(spentUsd)}`;

/** `This conversation: $4.11 of $5.00 spent, $0.0281 reserved for requests under way.` */
export function budgetSentence(budget: BudgetStatus): string {
  const { scope, limitUsd, reservedUsd } = budget;
  const reserved = hasReserved(budget) ? `, ${formatUsd(reservedUsd)} reserved for requests without a bill` : '';
  return `This ${scope}: ${spent(budget)} of ${formatUsd(limitUsd)} spent${reserved}.`;
}

/** Said once, when a budget comes to its warning level. */
export function warningSentence({ scope, spentUsd, limitUsd }: BudgetStatus): string {
  return `${percentOf(Number(spentUsd), Number(limitUsd))} of the budget of this ${scope} is used.`;
}

/** Why nothing is sent, and until when. */
export function suspendedSentence(budget: BudgetStatus): string {
  const { scope, limitUsd, reservedUsd } = budget;
  const amounts = `${spent(budget)} of ${formatUsd(limitUsd)} ${hasReserved(budget) ? `spent, ${formatUsd(reservedUsd)} reserved for requests without a bill` : 'spent'}`;
  return `The budget of this ${scope} is used up: ${amounts}. What costs money is refused until ${renewed[scope]}. Everything is kept.`;
}

/** The state that asks for most attention; null without budgets. */
export function worstState(budgets: readonly BudgetStatus[]): BudgetStatus['state'] | null {
  return (['reached', 'warn', 'ok'] as const).find((state) => budgets.some((budget) => budget.state === state)) ?? null;
}

/** The budget that has least left to be spent; what is reserved comes back, so that it need not be the nearest one. Null without budgets. */
export function leavingLeast(budgets: readonly BudgetStatus[]): BudgetStatus | null {
  const isLess = (one: BudgetStatus, other: BudgetStatus) =>
    sumUsd([one.limitUsd, other.spentUsd, `-${one.spentUsd}`, `-${other.limitUsd}`]).startsWith('-');
  return budgets.reduce<BudgetStatus | null>((least, budget) => (least === null || isLess(budget, least) ? budget : least), null);
}
