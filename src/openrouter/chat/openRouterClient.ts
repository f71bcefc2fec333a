import { ChatError } from '../../core/errors/chatError.ts';
import type { ChatClient, ChatRequest, StreamEvent } from '../../core/ports/chatClient.ts';
import type { Clock, Logger } from '../../core/ports/platform.ts';
import type { Disposable } from '../../shared/async/disposable.ts';
import { endpointOf } from '../../shared/model/modelReference.ts';
import { isRecord } from '../../shared/values/isRecord.ts';
import { keyFingerprint } from '../account/keyFingerprint.ts';
import { StreamDecoder } from './streamDecoder.ts';
import { endpointUrl, isLoopback } from '../http/endpoint.ts';
import { kept, toChatError } from '../errors/errorMapping.ts';
import { Exchange } from '../http/exchange.ts';
import { wholeText } from '../http/wholeText.ts';
import { openBody, type ResponseBody } from '../http/responseBody.ts';
import { noKey, notAModelService, serverChanged, wrongPath } from '../errors/networkErrors.ts';
import { parseJson } from '../values/parseJson.ts';
import { requestHeaders } from '../http/requestHeaders.ts';
import { retryAfterMs } from '../values/retryAfter.ts';
import { hasError, readWireError } from '../errors/wireError.ts';
import { withMaxPrice } from './withMaxPrice.ts';

export interface OpenRouterClientParts {
  /** Asked for every request, so that a new key or server counts at once. */
  readonly connection: () => Promise<{ readonly baseUrl: URL; readonly key: string | undefined }>;
  /** Silence on the line after which a request is given up; comments break the silence too. */
  readonly timeoutMs: () => number;
  /** Routing preferences, passed on as they are but for a lower `max_price` (https://openrouter.ai/docs/features/provider-routing). */
  readonly provider: () => Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One request, and where it goes. */
interface Asked {
  readonly baseUrl: URL;
  readonly key: string | undefined;
  readonly request: ChatRequest;
  readonly signal: AbortSignal;
}

/** ms after which everything else in the host may run: what has queued up on a fast line would otherwise be worked off in one go. */
const yieldAfterMs = 8;
/** ms that an error in the stream waits for a bill behind it; nearly always the stream just ends. */
const billWaitMs = 1_000;
const errorBodyBytes = 64 * 1024;
const answerBodyBytes = 8 * 1024 * 1024;

/** Streams completions from OpenRouter, or from a server that speaks the same protocol. */
export class OpenRouterClient implements ChatClient {
  readonly #connection: OpenRouterClientParts['connection'];
  readonly #timeoutMs: OpenRouterClientParts['timeoutMs'];
  readonly #provider: OpenRouterClientParts['provider'];
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor({ connection, timeoutMs, provider, clock, logger }: OpenRouterClientParts) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
    this.#provider = provider;
    this.#clock = clock;
    this.#logger = logger;
  }

  async *stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    signal.throwIfAborted();
    const { baseUrl, key } = await this.#connection();
    // Prices, limits and whether it costs anything at all are those of the server that it was planned for.
    if (request.endpoint !== null && request.endpoint !== endpointOf(baseUrl.href)) throw serverChanged(kept.question);
    if (key === undefined && !isLoopback(baseUrl)) throw noKey(kept.question, baseUrl);

