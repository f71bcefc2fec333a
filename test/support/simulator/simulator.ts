import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Account } from './account.ts';
import { type Bill, generationRecord, paidUsd } from './bill.ts';
import { type ChatBody, isChatBody } from './chatBody.ts';
import { Completion } from './completion.ts';
import { completionPlan } from './completionPlan.ts';
import { type Credit, creditRefusal, keyLimit } from './credit.ts';
import { type Fault, faults } from './faults.ts';
import { Gate } from './gate.ts';
import type { ModelRow } from './modelRow.ts';
import { models } from './models.ts';
import { PromptCache } from './promptCache.ts';
import { type Refusal, refusalBody } from './refusal.ts';
import { routeOf } from './route.ts';

export type { Bill } from './bill.ts';
export type { ChatBody } from './chatBody.ts';

export interface SimulatorOptions {
  /** 0 (the default) takes any free port. */
  readonly port?: number;
  /** The only key that is accepted; null asks for none, as a local server does. */
  readonly key?: string | null;
  /** ms before each piece of an answer; 0 is as fast as the socket takes. */
  readonly paceMs?: number;
}

export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, when it was JSON. */
  readonly body: unknown;
}

type Answer = string | ((body: ChatBody) => string);

/** OpenRouter on the loopback interface: real sockets, its own price list, its own bookkeeping. */
export class Simulator {
  readonly #server: Server;
  readonly #running = new Set<Promise<unknown>>();
  readonly #gates: Gate[] = [];
  readonly #account = new Account();
  readonly #cache = new PromptCache();
  readonly #otherKeys = new Set<string>();
  readonly key: string | null;
  /** The base URL for the settings; the server must listen already. */
  readonly url: string;
  /** Everything that was asked, in order of arrival. */
  readonly requests: RecordedRequest[] = [];
  /** What OpenRouter would charge, in order of completion; complete after `idle()`. */
  readonly bills: Bill[] = this.#account.bills;
  models: readonly ModelRow[] = models;
  paceMs: number;
  /** ms until `/generation` knows a finished answer; Infinity while the test wants it unknown. */
  generationLateMs = 0;
  /** Generations that `/generation` will never know. */
  readonly forgotten = new Set<string>();
  /** While set, `/generation` answers this status instead. */
  generationStatus: number | null = null;
  /** The limit of the key as `/key` tells it; null for none. */
  limitUsd: number | null = 10;
  /** While set, a key that has spent its limit is refused with this status. */
  limitStatus: 402 | 403 | null = null;
  /** Requests of free models that a key has each day, as `/key` tells it. */
  freeLimit = 50;
  isFreeTier = false;
  readonly credit: Credit = { affordableTokens: 120, inFlight: 1 };
  /** The time by which prices, bills and days go: ms since the epoch. */
  now: () => number = () => Date.now();
  /** While true, every connection is ended without an answer, as when the machine is offline. */
  unreachable = false;
  /** While true, every chat request is refused with an error that repeats its Authorization header wherever an error has words. */
  echoesAuthorization = false;
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

  /** Accepts another key, which pays for itself. */
  addKey(key: string): void {
    this.#otherKeys.add(key);
  }

  /** Charges the key as if another program used it too. */
  chargeElsewhere(usd: string, key = this.key): void {
    this.#account.chargeElsewhere({ key, at: this.now(), usd });
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
      case 'GET /api/v1/generation':
      case 'POST /api/v1/chat/completions':
        return await this.#withKey(request, response, url, body);
      default:
        return refuse(response, 404, 'Not Found');
    }
  }

  async #withKey(request: IncomingMessage, response: ServerResponse, url: URL, body: unknown): Promise<void> {
    const { authorization } = request.headers;
    const key = this.key === null ? null : (/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
    if (key !== this.key && !this.#otherKeys.has(key ?? ''))
      return refuse(response, 401, authorization === undefined ? 'No auth credentials found' : 'User not found.');
    if (this.echoesAuthorization) return reply(response, 400, errorWith(authorization ?? ''));
    if (url.pathname.endsWith('/completions')) return await this.#complete(body, key, response);
    if (url.pathname.endsWith('/generation')) return this.#generation(url.searchParams.get('id'), key, response);
    const { limitUsd, freeLimit, isFreeTier } = this;
    reply(response, 200, { data: this.#account.keyRecord(key, { now: this.now(), limitUsd, freeLimit, isFreeTier }) });
  }

  async #complete(body: unknown, key: string | null, response: ServerResponse): Promise<void> {
    if (!isChatBody(body)) return refuse(response, 400, 'Input required: specify "model" and "messages"');
    const refused = (faults as Readonly<Record<string, Fault | undefined>>)[body.model]?.refuse;
    if (refused !== undefined) return reply(response, refused.status, refused.body, refused.headers);
    const at = this.now();
    const route = routeOf(body, this.models, at);
    if ('status' in route) return refuseWith(response, route);
    const reserved = body.max_tokens ?? route.served.top_provider.max_completion_tokens ?? 65_536;
    const unpaid = creditRefusal(body.model, reserved, this.credit) ?? this.#limitRefusal(key);
    if (unpaid) return refuseWith(response, unpaid);

    const answer = route.odd?.answer ?? (typeof this.#answer === 'string' ? this.#answer : this.#answer(body));
    const share = this.#cache.pass(route.served.id, route.pricing, body.messages);
    const plan = completionPlan(body, route, { answer, share, at, gate: this.#gates.shift(), paceMs: () => this.paceMs });
    const completion = new Completion(plan, response);
    const whole = route.fault?.notStreamed === true || body.stream !== true;
    const record = whole ? completion.answer() : await completion.stream();
    const { generationId, servedModelId, provider, delivery } = plan;
    this.bills.push({
      ...record,
      generationId,
      key,
      modelId: body.model,
      servedModelId,
      provider,
      byok: delivery.byok,
      maxTokens: body.max_tokens ?? null,
      at: this.now(),
      paidUsd: paidUsd(record, delivery.byok),
    });
  }

  #limitRefusal(key: string | null): Refusal | undefined {
    const { limitStatus, limitUsd } = this;
    if (limitStatus === null || limitUsd === null) return undefined;
    const usage = this.#account.usage(key);
    if (usage.lt(limitUsd)) return undefined;
    const spent = { limit_usd: limitUsd, spend_usd: usage.toNumber(), resets_at: null };
    return keyLimit(limitStatus, { limit_source: 'openrouter_key_limit', scope: 'key', ...spent });
  }

  #generation(id: string | null, key: string | null, response: ServerResponse): void {
    if (this.generationStatus !== null) return refuse(response, this.generationStatus, 'Internal Server Error');
    const bill = this.bills.find((known) => known.generationId === id && known.key === key);
    if (bill === undefined || this.forgotten.has(bill.generationId) || this.now() - bill.at < this.generationLateMs)
      return refuse(response, 404, `Generation ${id ?? ''} not found`);
    reply(response, 200, { data: generationRecord(bill) });
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

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body === '' ? undefined : body;
  }
}

function errorWith(words: string): object {
  return {
    error: { code: words, type: words, error_type: words, message: words, metadata: { error_type: words, reason: words, raw: words } },
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  reply(response, status, { error: { code: status, message } });
}

function refuseWith(response: ServerResponse, refusal: Refusal): void {
  reply(response, refusal.status, refusalBody(refusal), refusal.headers);
}

function reply(response: ServerResponse, status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): void {
  const isText = typeof body === 'string';
  response.writeHead(status, { 'Content-Type': isText ? 'text/html; charset=utf-8' : 'application/json', ...headers });
  response.end(isText ? body : JSON.stringify(body));
}
