import type { ChatError } from '../../core/errors/chatError.ts';
import type { StreamEvent } from '../../core/ports/chatClient.ts';
import type { Logger } from '../../core/ports/platform.ts';
import { deepEqual } from '../../shared/values/deepEqual.ts';
import { isRecord } from '../../shared/values/isRecord.ts';
import { billsToTheEnd } from './nonCancellableProviders.ts';
import { EventStreamReader, type StreamItem } from './eventStreamReader.ts';
import { ExtrasCollector, longestExtras } from './extrasCollector.ts';
import { type ChunkContent, chunkSchema, contentOf, finishReasonOf } from './chunk.ts';
import { type Kept, kept, toChatError } from '../errors/errorMapping.ts';
import { interrupted } from '../errors/networkErrors.ts';
import { StrayLines } from './strayLines.ts';
import { type TaggedPiece, ThinkTags } from './thinkTags.ts';
import { parseJson } from '../values/parseJson.ts';
import { readUsage } from './usage.ts';
import { hasError, readWireError } from '../errors/wireError.ts';
import { WholeMessage } from './wholeMessage.ts';

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
  readonly #reader = new EventStreamReader(maxEventLength);
  readonly #strayLines = new StrayLines();
  readonly #collector = new ExtrasCollector();
  readonly #wholeMessage = new WholeMessage();
  readonly #thinkTags = new ThinkTags();
  #server: Server = { generationId: null, modelId: null, provider: null };
  #charged = false;
  #hasText = false;
  #hasReasoning = false;
  #finishReason: string | null = null;
  #nativeFailure = false;
  #failure: ChatError | undefined;
  #done = false;

  constructor({ key, logger, priceBound }: CompletionDecoderParts) {
    this.#key = key;
    this.#logger = logger;
    this.#priceBound = priceBound;
  }

  /** True from the finish reason or the end mark on: the answer is complete, only figures can still be missing. */
  get finished(): boolean {
    return this.#finishReason !== null || this.#done;
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
    for (const item of this.#reader.feed(bytes)) yield* this.#item(item, false);
    if (this.#reader.overflowed && !this.#done) throw this.#damaged('an event longer than the limit', maxEventLength);
  }

  /** What was held back, and the last event, which no blank line ended. To be asked for once, when no more bytes come, whatever the reason. */
  *rest(): Generator<StreamEvent> {
    for (const item of this.#reader.end()) yield* this.#item(item, true);
    const { document } = this.#strayLines;
    if (document !== undefined && !this.finished && !this.failed) yield* this.whole(document);
    yield* this.#told(this.#thinkTags.end());
  }

  /** The whole answer of a server that did not stream: there is no end mark behind it. */
  *whole(body: unknown): Generator<StreamEvent> {
    yield* this.chunk(body);
    this.#done = true;
  }

  /** One chunk of a stream. An error in it is thrown by `end`, behind a bill that follows. */
  *chunk(json: unknown): Generator<StreamEvent> {
    if (hasError(json) && !isRecord(json)) {
      this.#fail(json);
      return;
    }
    const parsed = chunkSchema.safeParse(json);
    if (!parsed.success) throw this.#damaged('a chunk that is no object', 0);
    const chunk = parsed.data;
    const choice = chunk.choices?.[0];
    if (this.failed) {
      yield* this.#usage(chunk.usage);
      return;
    }

    yield* this.servedBy({ generationId: chunk.id ?? null, modelId: chunk.model ?? null, provider: chunk.provider ?? null });

    const finishReason = finishReasonOf(choice?.finish_reason);
    if (choice?.delta) yield* this.#content(this.#wholeMessage.piece(contentOf(choice.delta)), false);
    else if (choice?.text) yield* this.#content(this.#wholeMessage.piece(contentOf({ content: choice.text })), false);
    if (choice?.message) yield* this.#content(this.#wholeMessage.whole(contentOf(choice.message), finishReason !== null), true);
    const citations = [...(chunk.citations ?? []), ...(chunk.search_results ?? [])];
    if (citations.length > 0) yield* this.#content({ text: '', reasoning: '', citations }, false);

    // With or without a choice beside it: both shapes of the usage chunk exist.
    yield* this.#usage(chunk.usage);

    const failed = [json, choice].find(hasError);
    if (failed !== undefined || finishReason === 'error') this.#fail(failed);

    this.#finishReason ??= finishReason;
    this.#nativeFailure ||= choice?.native_finish_reason === 'network_error' || choice?.native_finish_reason === 'error';
  }

  /** The stream has ended. */
  *end(): Generator<StreamEvent> {
    yield* this.rest();
    yield* this.#extras();
    if (this.#collector.overflowed) this.#logger.warn('openrouter.extrasDropped', { longestExtras });
    if (this.#failure !== undefined) throw this.#failure;
    // A provider that breaks down may still report an ordinary finish; an answer without a word shows it.
    if (this.#nativeFailure && !this.#hasText) throw this.#errorFrom({ error: { code: 502 } });
    // The end mark says that the answer is whole, also where no reason is given.
    const reason = this.#finishReason ?? (this.#done ? 'stop' : null);
    if (reason === null) throw interrupted(this.kept);
    yield { type: 'finished', reason };
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

  /** `isLast`: the stream has ended with it, and it may be cut. */
  *#item(item: StreamItem, isLast: boolean): Generator<StreamEvent> {
    if (this.#done) return;
    if (item.type === 'comment') yield { type: 'alive' };
    else if (item.type === 'stray') yield* this.#stray(item.line);
    else yield* this.#event(item.name.toLowerCase(), item.data, isLast);
  }

  *#event(name: string, data: string, isLast: boolean): Generator<StreamEvent> {
    const text = data.trim();
    if (text === '[DONE]') {
      this.#done = true;
      return;
    }
    const json = parseJson(text);
    if (name.includes('error')) {
      if (!this.failed) this.#fail(hasError(json) ? json : { error: json ?? text });
      return;
    }
    const isOrdinary = name === '' || name === 'message';
    if (text === '' || json === null || (!isOrdinary && !hasError(json) && !isChunk(json))) {
      // A heartbeat of another kind than a comment.
      yield { type: 'alive' };
    } else if (json !== undefined) {
      yield* this.chunk(json);
    } else {
      yield* this.#lines(text, isLast);
    }
  }

  /** An event that is no JSON: perhaps several, of a server that puts no blank line between them. */
  *#lines(text: string, isLast: boolean): Generator<StreamEvent> {
    const chunks = text.split('\n').map((line) => (line.trim() === '[DONE]' ? '[DONE]' : parseJson(line)));
    // Not skipped: a lost chunk is a lost piece of the text, and an answer with a hole must not pass for a complete one. At the end of the
    // stream the missing finish reason says so; behind it only figures can be lost.
    if (chunks.includes(undefined) && !isLast) throw this.#damaged('a chunk that is not JSON', text.length);
    for (const chunk of chunks) {
      if (chunk === '[DONE]') this.#done = true;
      if (chunk === undefined || this.#done) return;
      if (chunk !== null) yield* this.chunk(chunk);
    }
  }

  /** Where a server says what went wrong when it does not keep to the frame; some even send their chunks so. */
  *#stray(line: string): Generator<StreamEvent> {
    const said = this.#strayLines.take(line);
    if (said?.type === 'error' && !this.failed) this.#fail(said.body);
    else if (said?.type === 'chunk') yield* this.chunk(said.body);
    else yield { type: 'alive' };
  }

  *#content({ text, reasoning, ...extras }: ChunkContent, isWhole: boolean): Generator<StreamEvent> {
    yield* this.#told({ reasoning, text: '' });
    yield* this.#told(this.#thinkTags.feed(text));
    // A citation or an image is whole at once; fragments are worth nothing before the end.
    if (isWhole ? this.#collector.takeWhole(extras) : this.#collector.take(extras)) yield* this.#extras();
  }

  *#told({ reasoning, text }: TaggedPiece): Generator<StreamEvent> {
    if (reasoning !== '') {
      this.#hasReasoning = true;
      yield { type: 'reasoning', text: reasoning };
    }
    if (text !== '') {
      this.#hasText = true;
      yield { type: 'text', text };
    }
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

  #fail(body: unknown): void {
    this.#failure = this.#errorFrom(body);
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

/** Whether a value has what only a chunk of an answer has. */
function isChunk(json: unknown): boolean {
  return isRecord(json) && (Array.isArray(json['choices']) || isRecord(json['usage']));
}
