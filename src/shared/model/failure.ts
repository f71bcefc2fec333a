export type ErrorCode =
  | 'EMPTY_INPUT'
  | 'INPUT_TOO_LONG'
  | 'DUPLICATE_SEND'
  | 'CONVERSATION_NOT_FOUND'
  | 'REFUSED'
  | 'NO_KEY'
  | 'UNAUTHORIZED'
  | 'BUDGET_EXCEEDED'
  | 'CIRCUIT_OPEN'
  | 'RATE_LIMITED'
  | 'MODEL_UNAVAILABLE'
  | 'CONTEXT_OVERFLOW'
  | 'INTERRUPTED'
  | 'TIMEOUT'
  | 'OFFLINE'
  | 'ARCHIVE_READONLY'
  | 'ARCHIVE_DAMAGED'
  | 'DISK_FULL'
  | 'BAD_SETTING'
  | 'INTERNAL'
  | `HTTP_${number}`;

/** What the person can do about a failure; the webview draws one control for each. */
export type RecoveryAction =
  | 'retry'
  | 'setApiKey'
  | 'useDemo'
  | 'switchModel'
  | 'attachAsFile'
  | 'openSettings'
  | 'raiseLimit'
  /** Sends the same again although no budget can limit it. */
  | 'sendAnyway'
  | 'showCosts'
  | 'showLog';

/** An error as it crosses to the webview: a sentence, never a stack. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly actions: readonly RecoveryAction[];
}
