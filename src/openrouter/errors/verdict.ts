import type { ErrorCode, RecoveryAction } from '../../shared/model/failure.ts';

/** What an error of the wire means for the person: what happened, and what to do. */
export interface Verdict {
  readonly code: ErrorCode;
  readonly what: string;
  readonly advice: string;
  readonly retryable?: boolean;
  readonly actions: readonly RecoveryAction[];
  readonly affordableTokens?: number;
}
