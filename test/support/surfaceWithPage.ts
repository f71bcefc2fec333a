import { randomUUID } from 'node:crypto';
import { createSurfaceSession, type SurfaceSessionOptions } from '../../src/core/surface/createSurfaceSession.ts';
import type { SurfaceSession } from '../../src/core/surface/surfaceSession.ts';
import { type KeptDraft, noDraft } from '../../src/shared/model/draft.ts';
import type { HostMessage, HostCommand, Reply, WebviewMessage } from '../../src/shared/protocol/messages.ts';
import { requestTraits } from '../../src/shared/protocol/requests/requestTraits.ts';
import type { RequestName, Requests } from '../../src/shared/protocol/requests/requests.ts';
import type { Entry, SurfaceState } from '../../src/shared/protocol/surfaceState.ts';
import { parseInbound } from '../../src/vscode/chat/inboundMessage.ts';
import { applyHostMessage, emptySurface, type Surface } from '../../webview-ui/stores/surfaceState.ts';

/** When things happen between host and page; `setImmediate` unless the test says otherwise. */
export interface SurfacePace {
  /** Carries a message across the wall. Order is kept whatever it does. */
  readonly carry?: (arrive: () => void) => void;
  /** The next animation frame. */
  readonly frame?: (paint: () => void) => void;
}

/** A session and the webview's own reducer, with a wall between them: messages cross it as JSON, later and in order. */
export class SurfaceWithPage {
  readonly session: SurfaceSession;
  /** Everything the host posted, also what was not received. */
  readonly posted: HostMessage[] = [];
  readonly hostCommands: HostCommand[] = [];
  postedCharacters = 0;
  /** How often the page found itself out of step: with a host that keeps count, never. */
  resyncs = 0;
  /** Broken promises of the host: a second batch while one is not painted, a text that is shorter than it was. */
  readonly breaches: string[] = [];
  readonly #lengths = new Map<string, number>();
  readonly #pace: Required<SurfacePace>;
  readonly #replies = new Map<number, (reply: Reply) => void>();
  readonly #toPage = new Wire();
  readonly #toHost = new Wire();
  /** Grows with every page that is made; messages to an older one are lost. */
  #page = 0;
  #exists = false;
  #surface: Surface = emptySurface;
  #remembered: { readonly conversation: string | null; readonly tip: string | null; readonly stay?: number } | undefined;
  #rev = 0;
  #unpainted = false;
  #lastRequest = 0;
  #changes = 0;
  #entriesSeen = 0;

