import { createParser } from 'eventsource-parser';
import type { Logger, StreamEvent } from '../core/ports.ts';
import { chunkSchema, reasoningOf, textOf } from './chunk.ts';
import { type Kept, kept, toChatError } from './errors.ts';
import { interrupted } from './lineErrors.ts';
import { readUsage } from './usage.ts';
import { hasError, readWireError } from './wireError.ts';

/** Characters of one event; a longer one is an attack or a mistake, not a piece of an answer. */
const maxEventLength = 8 * 1024 * 1024;

/** From the bytes of one event stream to the events of the port, wherever the bytes are cut. Methods throw ChatError. */
export class CompletionDecoder {
  readonly #key: string | undefined;
  readonly #logger: Logger;
  readonly #utf8 = new TextDecoder();
  readonly #received: ({ readonly comment: true } | { readonly data: string })[] = [];
  #overflowed = false;
  #served = '';
  #hasText = false;
  #hasReasoning = false;
  #finishReason: string | null = null;
  #nativeFailure = false;
  #done = false;

  readonly #parser = createParser({
    maxBufferSize: maxEventLength,
    onComment: () => this.#received.push({ comment: true }),
    onEvent: ({ data }) => this.#received.push({ data }),
    onError: ({ type }) => {
      this.#overflowed ||= type === 'max-buffer-size-exceeded';
    },
  });

  constructor(parts: { readonly key: string | undefined; readonly logger: Logger }) {
    this.#key = parts.key;
    this.#logger = parts.logger;
  }

  /** True from the finish reason on: the answer is complete, only figures can still be missing. */
  get finished(): boolean {
    return this.#finishReason !== null;
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

  /** One chunk of a stream, or the whole answer of a server that did not stream. */
  *chunk(json: unknown): Generator<StreamEvent> {
    const parsed = chunkSchema.safeParse(json);
    if (!parsed.success) throw this.#damaged('a chunk that is no object', 0);
    const chunk = parsed.data;
    const choice = chunk.choices?.[0];

    yield* this.#servedBy(chunk.id ?? null, chunk.model ?? null, chunk.provider ?? null);

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
    }

    // With or without a choice beside it: both shapes of the usage chunk exist. Before the error: it may come with the bill.
    const usage = readUsage(chunk.usage);
    if (usage !== null) yield { type: 'usage', usage };

    const failed = [chunk, choice].find(hasError);
    if (failed !== undefined || choice?.finish_reason === 'error') throw this.#failure(failed);

    this.#finishReason ??= choice?.finish_reason ?? null;
    this.#nativeFailure ||= choice?.native_finish_reason === 'network_error' || choice?.native_finish_reason === 'error';
  }

  /** The stream has ended. */
  *end(): Generator<StreamEvent> {
    // A provider that breaks down may still report an ordinary finish; an answer without a word shows it.
    if (this.#nativeFailure && !this.#hasText) throw this.#failure({ error: { code: 502 } });
    if (this.#finishReason === null) throw interrupted(this.kept);
    yield { type: 'finished', reason: this.#finishReason };
  }

  *#servedBy(generationId: string | null, modelId: string | null, provider: string | null): Generator<StreamEvent> {
    const served = JSON.stringify([generationId, modelId, provider]);
    if (served === this.#served || (generationId ?? modelId ?? provider) === null) return;
    this.#served = served;
    yield { type: 'served', generationId, modelId, provider };
  }

  #parse(data: string): unknown {
    try {
      return JSON.parse(data);
    } catch {
      // Not skipped: a lost chunk is a lost piece of the text, and an answer with a hole must not pass for a complete one.
      throw this.#damaged('a chunk that is not JSON', data.length);
    }
  }

  #damaged(what: string, length: number) {
    this.#logger.warn('openrouter.damagedStream', { what, length });
    return interrupted(this.kept);
  }

  #failure(body: unknown) {
    const error = readWireError(body, null);
    this.#logger.warn('openrouter.errorInStream', { status: error.status, type: error.type });
    return toChatError(error, { kept: this.kept, key: this.#key });
  }
}
