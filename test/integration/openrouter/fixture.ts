import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChatError } from '../../../src/core/errors/chatError.ts';
import type { ChatRequest, StreamEvent } from '../../../src/core/ports/chatClient.ts';
import type { Clock, Logger } from '../../../src/core/ports/platform.ts';
import { parseEndpoint } from '../../../src/openrouter/http/endpoint.ts';
import { OpenRouterClient, type OpenRouterClientParts } from '../../../src/openrouter/chat/openRouterClient.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';

export const quietLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A client of a server on this machine. */
export function clientOf(
  server: { readonly url: string; readonly key: string | null },
  parts: Partial<OpenRouterClientParts> = {},
): OpenRouterClient {
  return new OpenRouterClient({
    connection: () => Promise.resolve({ baseUrl: parseEndpoint(server.url), key: server.key ?? undefined }),
    timeoutMs: () => 60_000,
    provider: () => ({}),
    clock: systemClock,
    logger: quietLogger,
    ...parts,
  });
}

export function ask(modelId: string, text = 'Hello'): ChatRequest {
  return { modelId, turns: [{ role: 'user', content: text }], maxTokens: 500, temperature: 0.7, maxPrice: null, endpoint: null };
}

/** How the ledger names a key. */
export function keyFingerprint(key: string | null): string | null {
  return key === null ? null : createHash('sha256').update(key).digest('hex').slice(0, 12);
}

/** A server that says what no OpenRouter would, or not on demand. */
export async function serve(listener: RequestListener): Promise<{ readonly url: string; readonly key: null; close(): void }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, key: null, close };
}

export interface Outcome {
  readonly events: readonly StreamEvent[];
  /** Whatever ended the iteration early. */
  readonly error: unknown;
  readonly text: string;
}

/** Runs a stream to its end, good or bad. */
export async function collect(stream: AsyncIterable<StreamEvent>): Promise<Outcome> {
  const events: StreamEvent[] = [];
  const outcome = (error: unknown) => ({ events, error, text: textOf(events) });
  try {
    for await (const event of stream) events.push(event);
    return outcome(undefined);
  } catch (error) {
    return outcome(error);
  }
}

export function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

export async function complete(client: OpenRouterClient, request: ChatRequest): Promise<Outcome> {
  return await collect(client.stream(request, new AbortController().signal));
}

/** What a person learns of an error; fails for anything else. */
export function failureOf(error: unknown) {
  if (!ChatError.is(error)) throw new Error('This is no ChatError', { cause: error });
  return { ...error.toFailure(), retryAfterMs: error.retryAfterMs };
}

/** A clock whose time and timers move only by hand. */
export class HandClock implements Clock {
  readonly #timers = new Map<object, () => void>();
  time = Date.parse('2026-11-20T12:00:00Z');

  #onTimer: (() => void) | undefined;

  /** Timers that wait now. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Resolves as soon as a timer waits. */
  async whenWaiting(): Promise<void> {
    if (this.#timers.size > 0) return;
    await new Promise<void>((resolve) => (this.#onTimer = resolve));
  }

  /** Lets every waiting timer run out. */
  runOut(): void {
    for (const callback of [...this.#timers.values()]) callback();
  }

  now(): number {
    return this.time;
  }

  monotonic(): number {
    return this.time;
  }

  timeout(_ms: number, callback: () => void) {
    const timer = { dispose: () => void this.#timers.delete(timer) };
    this.#timers.set(timer, callback);
    this.#onTimer?.();
    return timer;
  }

  async sleep(): Promise<void> {
    await new Promise<void>((resolve) => this.timeout(0, resolve));
  }
}
