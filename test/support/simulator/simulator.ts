import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Decimal } from 'decimal.js';
import { countPromptTokens } from './biller.ts';
import { type ChatMessage, Completion, type CompletionRecord } from './completion.ts';
import { type Fault, faults } from './faults.ts';
import { ordinaryFrames } from './frame.ts';
import { Gate } from './gate.ts';
import { type ModelRow, models } from './models.ts';
import { tokenize } from './tokenize.ts';

export interface SimulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** The only key that is accepted; null asks for none, as a local server does. */
  readonly key?: string | null;
  /** ms before each piece of an answer; 0 is as fast as the socket takes. */
  readonly paceMs?: number;
}

/** The body of `POST /chat/completions`, as far as the simulator reads it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly max_tokens?: number;
  readonly stream?: boolean;
  readonly [field: string]: unknown;
}

export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, when it was JSON. */
  readonly body: unknown;
}

export interface Bill extends CompletionRecord {
  readonly generationId: string;
  readonly modelId: string;
  readonly servedModelId: string;
  readonly provider: string;
  readonly byok: boolean;
  /** ms since the epoch. */
  readonly at: number;
}

type Answer = string | ((body: ChatBody) => string);

/** OpenRouter on the loopback interface: real sockets, its own price list, its own bookkeeping. */
export class Simulator {
  readonly #server: Server;
  readonly #running = new Set<Promise<unknown>>();
  readonly #gates: Gate[] = [];
  readonly key: string | null;
  /** The base URL for the settings; the server must listen already. */
  readonly url: string;
  /** Everything that was asked, in order of arrival. */
  readonly requests: RecordedRequest[] = [];
  /** What OpenRouter would charge, in order of completion; complete after `idle()`. */
  readonly bills: Bill[] = [];
  models: readonly ModelRow[] = models;
  paceMs: number;
  /** ms until `/generation` knows a finished answer; Infinity while the test wants it unknown. */
  generationLateMs = 0;
  /** The limit of the key as `/key` tells it; null for none. */
  limitUsd: number | null = 10;
  /** While true, every connection is ended without an answer, as when the machine is offline. */
  unreachable = false;
  #answer: Answer = describeRequest;

