import type { Usd } from '../../shared/model/money.ts';

/** What OpenRouter says of the key that is in use (`GET /key`). */
export interface KeyInfo {
  /** Names the key without giving it away: the beginning of its SHA-256. */
  readonly account: string;
  readonly label: string;
  readonly isFreeTier: boolean;
  /** What the key may spend and what is left of that; null for a key without a limit. */
  readonly limitUsd: Usd | null;
  readonly limitRemainingUsd: Usd | null;
  /** Charged to the account with this key so far, to about 1e-8; null when not reported. */
  readonly usageUsd: Usd | null;
  /** Requests of free models today; null when not reported. */
  readonly freeRequests: { readonly used: number; readonly limit: number } | null;
}

export interface KeyLookup {
  /** Rejects with ChatError: NO_KEY, UNAUTHORIZED, OFFLINE, … */
  read(signal?: AbortSignal): Promise<KeyInfo>;
}
