import { signal } from '@preact/signals';
import type { BudgetStatus } from '../../src/shared/model/budget.ts';
import type { Failure } from '../../src/shared/model/failure.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';

/** Something that was taken away and can be had back. */
interface Undoable {
  readonly text: string;
  readonly undo: () => Promise<unknown>;
}

export type FailedRequest = { [K in RequestName]: { readonly name: K; readonly body: Requests[K]['body'] } }[RequestName];

/** What the page says to the user above the composer. */
export class NoticesStore {
  /** Why the last request was refused. */
  readonly failure = signal<Failure | null>(null);
  /** Something that happened elsewhere and should be seen once. */
  readonly message = signal<string | null>(null);
  /** The budget that came to its warning level, as it was then. */
  readonly budgetWarning = signal<BudgetStatus | null>(null);
  /** Stays until the next action or until it is dismissed; there is no hurry to undo. */
  readonly undoable = signal<Undoable | null>(null);
  #failedRequest: FailedRequest | null = null;

  /** The request that was refused last: it is what is tried again. */
  get failedRequest(): FailedRequest | null {
    return this.#failedRequest;
  }

  fail(failure: Failure, request: FailedRequest): void {
    this.failure.value = failure;
    this.#failedRequest = request;
  }

  dismissFailure(): void {
    this.failure.value = null;
  }

  /** Takes away everything but a failure, which stays until it is no longer true. */
  dismissAll(): void {
    this.undoable.value = null;
    this.message.value = null;
    this.budgetWarning.value = null;
  }
}