    const decoder = new StreamDecoder({ key, logger: this.#logger, priceBound: request.maxPrice !== null });
    const exchange = new Exchange({ clock: this.#clock, timeoutMs: this.#timeoutMs(), signal, kept: () => decoder.kept });
    try {
      for await (const event of this.#exchange(exchange, decoder, { baseUrl, key, request, signal })) {
        yield event;
        signal.throwIfAborted();
      }
    } finally {
      // Also when the consumer leaves early: what is not read must not go on being generated.
      exchange.close();
    }
  }

  async *#exchange(exchange: Exchange, decoder: StreamDecoder, { baseUrl, key, request, signal }: Asked): AsyncGenerator<StreamEvent> {
    // Before the request: what a line that breaks delivers while it is not read is lost.
    const account = key === undefined ? null : await keyFingerprint(key);
    const url = endpointUrl(baseUrl, 'chat/completions');
    const response = await exchange.open(url, {
      method: 'POST',
      headers: { ...requestHeaders(key), 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify(this.#body(request)),
    });
    const generationId = response.headers.get('x-generation-id')?.trim() || null;
    if (!response.ok) {
      const text = await wholeText(exchange.bytes(response), errorBodyBytes);
      const error = readWireError(parseJson(text) ?? text, response.status);
      this.#logger.warn('openrouter.refused', { model: request.modelId, status: response.status, type: error.type });
      const isAboutModel = error.availability !== null || /model/i.test(error.message ?? '');
      const misplaced = response.status === 404 && !isAboutModel ? wrongPath(kept.question, url) : undefined;
      if (misplaced) throw misplaced;
      const failure = toChatError(error, {
        kept: kept.question,
        key,
        priceBound: request.maxPrice !== null,
        retryAfterMs: retryAfterMs(response.headers, this.#clock.now()),
      });
      // Where a provider may have worked, its bill can be asked for.
      if (failure.mayBeCharged && generationId !== null)
        yield { type: 'served', generationId, modelId: null, provider: null, billsToTheEnd: false };
      throw failure;
    }

    yield { type: 'opened', generationId, account };
    // Known before the first chunk, a stop in the meantime already knows whether it would save anything.
    const provider = response.headers.get('x-provider-name')?.trim();
    if (provider) yield* decoder.servedBy({ generationId, modelId: null, provider });
    const body = await openBody(response.headers.get('content-type'), exchange.bytes(response));
    if (body.kind === 'events') yield* this.#events(exchange, body.bytes, { decoder, signal });
    else yield* this.#document(body, decoder, url);
    yield* decoder.end();
  }

  /** An answer that was not streamed; or several, a line each. */
  async *#document({ kind, contentType, bytes }: ResponseBody, decoder: StreamDecoder, asked: URL): AsyncGenerator<StreamEvent> {
    if (kind === 'foreign') throw notAModelService(kept.question, asked, contentType);
    const text = await wholeText(bytes, answerBodyBytes);
    const json = parseJson(text);
    if (hasError(json) || hasChoices(json)) yield* decoder.whole(json);
    else if (json === undefined) yield* decoder.feed(new TextEncoder().encode(text));
    else throw notAModelService(kept.question, asked, contentType);
  }

  async *#events(
    exchange: Exchange,
    bytes: AsyncIterable<Uint8Array>,
    { decoder, signal }: { readonly decoder: StreamDecoder } & Pick<Asked, 'signal'>,
  ): AsyncGenerator<StreamEvent> {
    let lastWord: Disposable | undefined;
    try {
      let yieldedAt = this.#clock.monotonic();
      for await (const piece of bytes) {
        for (const event of decoder.feed(piece)) {
          yield event;
          if (this.#clock.monotonic() - yieldedAt < yieldAfterMs) continue;
          await yieldToEventLoop();
          yieldedAt = this.#clock.monotonic();
        }
        if (decoder.done) return;
        if (decoder.failed) lastWord ??= this.#clock.timeout(billWaitMs, () => exchange.close());
      }
    } catch (error) {
      if (signal.aborted) throw error;
      yield* decoder.rest();
      // The error that the stream itself reported says more than how the line ended after it.
      if (decoder.failed) return;
      // Behind the finish reason only figures can be lost, and those can be asked for later; the answer is whole.
      if (!decoder.finished || !(ChatError.is(error, 'INTERRUPTED') || ChatError.is(error, 'TIMEOUT'))) throw error;
      this.#logger.warn('openrouter.lostAfterFinish', { code: error.code });
    } finally {
      lastWord?.dispose();
    }
  }

  #body(request: ChatRequest): Record<string, unknown> {
    const provider = withMaxPrice(this.#provider(), request.maxPrice);
    return {
      model: request.modelId,
      messages: request.turns,
      max_tokens: request.maxTokens,
      ...(request.temperature !== null && { temperature: request.temperature }),
      stream: true,
      // OpenRouter reports usage always; local servers (llama.cpp, vLLM, LM Studio) only when asked.
      stream_options: { include_usage: true },
      ...(Object.keys(provider).length > 0 && { provider }),
    };
  }
}

function hasChoices(body: unknown): boolean {
  return isRecord(body) && Array.isArray(body['choices']);
}

function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
