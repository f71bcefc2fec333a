import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { AccountStatus, CostsReport } from '../../src/shared/model/costs.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import type { AnswerRequest } from './requestSender.ts';

/** ms between two reads of the ledger while money moves. */
const restMs = 2000;

interface CostsStoreOptions {
  readonly status: ReadonlySignal<SurfaceStatus | null>;
  readonly answerRequest: AnswerRequest;
}

/** What the costs view shows and can do. An error stays beside what it is about. */
export class CostsStore {
  /** null: not read yet. A failure leaves the report that was read before. */
  readonly report = signal<CostsReport | null>(null);
  readonly failure = signal<string | null>(null);
  /** Of all months, not only of this one. */
  readonly all = signal(false);
  /** Attempts about which OpenRouter is being asked. */
  readonly checking = signal<ReadonlySet<string>>(new Set());
  /** Why a request could not be resolved, by attempt. */
  readonly errors = signal<ReadonlyMap<string, string>>(new Map());
  readonly account = signal<AccountStatus | null>(null);
  readonly accountFailure = signal<string | null>(null);
  readonly comparing = signal(false);
  readonly #status: CostsStoreOptions['status'];
  readonly #answerRequest: AnswerRequest;
  #reads = 0;

  constructor({ status, answerRequest }: CostsStoreOptions) {
    this.#status = status;
    this.#answerRequest = answerRequest;
  }

  /** Reads the ledger now, and again when money has moved, until the returned function is called. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = '';
    const stop = effect(() => {
      const spend = this.#status.value?.spend;
      const now = JSON.stringify(spend);
      if (!spend || now === last) return;
      const first = last === '';
      last = now;
      if (first) void this.read();
      else
        timer ??= setTimeout(() => {
          timer = undefined;
          void this.read();
        }, restMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }

  /** Of several reads under way the last one counts. */
  async read(): Promise<void> {
    const read = ++this.#reads;
    const answer = await this.#answerRequest('costs', { all: this.all.peek() });
    if (read !== this.#reads) return;
    if ('ok' in answer) this.report.value = answer.ok;
    this.failure.value = 'ok' in answer ? null : answer.refused.message;
  }

  showAll(all: boolean): Promise<void> {
    this.all.value = all;
    return this.read();
  }

  async openCsv(): Promise<void> {
    const answer = await this.#answerRequest('openCsv', { all: this.all.peek() });
    this.failure.value = 'ok' in answer ? null : answer.refused.message;
  }

  /** Asks OpenRouter for the bill. Resolves whether the request is resolved. */
  check(attempt: string): Promise<boolean> {
    return this.#resolve('checkRequest', attempt);
  }

  /** Gives back what is reserved for the request; its bill is never asked for again. */
  dismiss(attempt: string): Promise<boolean> {
    return this.#resolve('dismissRequest', attempt);
  }

  async #resolve(name: 'checkRequest' | 'dismissRequest', attempt: string): Promise<boolean> {
    if (this.checking.peek().has(attempt)) return false;
    this.checking.value = new Set([...this.checking.peek(), attempt]);
    const answer = await this.#answerRequest(name, { attempt });
    this.checking.value = new Set([...this.checking.peek()].filter((other) => other !== attempt));
    const errors = new Map(this.errors.peek());
    if ('ok' in answer) errors.delete(attempt);
    else errors.set(attempt, answer.refused.message);
    this.errors.value = errors;
    if ('ok' in answer) await this.read();
    return 'ok' in answer;
  }

  /** Asks OpenRouter what the key was charged. */
  async compare(): Promise<void> {
    if (this.comparing.peek()) return;
    this.comparing.value = true;
    const answer = await this.#answerRequest('checkAccount', {});
    this.comparing.value = false;
    if ('ok' in answer) this.account.value = answer.ok;
    this.accountFailure.value = 'ok' in answer ? null : answer.refused.message;
  }
}
