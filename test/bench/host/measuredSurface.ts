import { randomUUID } from 'node:crypto';
import type { SurfaceSession } from '../../../src/core/surface/surfaceSession.ts';
import type { HostMessage, HostCommand } from '../../../src/shared/protocol/messages.ts';
import type { EntryHead } from '../../../src/shared/protocol/surfaceState.ts';
import type { Arrival } from '../delays.ts';
import { opsOf } from '../../support/opsOf.ts';
import { monotonicMs } from '../monotonicMs.ts';
import type { TimedSimulator } from '../timedSimulator.ts';
import { type HeadlessHost, startHeadlessHost } from './headlessHost.ts';

export interface Post {
  readonly at: number;
  readonly message: HostMessage;
}

/** One question and everything that was posted until its answer was closed and the figures were final. */
export interface Exchange {
  readonly enteredAt: number;
  readonly repliedAt: number;
  readonly posts: readonly Post[];
}

/** When a page would have painted what it was just sent. */
export type Paint = (acknowledge: () => void) => void;

export const paintAtOnce: Paint = (acknowledge) => setImmediate(acknowledge);

const frameMs = 1000 / 60;
/** At the next of the frames that come sixty times a second; never before, although timers may be: that would be one frame more. */
export const paintAtFrame: Paint = (acknowledge) => {
  const dueAt = Math.ceil(monotonicMs() / frameMs) * frameMs;
  const wait = () => {
    const leftMs = dueAt - monotonicMs();
    if (leftMs > 0) setTimeout(wait, Math.ceil(leftMs));
    else acknowledge();
  };
  wait();
};

/** A command that the session passes on after everything it had to do before. */
const mark = (name: string): HostCommand => ({ type: 'hostCommand', command: 'attach', attachment: { kind: 'text', name, text: '' } });
const patienceMs = 60_000;

/** Stands where the webview stands: notes what is posted and when, and acknowledges each batch. */
export class MeasuredSurface {
  readonly #paint: Paint;
  #posts: Post[] = [];
  #requests = 0;
  #rev = 0;
  #unacknowledged = 0;
  #marks = 0;
  /** The newest mark since the waiting began. */
  #awaited: string | null = null;
  #isMarkHere = false;
  #host: HeadlessHost | null = null;
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | null = null;

  private constructor(paint: Paint) {
    this.#paint = paint;
  }

  static async open(simulator: TimedSimulator, paint: Paint): Promise<MeasuredSurface> {
    const surface = new MeasuredSurface(paint);
    surface.#host = await startHeadlessHost(simulator, (message) => surface.#accept(message));
    const settled = surface.#settled();
    surface.#session.receive({ type: 'ready', conversation: null });
    surface.#mark();
    await settled;
    return surface;
  }

  async newConversation(): Promise<void> {
    const settled = this.#settled();
    this.#session.receive({ type: 'request', id: ++this.#requests, name: 'newConversation', body: {} });
    this.#mark();
    await settled;
  }

  async ask(text: string): Promise<Exchange> {
    this.#posts = [];
    const settled = this.#settled();
    const id = ++this.#requests;
    const enteredAt = monotonicMs();
    this.#session.receive({ type: 'request', id, name: 'ask', body: { text, attachments: [] }, requestId: randomUUID() });
    await settled;
    const reply = this.#posts.find(({ message }) => 'type' in message && message.type === 'reply' && message.re === id);
    return { enteredAt, repliedAt: reply?.at ?? NaN, posts: this.#posts };
  }

  async close(): Promise<void> {
    await this.#host?.close();
  }

  get #session(): SurfaceSession {
    if (!this.#host) throw new Error('The host is not there yet.');
    return this.#host.session;
  }

  #mark(): void {
    this.#awaited = String(++this.#marks);
    this.#isMarkHere = false;
    this.#session.sendCommand(mark(this.#awaited));
  }

  /** Resolves when a mark that is set from now on is here, and everything before it is painted. */
  async #settled(): Promise<void> {
    this.#awaited = null;
    this.#isMarkHere = false;
    const timer = setTimeout(() => this.#waiting?.reject(new Error(`The surface was not done within ${patienceMs} ms.`)), patienceMs);
    try {
      await new Promise<void>((resolve, reject) => (this.#waiting = { resolve, reject }));
    } finally {
      clearTimeout(timer);
    }
  }

  #accept(message: HostMessage): void {
    if ('type' in message && message.type === 'hostCommand') {
      this.#isMarkHere ||= message.command === 'attach' && message.attachment.name === this.#awaited;
      this.#settle();
      return;
    }
    this.#posts.push({ at: monotonicMs(), message });
    if (!('type' in message)) {
      if (message.length === 2) [this.#rev] = message;
      this.#acknowledge(this.#rev);
      for (const op of opsOf(message)) if (op.op === 'close' || op.op === 'entry') this.#check(op.entry);
    } else if (message.type === 'snapshot') {
      this.#rev = message.rev;
      // An answer that was faster than the first reading of its conversation comes closed.
      for (const entry of message.state.entries) this.#check(entry);
    } else if ('error' in message) {
      this.#waiting?.reject(new Error(message.error.message));
    }
  }

  #acknowledge(rev: number): void {
    this.#unacknowledged += 1;
    this.#paint(() => {
      this.#unacknowledged -= 1;
      this.#session.receive({ type: 'painted', rev });
      this.#settle();
    });
  }

  #check({ role, stream, state, failure }: EntryHead): void {
    if (role !== 'assistant' || stream !== null) return;
    if (state !== 'complete') this.#waiting?.reject(new Error(`The answer ended as ${state}: ${failure?.message}`));
    this.#mark();
  }

  #settle(): void {
    if (this.#isMarkHere && this.#unacknowledged === 0) this.#waiting?.resolve();
  }
}

/** How much of the answer each post brought to the surface; for a conversation with one answer. */
export function textPosted(posts: readonly Post[]): readonly Arrival[] {
  return posts.flatMap(({ at, message }) => lengthsIn(message).map((end) => ({ at, end })));
}

function lengthsIn(message: HostMessage): readonly number[] {
  if ('type' in message && message.type === 'snapshot')
    return message.state.entries.filter(({ role }) => role === 'assistant').map(({ text }) => text.length);
  if (!('type' in message) && message.length === 3) return [message[1] + message[2].length];
  return opsOf(message).flatMap((op) => {
    if (op.op === 'close') return [op.text.from + op.text.text.length];
    return op.op === 'entry' && op.entry.role === 'assistant' ? [op.entry.text.length] : [];
  });
}
