import { t } from '../../shared/l10n/t.ts';
import type { ErrorCode, Failure, RecoveryAction } from '../../shared/model/failure.ts';

/** Nothing was said about the money when these happened. */
const endInSilence: readonly ErrorCode[] = ['TIMEOUT', 'INTERRUPTED', 'INTERNAL'];

/**
 * The one error class of the domain boundary. `message` is a sentence for the person: what happened, what was kept, what to do.
 * Cancellation is not an error and never becomes one.
 */
export class ChatError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly actions: readonly RecoveryAction[];
  /** ms to wait before a repetition makes sense, when the other side said so. */
  readonly retryAfterMs: number | null;
  /** The longest answer that the credit of the account covers, when an answer was refused for that reason (402). */
  readonly affordableTokens: number | null;

  /** The other side may have worked on the request, and charge for it, although it named no charge. */
  readonly mayBeCharged: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      retryable?: boolean;
      actions?: readonly RecoveryAction[];
      retryAfterMs?: number | null;
      affordableTokens?: number | null;
      mayBeCharged?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ChatError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.actions = options.actions ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.affordableTokens = options.affordableTokens ?? null;
    this.mayBeCharged = options.mayBeCharged ?? endInSilence.includes(code);
  }

  static is(error: unknown, code?: ErrorCode): error is ChatError {
    return error instanceof ChatError && (code === undefined || error.code === code);
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, retryable: this.retryable, actions: this.actions };
  }
}

/** Any thrown thing as it may be shown: what is not a ChatError is our own fault, and its details go to the log only. */
export function chatErrorOf(error: unknown): ChatError {
  if (ChatError.is(error)) return error;
  return new ChatError('INTERNAL', t('Something went wrong inside Neural Terminal. What had arrived was kept. The log has the details.'), {
    actions: ['retry', 'showLog'],
    cause: error,
  });
}

export function failureOf(error: unknown): Failure {
  return chatErrorOf(error).toFailure();
}
