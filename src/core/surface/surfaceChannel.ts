import type { Spend } from '../../shared/model/costs.ts';
import type { HostMessage, SurfaceOp } from '../../shared/protocol/messages.ts';
import type { SurfaceState } from '../../shared/protocol/surfaceState.ts';
import { factsAfter, surfaceDiff, type SurfaceFacts } from './surfaceDiff.ts';

/** The growing text or reasoning of one entry, as far as it has been sent to this surface. */
interface Stream {
  readonly read: () => string;
  sent: number;
}

/**
 * Sends to one surface with at most one batch in flight. What comes in meanwhile is coalesced: text by its absolute offset, structure in order.
 * A surface that does not paint is sent nothing more; when it listens again it asks for a snapshot. There is no timer and no queue of text:
 * the running answer itself is the buffer.
 */
export class SurfaceChannel {
  readonly #post: (message: HostMessage) => void;
  readonly #streams = new Map<number, Stream>();
  #ops: SurfaceOp[] = [];
  /** What the surface has, or will have with the operations that wait; null before the first snapshot. */
  #facts: SurfaceFacts | null = null;
  #stay: number | null = null;
  #rev = 0;
  #inFlight = false;
  #open = false;
  #nextStream = 1;

  constructor(post: (message: HostMessage) => void) {
    this.#post = post;
  }

  /** Sends the whole state; everything that waited is part of it. Streams are registered by the caller before this. */
  snapshot(state: SurfaceState): void {
    this.#ops = [];
    this.#facts = state;
    this.#stay = state.stay;
    this.#inFlight = false;
    this.#open = true;
    this.#rev += 1;
    this.#post({ type: 'snapshot', rev: this.#rev, state });
    this.wake();
  }

  /** The money that the page was sent last; null before the first snapshot. */
  get sentSpend(): Spend | null {
    return this.#facts?.status.spend ?? null;
  }

  /** The stay that the page shows, or will show; null before the first snapshot. */
  get sentStay(): number | null {
    return this.#stay;
  }

  /** Drops all streams: the next snapshot names them anew. */
  reset(): void {
    this.#streams.clear();
  }

  /** Registers a growing text of which `sent` UTF-16 units are (or will be, by the entry about to be sent) on the surface. */
  openStream(read: () => string, sent: number): number {
    const stream = this.#nextStream++;
    this.#streams.set(stream, { read, sent });
    return stream;
  }

  /** Ends a stream, and returns what of its text the surface has, or will have. */
  closeStream(id: number): string {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    return stream?.read().slice(0, stream.sent) ?? '';
  }

  /** Sends what of the operation is new to the surface. */
  push(op: SurfaceOp): void {
    if (!this.#facts) return; // the first snapshot will have it all
    const diff = surfaceDiff(this.#facts, op);
    if (!diff) return;
    this.#facts = factsAfter(this.#facts, diff);
    // What replaces itself is sent once, however long the surface has not painted.
    const { spend } = this.#facts.status;
    const next = this.#ops.reduce((op, waiting) => merged(op, waiting, spend), diff);
    this.#ops = this.#ops.filter((other) => !replaces(diff, other));
    this.#ops.push(next);
    this.wake();
  }

  /** One of an earlier revision is that of a page, or of a state, that a snapshot has replaced. */
  painted(rev: number): void {
    if (rev !== this.#rev) return;
    this.#inFlight = false;
    this.wake();
  }

  /** The page is gone; nothing is sent until it asks for a snapshot. */
  close(): void {
    this.#open = false;
  }

  /** Sends what waits, if nothing is in flight. */
  wake(): void {
    if (!this.#open || this.#inFlight) return;
    if (this.#ops.length > 0) {
      const ops = this.#ops;
      this.#ops = [];
      this.#rev += 1;
      this.#inFlight = true;
      this.#post([this.#rev, ops]);
      return;
    }
    for (const [id, stream] of this.#streams) {
      const text = stream.read();
      if (text.length <= stream.sent) continue;
      const from = stream.sent;
      stream.sent = text.length;
      this.#streams.delete(id);
      this.#streams.set(id, stream); // to the end of the line, so that several streams alternate
      this.#inFlight = true;
      this.#post([id, from, text.slice(from)]);
      return;
    }
  }
}

/** The operation with what of a waiting one it does not have itself: figures are sent in parts. What of the money was named stays so, as it is now. */
function merged(op: SurfaceOp, waiting: SurfaceOp, spend: Spend): SurfaceOp {
  if (op.op === 'moved' && waiting.op === 'moved' && op.stream === waiting.stream) return { ...waiting, ...op };
  if (op.op !== 'spend' || waiting.op !== 'spend') return op;
  const names = Object.keys({ ...waiting.spend, ...op.spend }) as (keyof Spend)[];
  return { op: 'spend', spend: Object.fromEntries(names.map((name) => [name, spend[name]])) };
}

/** True for what makes an operation that waits superfluous. Entries are never that: each one is a position, and texts go on from them. */
function replaces(diff: SurfaceOp, other: SurfaceOp): boolean {
  switch (diff.op) {
    case 'entry':
    case 'above':
    case 'close':
      return false;
    case 'status':
      return other.op === 'status' || other.op === 'spend'; // the money is a part of it
    case 'progress':
      return (other.op === 'progress' || other.op === 'moved') && other.stream === diff.stream;
    case 'moved':
      return other.op === 'moved' && other.stream === diff.stream;
    case 'siblings':
      return other.op === 'siblings' && other.id === diff.id;
    default:
      return other.op === diff.op;
  }
}
