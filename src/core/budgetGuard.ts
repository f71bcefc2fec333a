import type { Spend, Usd } from '../shared/model.ts';
import { ChatError } from './errors.ts';
import { type Decimal, parseUsd, toUsd } from './money.ts';

/** Limits in USD; null = no limit. */
export interface Budget {
  readonly conversationUsd: number | null;
  readonly dayUsd: number | null;
  readonly monthUsd: number | null;
}

type Spent = { readonly [K in keyof Budget]: Decimal };

/** What is left until the nearest limit, in USD, never below zero; null without limits. */
export function leftOfNearest(budget: Budget, spent: Spent): Usd | null {
  let nearest: Decimal | null = null;
  for (const scope of ['conversationUsd', 'dayUsd', 'monthUsd'] as const) {
    const limit = parseUsd(budget[scope]);
    if (!limit) continue;
    const left = limit.sub(spent[scope]);
    if (!nearest || left.lt(nearest)) nearest = left;
  }
  if (!nearest) return null;
  return toUsd(nearest.isNegative() ? nearest.mul(0).abs() : nearest);
}

/** Refuses a new message once a limit is reached. */
export function checkBudget(spend: Spend): void {
  if (spend.leftUsd !== null && parseUsd(spend.leftUsd)?.lte(0))
    throw new ChatError('BUDGET_EXCEEDED', 'Suspended: a budget is used up. Nothing was sent. Raise the limit in the settings to go on.', {
      actions: ['openSettings'],
    });
}
