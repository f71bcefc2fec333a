import { ChatError } from '../core/errors.ts';
import type { ChatClient, ChatRequest, Clock, Logger, StreamEvent } from '../core/ports.ts';
import { CompletionDecoder } from './completionDecoder.ts';
import { endpointUrl, isLoopback } from './endpoint.ts';
import { kept, toChatError } from './errors.ts';
import { Exchange } from './exchange.ts';
import { notAModelService } from './lineErrors.ts';
import { parseJson } from './parseJson.ts';
import { requestHeaders } from './requestHeaders.ts';
import { retryAfterMs } from './retryAfter.ts';
import { hasError, readWireError } from './wireError.ts';

export interface OpenRouterClientParts {
  /** Asked for every request, so that a new key or server counts at once. */
  connection(): Promise<{ readonly baseUrl: URL; readonly key: string | undefined }>;
  /** Silence on the line after which a request is given up; comments break the silence too. */
  timeoutMs(): number;
  /** Routing preferences, passed on as they are (https://openrouter.ai/docs/features/provider-routing). */
  provider(): Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** ms after which everything else in the host has its turn: what has queued up on a fast line would otherwise be worked off in one go. */
const longestTurnMs = 8;
const errorBodyBytes = 64 * 1024;
const answerBodyBytes = 8 * 1024 * 1024;

/** Streams completions from OpenRouter, or from a server that speaks the same protocol. */
export class OpenRouterClient implements ChatClient {
  readonly #parts: OpenRouterClientParts;

  constructor(parts: OpenRouterClientParts) {
    this.#parts = parts;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    signal.throwIfAborted();
    const { clock, logger } = this.#parts;
    const { baseUrl, key } = await this.#parts.connection();
    if (key === undefined && !isLoopback(baseUrl)) throw noKey();

    const decoder = new CompletionDecoder({ key, logger });
    const exchange = new Exchange({ clock, timeoutMs: this.#parts.timeoutMs(), signal, kept: () => decoder.kept });
    try {
      for await (const event of this.#exchange(exchange, decoder, { baseUrl, key, request })) {
        yield event;
        signal.throwIfAborted();
      }
    } finally {
      // Also when the consumer leaves early: what nobody reads must not go on being generated.
      exchange.close();
    }
  }

  async *#exchange(
    exchange: Exchange,
    decoder: CompletionDecoder,
    { baseUrl, key, request }: { readonly baseUrl: URL; readonly key: string | undefined; readonly request: ChatRequest },
  ): AsyncGenerator<StreamEvent> {
    const response = await exchange.open(endpointUrl(baseUrl, 'chat/completions'), {
      method: 'POST',
      headers: { ...requestHeaders(key), 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(this.#body(request)),
    });
    if (!response.ok) {
      const error = readWireError(parseJson(await exchange.text(response, errorBodyBytes)), response.status);
      this.#parts.logger.warn('openrouter.refused', { model: request.modelId, status: response.status, type: error.type });
      throw toChatError(error, { kept: kept.question, key, retryAfterMs: retryAfterMs(response.headers, this.#parts.clock.now()) });
    }

    const contentType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? 'text/event-stream';
    const streamed = contentType === 'text/event-stream';
    if (!streamed && contentType !== 'application/json') throw notAModelService(kept.question);
    yield { type: 'opened', generationId: response.headers.get('x-generation-id') };
    if (streamed) {
      yield* this.#events(exchange.bytes(response), decoder);
    } else {
      const body = parseJson(await exchange.text(response, answerBodyBytes));
      if (!hasError(body) && !hasChoices(body)) throw notAModelService(kept.question);
      yield* decoder.chunk(body);
    }
    yield* decoder.end();
  }

  async *#events(bytes: AsyncIterable<Uint8Array>, decoder: CompletionDecoder): AsyncGenerator<StreamEvent> {
    const { clock } = this.#parts;
    try {
      let turnStartedAt = clock.monotonic();
      for await (const piece of bytes) {
        for (const event of decoder.feed(piece)) {
          yield event;
          if (clock.monotonic() - turnStartedAt < longestTurnMs) continue;
          await nextTurn();
          turnStartedAt = clock.monotonic();
        }
        if (decoder.done) return;
      }
    } catch (error) {
      // Behind the finish reason only figures can be lost, and those can be asked for later; the answer is whole.
      if (!decoder.finished || !(ChatError.is(error, 'INTERRUPTED') || ChatError.is(error, 'TIMEOUT'))) throw error;
      this.#parts.logger.warn('openrouter.lostAfterFinish', { code: error.code });
    }
  }

  #body(request: ChatRequest): Record<string, unknown> {
    const provider = this.#parts.provider();
    return {
      model: request.modelId,
      messages: request.turns,
      max_tokens: request.maxTokens,
      temperature: request.temperature,
      stream: true,
      // OpenRouter reports usage always; local servers (llama.cpp, vLLM, LM Studio) only when asked.
      stream_options: { include_usage: true },
      ...(Object.keys(provider).length > 0 && { provider }),
    };
  }
}

function hasChoices(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'choices' in body && Array.isArray(body.choices);
}

function noKey(): ChatError {
  return new ChatError('NO_KEY', 'There is no API key yet. Your message is kept. Set a key, or try the demonstration model.', {
    actions: ['setApiKey', 'useDemo'],
  });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
