import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { charge, type Charge, type Delivery } from './biller.ts';
import type { Frame } from './frame.ts';
import type { Gate } from './gate.ts';

export interface CompletionPlan {
  readonly generationId: string;
  /** The bill, but for what will have been sent. */
  readonly delivery: Omit<Delivery, 'text' | 'reasoning'>;
  /** Whether the usage tells what was written to a cache. */
  readonly writesCache: boolean;
  /** The dated name under which the answer calls the model. */
  readonly servedModelId: string;
  readonly provider: string;
  /** A provider that generates, and bills, to the end when the client has gone. */
  readonly billsToTheEnd: boolean;
  /** The generation id is told nowhere. */
  readonly anonymous: boolean;
  readonly oneByte: boolean;
  readonly frames: readonly Frame[];
  readonly gate: Gate | undefined;
  /** ms before each piece; asked each time. */
  readonly paceMs: () => number;
}

export interface CompletionRecord extends Charge {
  readonly cancelled: boolean;
  readonly finishReason: string | null;
  readonly text: string;
}

/** Sends one answer, frame by frame, and keeps account of what was sent. */
export class Completion {
  readonly #plan: CompletionPlan;
  readonly #response: ServerResponse;
  /** Resolves when the answer is not taken any more. */
  readonly #gone = Promise.withResolvers<void>();
  readonly #leaving = new AbortController();
  #text = '';
  #reasoning = '';
  #pieces = 0;
  #finishReason: string | null = null;
  #ended = false;
  #cancelled = false;

  constructor(plan: CompletionPlan, response: ServerResponse) {
    this.#plan = plan;
    this.#response = response;
    if (!plan.anonymous) response.setHeader('X-Generation-Id', plan.generationId);
    response.setHeader('X-Provider-Name', plan.provider);
    response.on('close', () => {
      this.#cancelled = !this.#ended;
      this.#leave();
    });
  }

  /** Streams, or generates to the end unheard when the provider cannot be cancelled. */
  async stream(): Promise<CompletionRecord> {
    this.#response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    for (const frame of this.#plan.frames) {
      await this.#wait(frame);
      if (this.#isGone && !this.#plan.billsToTheEnd) break;
      await this.#send(frame);
    }
    this.#ended = true;
    await this.#unlessGone(new Promise<void>((resolve) => this.#response.end(resolve)));
    return this.#record();
  }