  constructor(server: Server, options: SimulatorOptions) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`;
    this.key = options.key === undefined ? 'sk-or-v1-simulated' : options.key;
    this.paceMs = options.paceMs ?? 0;
    server.on('request', (request, response) => {
      const work = this.#serve(request, response).catch((error: unknown) => {
        // The client has gone in the middle of its own request; anything else is a mistake of the simulator.
        if (!request.destroyed) response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
      this.#running.add(work);
      void work.finally(() => this.#running.delete(work));
    });
  }

  /** What to answer from now on. */
  say(answer: Answer): void {
    this.#answer = answer;
  }

  /** The next answer stops after so many pieces until the gate is released. */
  hold(afterPieces: number): Gate {
    const gate = new Gate(afterPieces);
    this.#gates.push(gate);
    return gate;
  }

  /** Resolves when nothing runs any more and every bill is written, also those of clients that have left. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.unreachable) {
      request.destroy();
      return;
    }
    const body = parse(await text(request));
    const path = request.url ?? '/';
    this.requests.push({ method: request.method ?? '', path, headers: request.headers, body });
    const url = new URL(path, this.url);
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/v1/models':
        return reply(response, 200, { data: this.models, total_count: this.models.length, links: { next: null } });
      case 'GET /api/v1/key':
        return this.#authorised(request, response) ? reply(response, 200, { data: this.#keyRecord() }) : undefined;
      case 'GET /api/v1/generation':
        return this.#authorised(request, response) ? this.#generation(url.searchParams.get('id'), response) : undefined;
      case 'POST /api/v1/chat/completions':
        return this.#authorised(request, response) ? await this.#complete(body, response) : undefined;
      default:
        return refuse(response, 404, 'Not Found');
    }
  }

  #authorised(request: IncomingMessage, response: ServerResponse): boolean {
    const { authorization } = request.headers;
    if (this.key === null || authorization === `Bearer ${this.key}`) return true;
    refuse(response, 401, authorization === undefined ? 'No auth credentials found' : 'User not found.');
    return false;
  }

  async #complete(body: unknown, response: ServerResponse): Promise<void> {
    if (!isChatBody(body)) return refuse(response, 400, 'Input required: specify "model" and "messages"');
    const fault = (faults as Readonly<Record<string, Fault | undefined>>)[body.model];
    if (fault?.refuse !== undefined) {
      const { status, headers, body: refusal } = fault.refuse;
      return reply(response, status, refusal, headers);
    }
    const row = this.models.find(({ id }) => id === body.model.replace(/:(nitro|floor|online|exacto)$/, ''));
    if (row === undefined) {
      const availability = { code: 'model_not_found', retryable: false, requested_models: [body.model] };
      return reply(response, 400, { error: { code: 400, message: `${body.model} is not a valid model ID`, availability } });
    }
    const promptTokens = countPromptTokens(body.messages);
    const maxTokens = body.max_tokens ?? 0;
    if (promptTokens + maxTokens > row.context_length) return refuse(response, 400, overflow(row.context_length, promptTokens, maxTokens));

    // A router has no price of its own: the model that it chooses has.
    const served = row.pricing.prompt === '-1' ? (this.models[0] ?? row) : row;
    const answer = typeof this.#answer === 'string' ? this.#answer : this.#answer(body);
    const pieces = tokenize(answer);
    const cutOff = body.max_tokens !== undefined && pieces.length > body.max_tokens;
    const ordinary = ordinaryFrames(pieces.slice(0, body.max_tokens), cutOff ? 'length' : 'stop');
    const plan = {
      generationId: `gen-${Math.floor(Date.now() / 1000)}-${randomBytes(10).toString('hex')}`,
      messages: body.messages,
      servedModelId: served.canonical_slug,
      provider: fault?.notCancellable === true ? 'Google' : 'OpenAI',
      promptUsd: served.pricing.prompt,
      completionUsd: served.pricing.completion,
      frames: fault?.frames?.(ordinary) ?? ordinary,
      fault,
      gate: this.#gates.shift(),
      paceMs: () => this.paceMs,
    };
    const completion = new Completion(plan, response);
    const whole = fault?.notStreamed === true || body.stream !== true;
    const record = whole ? completion.answer() : await completion.stream();
    const { generationId, servedModelId, provider } = plan;
    this.bills.push({ ...record, generationId, modelId: body.model, servedModelId, provider, byok: fault?.byok === true, at: Date.now() });
  }

  #generation(id: string | null, response: ServerResponse): void {
    const bill = this.bills.find(({ generationId }) => generationId === id);
    if (bill === undefined || Date.now() - bill.at < this.generationLateMs)
      return refuse(response, 404, `Generation ${id ?? ''} not found`);
    reply(response, 200, {
      data: {
        id: bill.generationId,
        model: bill.servedModelId,
        provider_name: bill.provider,
        created_at: new Date(bill.at).toISOString(),
        streamed: true,
        cancelled: bill.cancelled,
        finish_reason: bill.finishReason,
        tokens_prompt: bill.promptTokens,
        tokens_completion: bill.completionTokens,
        native_tokens_prompt: bill.promptTokens,
        native_tokens_completion: bill.completionTokens,
        native_tokens_reasoning: bill.reasoningTokens,
        native_tokens_cached: 0,
        total_cost: Number(bill.costUsd),
        usage: Number(bill.costUsd),
        // The record names the provider's bill under BYOK only, unlike the stream.
        upstream_inference_cost: bill.byok ? Number(bill.upstreamUsd) : 0,
        is_byok: bill.byok,
        origin: 'https://github.com/neural-terminal/neural-terminal',
      },
    });
  }

  #keyRecord() {
    const usage = Decimal.sum(0, ...this.bills.map(({ costUsd }) => costUsd));
    return {
      label: 'sk-or-v1-sim...ted',
      limit: this.limitUsd,
      limit_remaining: this.limitUsd === null ? null : new Decimal(this.limitUsd).minus(usage).toNumber(),
      limit_reset: null,
      usage: usage.toNumber(),
      is_free_tier: false,
      is_management_key: false,
    };
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const server = createServer({ noDelay: true });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return new Simulator(server, options);
}

/** Without other orders the answer tells what arrived, so that a test can see in the interface that context was carried. */
function describeRequest({ messages }: ChatBody): string {
  const count = (role: string) => messages.filter((message) => message.role === role).length;
  const last = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  return `Received ${messages.length} turns (${count('system')} system, ${count('user')} user, ${count('assistant')} assistant). You said: ${last.slice(0, 2000)}`;
}

function overflow(limit: number, promptTokens: number, maxTokens: number): string {
  return `This endpoint's maximum context length is ${limit} tokens. However, you requested about ${promptTokens + maxTokens} tokens (${promptTokens} of text input, ${maxTokens} in the output). Please reduce the length of either one.`;
}

function isChatBody(body: unknown): body is ChatBody {
  const { model, messages } = (body ?? {}) as Partial<ChatBody>;
  return (
    typeof model === 'string' &&
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.every(({ content }) => typeof content === 'string')
  );
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body === '' ? undefined : body;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { error: { code: status, message } });
}

function reply(response: ServerResponse, status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'Content-Type': isText ? 'text/html; charset=utf-8' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
