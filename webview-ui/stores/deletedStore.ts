import { type ReadonlySignal, signal } from '@preact/signals';
import type { DeletedItems } from '../../src/shared/model/deleted.ts';
import type { Failure } from '../../src/shared/model/failure.ts';
import type { AnswerRequest } from './requestSender.ts';

interface DeletedStoreOptions {
  readonly answerRequest: AnswerRequest;
  /** How many conversations and entries are deleted. */
  readonly count: ReadonlySignal<number>;
}

/** What was deleted and can be had back, read while it is shown. */
export class DeletedStore {
  readonly count: ReadonlySignal<number>;
  /** Whether the archive drawer shows it. */
  readonly isOpen = signal(false);
  /** null: not read yet. */
  readonly items = signal<DeletedItems | null>(null);
  /** Why it could not be read. */
  readonly failure = signal<Failure | null>(null);
  readonly #answerRequest: AnswerRequest;
  #reads = 0;

  constructor({ answerRequest, count }: DeletedStoreOptions) {
    this.#answerRequest = answerRequest;
    this.count = count;
  }

  /** An older answer never replaces a newer one. */
  async read(): Promise<void> {
    this.#reads += 1;
    const read = this.#reads;
    const answer = await this.#answerRequest('listDeleted', {});
    if (read !== this.#reads) return;
    this.failure.value = 'refused' in answer ? answer.refused : null;
    if ('ok' in answer) this.items.value = answer.ok;
  }
}