  /** The whole answer at once, without a stream. */
  answer(): CompletionRecord {
    for (const frame of this.#plan.frames) this.#account(frame);
    this.#ended = true;
    const message = { role: 'assistant', content: this.#text };
    const choice = { index: 0, message, finish_reason: this.#finishReason };
    this.#response.writeHead(200, { 'Content-Type': 'application/json' });
    this.#response.end(JSON.stringify({ ...this.#head('chat.completion'), choices: [choice], usage: this.#usage() }));
    return this.#record();
  }

  get #isGone(): boolean {
    return this.#leaving.signal.aborted;
  }

  #leave(): void {
    this.#leaving.abort();
    this.#gone.resolve();
  }

  async #unlessGone(work: Promise<unknown>): Promise<void> {
    await Promise.race([work, this.#gone.promise]);
  }

  async #wait(frame: Frame): Promise<void> {
    const { gate, paceMs, billsToTheEnd: goesOn } = this.#plan;
    const isPiece = frame.kind === 'text' && frame.text !== '';
    if (gate !== undefined && this.#pieces >= gate.afterPieces && (isPiece || frame.kind === 'finish')) {
      await (goesOn ? gate.pass() : this.#unlessGone(gate.pass()));
    }
    const ms = frame.kind === 'wait' ? frame.ms : isPiece ? paceMs() : 0;
    if (ms > 0) await (goesOn ? sleep(ms) : sleep(ms, undefined, { signal: this.#leaving.signal }).catch(() => undefined));
    if (frame.kind === 'silence') await this.#gone.promise;
  }

  async #send(frame: Frame): Promise<void> {
    this.#account(frame);
    if (frame.kind === 'cut') {
      this.#ended = true;
      this.#response.destroy();
      this.#leave();
      return;
    }
    const bytes = this.#bytes(frame);
    if (this.#plan.oneByte) {
      for (const byte of bytes) await this.#write(Buffer.of(byte));
    } else if (bytes.length > 0) {
      await this.#write(bytes);
    }
  }

  /** Resolves when the bytes have left for the socket; now and then after others of this process have had their turn. */
  async #write(bytes: Buffer): Promise<void> {
    if (this.#isGone) return;
    await this.#unlessGone(new Promise<void>((resolve) => this.#response.write(bytes, () => resolve())));
    if (this.#pieces % 16 === 0) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #account(frame: Frame): void {
    if (frame.kind === 'text' && frame.text !== '') {
      this.#text += frame.text;
      this.#pieces += 1;
    } else if (frame.kind === 'reasoning') {
      this.#reasoning += frame.text;
    } else if (frame.kind === 'finish') {
      this.#finishReason = frame.reason;
    }
  }

  #bytes(frame: Frame): Buffer {
    switch (frame.kind) {
      case 'comment':
        return Buffer.from(`:${frame.text}\n\n`);
      case 'raw':
        return Buffer.from(frame.text);
      case 'text': {
        const line = this.#line({ choices: [this.#choice({ content: frame.text })] });
        return frame.wire?.(line) ?? line;
      }
      case 'reasoning': {
        const details = [{ type: 'reasoning.text', text: frame.text, format: 'unknown', index: 0 }];
        return this.#line({ choices: [this.#choice({ content: '', reasoning: frame.text, reasoning_details: details })] });
      }
      case 'chunk':
        return this.#line(frame.fields);
      case 'finish':
        return this.#line({ choices: [{ ...this.#choice({ content: '' }), native_finish_reason: frame.native ?? frame.reason }] });
      case 'usage':
        return this.#line({
          choices: frame.choices === 'empty' ? [] : [this.#choice({ content: '' })],
          usage: frame.as?.(this.#usage()) ?? this.#usage(),
        });
      case 'wait':
      case 'cut':
      case 'silence':
        return Buffer.alloc(0);
    }
  }

  #line(fields: Readonly<Record<string, unknown>>): Buffer {
    return Buffer.from(`data: ${JSON.stringify({ ...this.#head('chat.completion.chunk'), ...fields })}\n\n`);
  }

  #head(object: string) {
    const { generationId, anonymous, servedModelId, provider } = this.#plan;
    return { ...(!anonymous && { id: generationId }), object, created: Math.floor(Date.now() / 1000), model: servedModelId, provider };
  }

  #choice(delta: Readonly<Record<string, unknown>>) {
    const reason = this.#finishReason;
    return { index: 0, delta: { role: 'assistant', ...delta }, finish_reason: reason, native_finish_reason: reason, logprobs: null };
  }

  #usage() {
    const { promptTokens, completionTokens, cachedTokens, cacheWriteTokens, reasoningTokens, costUsd, upstreamUsd } = this.#charge();
    const written = this.#plan.writesCache && { cache_write_tokens: cacheWriteTokens };
    return {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
      cost: Number(costUsd),
      is_byok: this.#plan.delivery.byok,
      prompt_tokens_details: { cached_tokens: cachedTokens, ...written, audio_tokens: 0 },
      cost_details: {
        upstream_inference_cost: Number(upstreamUsd),
        upstream_inference_prompt_cost: null,
        upstream_inference_completions_cost: null,
      },
      completion_tokens_details: { reasoning_tokens: reasoningTokens, image_tokens: 0 },
    };
  }

  #charge(): Charge {
    return charge({ ...this.#plan.delivery, text: this.#text, reasoning: this.#reasoning });
  }

  #record(): CompletionRecord {
    return { ...this.#charge(), cancelled: this.#cancelled, finishReason: this.#finishReason, text: this.#text };
  }
}