  constructor(services: Omit<SurfaceSessionOptions, 'post'>, pace: SurfacePace = {}) {
    this.#pace = { carry: (arrive) => setImmediate(arrive), frame: (paint) => setImmediate(paint), ...pace };
    this.session = createSurfaceSession({ ...services, post: (message) => this.#post(message) });
  }

  get state(): SurfaceState {
    if (!this.#surface.state) throw new Error('The page has not been sent anything yet.');
    return this.#surface.state;
  }

  get hasState(): boolean {
    return this.#surface.state !== null;
  }

  /** False while it is hidden. */
  get exists(): boolean {
    return this.#exists;
  }

  get entries(): readonly Entry[] {
    return this.#surface.state?.entries ?? [];
  }

  /** Role and text of what is on the page. */
  get transcript(): readonly string[] {
    return this.entries.map(({ role, text }) => `${role}: ${text}`);
  }

  /** What is on the page as messages, to be compared with the archive's. */
  get messages(): readonly unknown[] {
    return this.entries.map((entry) =>
      Object.fromEntries(Object.entries(entry).filter(([name]) => !['stream', 'reasoningStream', 'elsewhere', 'siblings'].includes(name))),
    );
  }

  /** True while text of an answer is still to come. */
  get streaming(): boolean {
    return this.entries.some(({ stream }) => stream !== null);
  }

  /** A page is made (again), as when the view becomes visible: it knows what `setState` kept and nothing else. */
  show(): void {
    this.#page += 1;
    this.#exists = true;
    this.#surface = emptySurface;
    this.#changes = 0;
    this.sayReady();
  }

  /** What `setState` kept in the window before. */
  remember(conversation: string, tip: string | null = null): void {
    this.#remembered = { conversation, tip };
  }

  /** Also when the page only comes back from behind another window. */
  sayReady(): void {
    this.send({ type: 'ready', entries: this.#entriesSeen, changes: this.#changes, ...this.#remembered });
  }

  /** The view is hidden: its page is destroyed. */
  hide(): void {
    this.#exists = false;
    this.session.pageGone();
  }

  /** The page throws away what it has and asks for it again. */
  resync(): void {
    this.#surface = { ...this.#surface, synced: false };
    this.send({ type: 'resync' });
  }

  /** `requestId`: of a request that costs money; a new one unless the test repeats one. */
  async request<K extends RequestName>(
    name: K,
    body: Requests[K]['body'],
    requestId: string = randomUUID(),
  ): Promise<Requests[K]['reply']> {
    const id = ++this.#lastRequest;
    const reply = await new Promise<Reply>((resolve) => {
      this.#replies.set(id, resolve);
      const stay = this.#surface.state?.stay;
      const request = { type: 'request', id, name, body, ...(stay !== undefined && { stay }) };
      this.send((requestTraits[name].paid ? { ...request, requestId } : request) as WebviewMessage);
    });
    if ('error' in reply) throw Object.assign(new Error(reply.error.message), { failure: reply.error });
    return reply.ok as Requests[K]['reply'];
  }

  /** The user changes the draft of what the page shows. */
  writeDraft(draft: Partial<KeptDraft>): void {
    this.send({ type: 'draft', stay: this.state.stay, change: ++this.#changes, draft: { ...noDraft, ...draft } });
  }

  send(message: WebviewMessage): void {
    this.#toHost.carry(JSON.stringify(message), this.#pace.carry, (wire) => {
      const inbound = parseInbound(JSON.parse(wire));
      if (!('message' in inbound)) throw new Error(`The host refuses a message of the page: ${inbound.reason}`);
      if (inbound.message.type === 'painted' && inbound.message.rev === this.#rev) this.#unpainted = false;
      this.session.receive(inbound.message);
    });
  }

  #post(message: HostMessage): void {
    const wire = JSON.stringify(message);
    this.posted.push(message);
    this.postedCharacters += wire.length;
    this.#watch(message);
    const page = this.#page;
    this.#toPage.carry(wire, this.#pace.carry, (arrived) => {
      if (this.#exists && page === this.#page) this.#receive(JSON.parse(arrived) as HostMessage);
    });
  }

  /** A snapshot replaces what is on its way; apart from that one batch has to be painted before the next is sent. */
  #watch(message: HostMessage): void {
    if ('type' in message) {
      if (message.type !== 'snapshot') return;
      this.#rev = message.rev;
      this.#unpainted = false;
      return;
    }
    if (this.#unpainted) this.breaches.push(`A batch was sent before the one of revision ${this.#rev} was painted.`);
    if (message.length === 2) [this.#rev] = message;
    this.#unpainted = true;
  }

  #receive(message: HostMessage): void {
    if ('type' in message && message.type === 'reply') {
      this.#replies.get(message.re)?.(message);
      this.#replies.delete(message.re);
      return;
    }
    if ('type' in message && message.type === 'hostCommand') {
      this.hostCommands.push(message);
      return;
    }
    const { surface, answer } = applyHostMessage(this.#surface, message);
    this.#surface = surface;
    if (surface.state)
      this.#remembered = { conversation: surface.state.conversation?.id ?? null, tip: surface.state.tip, stay: surface.state.stay };
    this.#entriesSeen = this.entries.length;
    for (const { id, text } of this.entries) {
      if (text.length < (this.#lengths.get(id) ?? 0)) this.breaches.push(`The text of ${id} became shorter.`);
      this.#lengths.set(id, text.length);
    }
    if (answer === 'resync') {
      this.resyncs += 1;
      this.send({ type: 'resync' });
    } else if (answer !== null) {
      const page = this.#page;
      this.#pace.frame(() => {
        if (this.#exists && page === this.#page) this.send({ type: 'painted', rev: answer.painted });
      });
    }
  }
}

/** Carries messages one after the other: each one sets out when the one before has arrived. */
class Wire {
  #last: Promise<void> = Promise.resolve();

  carry(message: string, carry: (arrive: () => void) => void, arrive: (message: string) => void): void {
    this.#last = this.#last.then(() => new Promise<void>((resolve) => carry(resolve))).then(() => arrive(message));
  }
}
