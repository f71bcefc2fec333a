/** Limits in USD; null = no limit. */
export interface Budget {
  readonly conversationUsd: number | null;
  /** Of the local day, and of the local month. */
  readonly dayUsd: number | null;
  readonly monthUsd: number | null;
  /** Percentage of a limit from which on it warns, 1–100. */
  readonly warnAtPercent: number;
}
