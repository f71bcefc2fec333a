import { createParser } from 'eventsource-parser';
import type { ChatError } from '../../core/errors/chatError.ts';
import type { StreamEvent } from '../../core/ports/chatClient.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';
import { billsToTheEnd } from './nonCancellableProviders.ts';
import { ExtrasCollector, longestExtras } from './extrasCollector.ts';
import { chunkSchema, reasoningOf, textOf } from './chunk.ts';
import { type Kept, kept, toChatError } from '../errors/errorMapping.ts';
import { interrupted } from '../errors/networkErrors.ts';
import { readUsage } from './usage.ts';
import { hasError, readWireError } from '../errors/wireError.ts';

/** Characters of one event; a longer one is an attack or a mistake, not a piece of an answer. */
const maxEventLength = 8 * 1024 * 1024;

export interface CompletionDecoderParts {
  readonly key: string | undefined;
  readonly logger: Logger;
  /** True when the request had a bound on the price (`ErrorContext.priceBound`). */
  readonly priceBound: boolean;
}

interface Server {
  readonly generationId: string | null;
  readonly modelId: string | null;
  readonly provider: string | null;
}

/** From the bytes of one event stream to the events of the port, wherever the bytes are cut. Methods throw ChatError. */
export class StreamDecoder {
  readonly #key: string | undefined;
  readonly #logger: Logger;
  readonly #priceBound: boolean;
  readonly #utf8 = new TextDecoder();
  readonly #received: ({ readonly comment: true } | { readonly data: string })[] = [];
  #overflowed = false;
  #server: Server = { generationId: null, modelId: null, provider: null };
  readonly #collector = new ExtrasCollector();
  #charged = false;
  #hasText = false;
  #hasReasoning = false;
  #finishReason: string | null = null;
  #nativeFailure = false;
  #failure: ChatError | undefined;
  #done = false;

  readonly #parser = createParser({
    maxBufferSize: maxEventLength,
    onComment: () => this.#received.push({ comment: true }),
    onEvent: ({ data }) => this.#received.push({ data }),
    onError: ({ type }) => {
      this.#overflowed ||= type === 'max-buffer-size-exceeded';
    },
  });

  constructor({ key, logger, priceBound }: CompletionDecoderParts) {
    this.#key = key;
    this.#logger = logger;
    this.#priceBound = priceBound;
  }

  /** True from the finish reason on: the answer is complete, only figures can still be missing. */
  get finished(): boolean {
    return this.#finishReason !== null;
  }

  /** True from an error on: only the bill can still come, and `end` will throw the error. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** True after `[DONE]`: nothing that follows matters. */
  get done(): boolean {
    return this.#done;
  }

  /** What a failure leaves behind at this moment. */
  get kept(): Kept {
    return this.#hasText || this.#hasReasoning ? kept.answer : kept.question;
  }

  *feed(bytes: Uint8Array): Generator<StreamEvent> {
    this.#parser.feed(this.#utf8.decode(bytes, { stream: true }));
    for (const item of this.#received.splice(0)) {
      if (this.#done) return;
      if ('comment' in item) yield { type: 'alive' };
      else if (item.data === '[DONE]') this.#done = true;
      else yield* this.chunk(this.#parse(item.data));
    }
    if (this.#overflowed) throw this.#damaged('an event longer than the limit', maxEventLength);
  }

  /** One chunk of a stream, or the whole answer of a server that did not stream. An error in it is thrown by `end`, behind a bill that follows. */
  *chunk(json: unknown): Generator<StreamEvent> {
    const parsed = chunkSchema.safeParse(json);
    if (!parsed.success) throw this.#damaged('a chunk that is no object', 0);
    const chunk = parsed.data;
    const choice = chunk.choices?.[0];
    if (this.failed) {
      yield* this.#usage(chunk.usage);
      return;
    }

    yield* this.servedBy({ generationId: chunk.id ?? null, modelId: chunk.model ?? null, provider: chunk.provider ?? null });

    const delta = choice?.delta ?? choice?.message;
    if (delta) {
      const reasoning = reasoningOf(delta);
      if (reasoning !== '') {
        this.#hasReasoning = true;
        yield { type: 'reasoning', text: reasoning };
      }
      const text = textOf(delta);
      if (text !== '') {
        this.#hasText = true;
        yield { type: 'text', text };
      }
      // A citation or an image is whole at once; fragments are worth nothing before the end.
      if (this.#collector.take(delta)) yield* this.#extras();
    }

    // With or without a choice beside it: both shapes of the usage chunk exist.
    yield* this.#usage(chunk.usage);

    const failed = [chunk, choice].find(hasError);
    if (failed !== undefined || choice?.finish_reason === 'error') this.#failure = this.#errorFrom(failed);

    this.#finishReason ??= choice?.finish_reason ?? null;
    this.#nativeFailure ||= choice?.native_finish_reason === 'network_error' || choice?.native_finish_reason === 'error';
  }

  /** The stream has ended. */
  *end(): Generator<StreamEvent> {
    yield* this.#extras();
    if (this.#collector.overflowed) this.#logger.warn('openrouter.extrasDropped', { longestExtras });
    if (this.#failure !== undefined) throw this.#failure;
    // A provider that breaks down may still report an ordinary finish; an answer without a word shows it.
    if (this.#nativeFailure && !this.#hasText) throw this.#errorFrom({ error: { code: 502 } });
    if (this.#finishReason === null) throw interrupted(this.kept);
    yield { type: 'finished', reason: this.#finishReason };
  }

  /** Who serves, as far as it is known now: what one message leaves out stays as an earlier one said. */
  *servedBy(said: Server): Generator<StreamEvent> {
    const known = this.#server;
    this.#server = {
      generationId: said.generationId ?? known.generationId,
      modelId: said.modelId ?? known.modelId,
      provider: said.provider ?? known.provider,
    };
    if (deepEqual(this.#server, known)) return;
    yield { type: 'served', ...this.#server, billsToTheEnd: billsToTheEnd(this.#server.provider) };
  }

  *#extras(): Generator<StreamEvent> {
    const { extras } = this.#collector;
    if (extras !== undefined) yield { type: 'extras', extras };
  }

  /** Of several the last one counts, but one without a charge takes no charge back. */
  *#usage(raw: unknown): Generator<StreamEvent> {
    const usage = readUsage(raw);
    if (usage === null || (this.#charged && usage.chargeUsd === null)) return;
    this.#charged ||= usage.chargeUsd !== null;
    yield { type: 'usage', usage };
  }

  #parse(data: string): unknown {
    try {
      return JSON.parse(data);
    } catch {
      // Not skipped: a lost chunk is a lost piece of the text, and an answer with a hole must not pass for a complete one.
      throw this.#damaged('a chunk that is not JSON', data.length);
    }
  }

  #damaged(what: string, length: number): ChatError {
    this.#logger.warn('openrouter.damagedStream', { what, length });
    return this.#failure ?? interrupted(this.kept);
  }

  #errorFrom(body: unknown): ChatError {
    const error = readWireError(body, null);
    this.#logger.warn('openrouter.errorInStream', { status: error.status, type: error.type });
    return toChatError(error, { kept: this.kept, key: this.#key, priceBound: this.#priceBound });
  }
}
