import type { Failure } from '../../src/shared/model/failure.ts';

/** A failure of the host, thrown in the page: the sentence and the actions for the user. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }

  static is(error: unknown): error is FailureError {
    return error instanceof FailureError;
  }
}
