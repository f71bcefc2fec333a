import type { Usd } from './money.ts';

export type BudgetScope = 'conversation' | 'day' | 'month';

/** One limit and how far it is used. Days and months are local ones. */
export interface BudgetStatus {
  readonly scope: BudgetScope;
  readonly limitUsd: Usd;
  /** Settled, and what running answers are estimated at. */
  readonly spentUsd: Usd;
  /** A part of that is estimated or unknown. */
  readonly approximate: boolean;
  /** Reserved beyond that, at the worst case, by requests that run or whose bill is not known. */
  readonly reservedUsd: Usd;
  /** Percentage of the limit from which on `state` is `warn`. */
  readonly warnAtPercent: number;
  /** `warn` from that percentage on, `reached` when nothing is left. */
  readonly state: 'ok' | 'warn' | 'reached';
}
