import { formatUsd } from '../../../shared/format/formatUsd.ts';
import type { BusEvent } from '../../events/eventBus.ts';

export type BudgetEvent = Extract<BusEvent, { type: 'budget.lowered' | 'budget.alert' }>;

/** What the user is notified of about a running answer that a budget concerns. */
export function budgetNotice(event: BudgetEvent): string {
  return event.type === 'budget.lowered'
    ? `The budget leaves room for an answer of ${event.maxTokens.toLocaleString('en')} tokens.`
    : `This answer has cost more than ${formatUsd(event.alertUsd)} by now.`;
}
