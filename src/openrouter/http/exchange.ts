import type { ChatError } from '../../core/errors/chatError.ts';
import type { Clock } from '../../core/ports/platform.ts';
import type { Kept } from '../errors/errorMapping.ts';
import { isLoopback } from './endpoint.ts';
import { interrupted, silent, unreachable } from '../errors/networkErrors.ts';

interface ExchangeOptions {
  readonly clock: Pick<Clock, 'timeout'>;
  /** Silence on the line after which the exchange is given up; every received byte starts it anew. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What a failure would leave behind at the moment of the question. */
  readonly kept: () => Kept;
}

/** One HTTP request and its answer. Every rejection is a ChatError, or the reason of the caller's signal. */
export class Exchange {
  readonly #clock: Pick<Clock, 'timeout'>;
  readonly #timeoutMs: number;
  readonly #callerSignal: AbortSignal;
  readonly #kept: () => Kept;
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;

  constructor({ clock, timeoutMs, signal, kept }: ExchangeOptions) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#callerSignal = signal;
    this.#kept = kept;
    this.#signal = AbortSignal.any([signal, this.#end.signal]);
  }

  /** Resolves with the headers, whatever the status. A redirect is an error: the key must not follow it. */
  async open(
    url: URL,
    init: { readonly method: 'GET' | 'POST'; readonly headers: Record<string, string>; readonly body?: string },
  ): Promise<Response> {
    return await this.#heard(
      () => fetch(url, { ...init, redirect: 'error', signal: this.#signal }),
      (error) => unreachable(this.#kept(), error, isLoopback(url) ? url.host : undefined),
    );
  }

  /** The body as it arrives. The silence is only counted while the reader waits: a slow consumer is not a silent line. */
  async *bytes(response: Response): AsyncGenerator<Uint8Array, void> {
    if (response.body === null) return;
    const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
    for (;;) {
      const { done, value } = await this.#heard(
        () => reader.read(),
        (error) => interrupted(this.#kept(), error),
      );
      if (done) return;
      yield value;
    }
  }

  /** Ends the request if it still runs. */
  close(): void {
    this.#end.abort();
  }

  async #heard<T>(wait: () => Promise<T>, translate: (error: unknown) => ChatError): Promise<T> {
    this.#callerSignal.throwIfAborted();
    const timer = this.#clock.timeout(this.#timeoutMs, () => this.#end.abort(silent(this.#kept(), this.#timeoutMs)));
    try {
      return await wait();
    } catch (error) {
      this.#callerSignal.throwIfAborted();
      this.#end.signal.throwIfAborted();
      throw translate(error);
    } finally {
      timer.dispose();
    }
  }
}
