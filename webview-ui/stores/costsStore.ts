import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { AccountReading, CostsReport } from '../../src/shared/model/costs.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { SurfaceStatus } from '../../src/shared/protocol/surfaceState.ts';
import type { Answer } from '../transport/hostRequests.ts';

/** ms between two readings of the ledger while money moves. */
const restMs = 2000;

interface CostsDeskOptions {
  readonly status: ReadonlySignal<SurfaceStatus | null>;
  readonly request: <K extends RequestName>(name: K, body: Requests[K]['body']) => Promise<Answer<K>>;
}

/** What the costs view shows and can do. Refusals stay beside what was refused. */
export class CostsDesk {
  /** null: not read yet. A failure leaves the report that was read before. */
  readonly report = signal<CostsReport | null>(null);
  readonly failure = signal<string | null>(null);
  /** Of all months, not only of this one. */
  readonly all = signal(false);
  /** Attempts about which OpenRouter is being asked. */
  readonly checking = signal<ReadonlySet<string>>(new Set());
  /** Why a request could not be resolved, by attempt. */
  readonly refusals = signal<ReadonlyMap<string, string>>(new Map());
  readonly account = signal<AccountReading | null>(null);
  readonly accountFailure = signal<string | null>(null);
  readonly comparing = signal(false);
  readonly #o: CostsDeskOptions;
  #readings = 0;

  constructor(options: CostsDeskOptions) {
    this.#o = options;
  }

  /** Reads the ledger now, and again when money has moved, until the returned function is called. */
  follow(): () => void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = '';
    const stop = effect(() => {
      const spend = this.#o.status.value?.spend;
      const now = JSON.stringify(spend);
      if (!spend || now === seen) return;
      const first = seen === '';
      seen = now;
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

  /** Of several readings under way the last one counts. */
  async read(): Promise<void> {
    const reading = ++this.#readings;
    const answer = await this.#o.request('costs', { all: this.all.peek() });
    if (reading !== this.#readings) return;
    if ('ok' in answer) this.report.value = answer.ok;
    this.failure.value = 'ok' in answer ? null : answer.refused.message;
  }

  showAll(all: boolean): Promise<void> {
    this.all.value = all;
    return this.read();
  }

  async openCsv(): Promise<void> {
    const answer = await this.#o.request('openCsv', { all: this.all.peek() });
    this.failure.value = 'ok' in answer ? null : answer.refused.message;
  }

  /** Asks OpenRouter for the bill. Resolves whether the request is resolved. */
  check(attempt: string): Promise<boolean> {
    return this.#resolve('checkRequest', attempt);
  }

  /** Gives back what the request holds; its bill will never be looked for again. */
  dismiss(attempt: string): Promise<boolean> {
    return this.#resolve('dismissRequest', attempt);
  }

  async #resolve(name: 'checkRequest' | 'dismissRequest', attempt: string): Promise<boolean> {
    if (this.checking.peek().has(attempt)) return false;
    this.checking.value = new Set([...this.checking.peek(), attempt]);
    const answer = await this.#o.request(name, { attempt });
    this.checking.value = new Set([...this.checking.peek()].filter((other) => other !== attempt));
    const refusals = new Map(this.refusals.peek());
    if ('ok' in answer) refusals.delete(attempt);
    else refusals.set(attempt, answer.refused.message);
    this.refusals.value = refusals;
    if ('ok' in answer) await this.read();
    return 'ok' in answer;
  }

  /** Asks OpenRouter what the key was charged. */
  async compare(): Promise<void> {
    if (this.comparing.peek()) return;
    this.comparing.value = true;
    const answer = await this.#o.request('checkAccount', {});
    this.comparing.value = false;
    if ('ok' in answer) this.account.value = answer.ok;
    this.accountFailure.value = 'ok' in answer ? null : answer.refused.message;
  }
}
