import type { Page } from 'playwright-core';
import type { Failure } from '../../../src/shared/model/failure.ts';
import type { HostMessage, RequestMessage, SurfaceOp, WebviewMessage } from '../../../src/shared/protocol/messages.ts';
import type { RequestName, Requests } from '../../../src/shared/protocol/requests/requests.ts';
import type { Entry, SurfaceState } from '../../../src/shared/protocol/surfaceState.ts';
import { catalogue } from './surfaceFixtures.ts';

type Answers = {
  [K in RequestName]?: (body: Requests[K]['body']) => Requests[K]['reply'] | Refusal | Promise<Requests[K]['reply'] | Refusal>;
};

/** What a scripted answer returns to refuse. */
export class Refusal {
  readonly failure: Failure;
  constructor(failure: Partial<Failure> & Pick<Failure, 'code' | 'message'>) {
    this.failure = { retryable: false, actions: [], ...failure };
  }
}

/**
 * The other side of the wall: speaks the protocol as the extension host does, by script. This is the only part of the page's world that is
 * not the real thing. What has no script is granted.
 */
export class ScriptedHost {
  readonly received: WebviewMessage[] = [];
  readonly #page: Page;
  #state: SurfaceState;
  /** What the page has, oldest first: the parent of each entry by its id. */
  #parents = new Map<string, string | null>();
  #rev = 0;
  readonly #answers: Answers = { listModels: () => ({ models: catalogue(), stale: false }), ask: () => ({ conversationId: 'new' }) };

  constructor(page: Page, state: SurfaceState) {
    this.#page = page;
    this.#state = state;
  }

  on<K extends RequestName>(name: K, answer: NonNullable<Answers[K]>): void {
    this.#answers[name] = answer;
  }

  /** Called by the page for everything it posts. */
  async receive(message: WebviewMessage): Promise<void> {
    this.received.push(message);
    if (message.type === 'ready') this.#state = { ...this.#state, after: message.changes ?? 0 };
    if (message.type === 'draft') this.#state = { ...this.#state, draft: message.draft, after: message.change };
    if (message.type === 'ready' || message.type === 'resync') await this.snapshot(this.#state);
    if (message.type === 'request') await this.#reply(message);
  }

  /** What a page that asks is shown, the draft included that the page sent last. */
  get shown(): SurfaceState {
    return this.#state;
  }

  /** How many batches the page has painted. */
  get painted(): number {
    return this.received.filter(({ type }) => type === 'painted').length;
  }

  requests<K extends RequestName>(name: K): readonly Requests[K]['body'][] {
    return this.received.flatMap((message) =>
      message.type === 'request' && message.name === name ? [message.body as Requests[K]['body']] : [],
    );
  }

  async snapshot(state: SurfaceState): Promise<void> {
    this.#state = state;
    this.#parents = new Map(state.entries.map(({ id, parentId }) => [id, parentId]));
    await this.post({ type: 'snapshot', rev: ++this.#rev, state });
  }

  /** Resolves when the page has painted it. */
  async update(...ops: readonly SurfaceOp[]): Promise<void> {
    const placed = ops.map((op) => (op.op === 'entry' || op.op === 'close' ? this.#placed(op) : op));
    await this.#batched([++this.#rev, placed]);
  }

  /** A test says what an entry is, not where it stands: it stays in its place, or comes below the last one. */
  #placed(op: Extract<SurfaceOp, { op: 'entry' | 'close' }>): SurfaceOp {
    const { id } = op.entry;
    const parentId = this.#parents.has(id) ? this.#parents.get(id)! : ([...this.#parents.keys()].at(-1) ?? null);
    this.#parents.set(id, parentId);
    return op.op === 'entry' ? { ...op, entry: { ...op.entry, parentId } } : { ...op, entry: { ...op.entry, parentId } };
  }

  entry(entry: Entry): Promise<void> {
    return this.update({ op: 'entry', entry });
  }

  /** Resolves when the page has painted it. */
  async text(stream: number, from: number, text: string): Promise<void> {
    await this.#batched([stream, from, text]);
  }

  async post(message: HostMessage): Promise<void> {
    await this.#page.evaluate((data) => window.postMessage(data, '*'), message);
  }

  /** Resolves when something that was received fits. */
  async heard(fits: (message: WebviewMessage) => boolean): Promise<void> {
    const end = performance.now() + 30_000;
    while (!this.received.some(fits)) {
      if (performance.now() > end) throw new Error(`The page never said so. It said: ${JSON.stringify(this.received.slice(-5))}`);
      await this.#page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }

  async #batched(message: HostMessage): Promise<void> {
    const { painted } = this;
    await this.post(message);
    await this.heard(() => this.painted > painted);
  }

  async #reply(request: RequestMessage): Promise<void> {
    const answer = this.#answers[request.name] as ((body: unknown) => unknown) | undefined;
    const result = answer ? await answer(request.body) : null;
    await this.post(
      result instanceof Refusal ? { type: 'reply', re: request.id, error: result.failure } : { type: 'reply', re: request.id, ok: result },
    );
  }
}
