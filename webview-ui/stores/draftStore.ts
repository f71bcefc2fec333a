import { type ReadonlySignal, signal } from '@preact/signals';
import { type Draft, emptyDraft, isEmpty, joined, type KeptDraft, without } from '../../src/shared/model/draft.ts';
import type { WebviewMessage } from '../../src/shared/protocol/messages.ts';
import type { SurfaceState } from '../../src/shared/protocol/surfaceState.ts';
import { deepEqual } from '../../src/shared/values/deepEqual.ts';

/** ms from one message about a change to the next. */
const sendAfterMs = 100;

/** What the host tells a page of the draft. */
type FollowedState = Pick<SurfaceState, 'conversation' | 'stay' | 'draft' | 'after'>;

/** The user has asked to be shown something else, which has not come yet. */
interface Departure {
  /** What stood in the field: it stays where it was. What is typed from now on is for what comes. */
  readonly left: Draft;
  /** How many requests to go elsewhere have no answer yet. */
  unanswered: number;
  /** The stay that an answer has named. */
  destination: number | null;
  isRefused: boolean;
  /** What came meanwhile. */
  state: FollowedState | null;
  readonly ended: PromiseWithResolvers<boolean>;
}

/** The draft on this page. What the user changes goes to the host, which keeps it; what is changed elsewhere comes from there. */
export class DraftStore {
  readonly #post: (message: WebviewMessage) => void;
  readonly #current = signal<Draft>(emptyDraft);
  readonly current: ReadonlySignal<Draft> = this.#current;
  /** null before the first snapshot. */
  #stay: number | null = null;
  #conversationId: string | null = null;
  #changes = 0;
  #adoptions = 0;
  #unsent = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** True while the user is in the field: nothing that is typed there is replaced. */
  #held = false;
  /** What came from elsewhere meanwhile. */
  #waiting: Pick<SurfaceState, 'draft' | 'after'> | null = null;
  #departure: Departure | null = null;
  /** What was sent before the first snapshot, which brought another draft: nothing else keeps it. */
  #sentEarly: Draft | null = null;
  readonly #requestIds = new WeakMap<Draft, string>();

  /** `former`: what a page of version 0.1 kept itself; it stands where nothing else is kept. */
  constructor(post: (message: WebviewMessage) => void, former: Draft) {
    this.#post = post;
    this.#current.value = former;
  }

  /** How many changes the user has made on this page. */
  get changes(): number {
    return this.#changes;
  }

  /** How often something came from the host. */
  get adoptions(): number {
    return this.#adoptions;
  }

  /** null when the page shows what the user has asked for. Else resolved when it does; with false where something of it was refused. */
  get arrival(): Promise<boolean> | null {
    return this.#departure?.ended.promise ?? null;
  }

  /** The user asks to be shown something else. Once for each such request; `arriveAt` follows with its answer. */
  depart(): void {
    if (!this.#departure) {
      this.flush();
      const left = this.#stay === null ? emptyDraft : this.#current.value;
      this.#departure = { left, unanswered: 0, destination: null, isRefused: false, state: null, ended: Promise.withResolvers() };
    }
    this.#departure.unanswered += 1;
  }

  /** The host has named the stay that the request has led to; undefined: it was refused. */
  arriveAt(stay: number | undefined): void {
    const departure = this.#departure;
    if (!departure) return;
    departure.unanswered -= 1;
    departure.destination = stay ?? departure.destination;
    departure.isRefused ||= stay === undefined;
    if (departure.state) this.follow(departure.state);
    else if (hasArrived(departure, this.#stay ?? 0)) this.#endDeparture();
  }

  /** What the user has written. */
  change(draft: Draft): void {
    this.#current.value = draft;
    this.#changes += 1;
    this.#unsent = true;
    if (this.#timer === undefined) this.flush();
  }

  /** Names the request that sends exactly this, however often it has to be repeated; the host has the name before the request. */
  requestId(draft: Draft): string {
    const known = this.#requestIds.get(draft);
    if (known !== undefined) return known;
    const requestId = crypto.randomUUID();
    this.#requestIds.set(draft, requestId);
    if (draft === this.#current.value) {
      this.#unsent = true;
      this.flush();
    }
    return requestId;
  }

  /** What was sent was refused: it comes back where it is not here any more. */
  putBack(sent: Draft): void {
    if (sent !== this.#sentEarly) return;
    this.#sentEarly = null;
    this.change({ ...this.#current.value, ...joined(this.#current.value, sent) });
  }

  /** Sends at once what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#unsent || this.#stay === null || this.#departure) return;
    this.#unsent = false;
    const draft = this.#current.value;
    const kept: KeptDraft = { ...draft, requestId: this.#requestIds.get(draft) ?? null };
    this.#post({ type: 'draft', stay: this.#stay, change: this.#changes, draft: kept });
    this.#timer = setTimeout(() => this.flush(), sendAfterMs);
  }

  /** What the host keeps for what is shown now. */
  follow(state: FollowedState): void {
    const { conversation, stay, draft, after } = state;
    const departure = this.#departure;
    if (departure && !hasArrived(departure, stay)) {
      departure.state = state;
      return;
    }
    const [conversationId, before] = [conversation?.id ?? null, this.#conversationId];
    const isSame = stay === this.#stay || (this.#stay !== null && conversationId === before);
    this.#conversationId = conversationId;
    if (!isSame) this.#enter(stay, draft, departure);
    // A new stay where the surface was already: what was typed before the page heard of it is as good as ever.
    this.#stay = stay;
    if (departure) this.#endDeparture();
    if (!isSame) return;
    if (after === this.#changes && !this.#has(draft)) {
      if (this.#held) this.#waiting = { draft, after };
      else this.#adopt(draft);
    }
  }

  hold(): void {
    this.#held = true;
  }

  /** The user has left the field. */
  release(): void {
    this.#held = false;
    if (this.#waiting?.after === this.#changes) this.#adopt(this.#waiting.draft);
    this.#waiting = null;
  }

  #enter(stay: number, draft: KeptDraft, departure: Departure | null): void {
    if (departure) this.#unsent = false;
    this.flush();
    const [isFirst, before] = [this.#stay === null, this.#current.value];
    this.#stay = stay;
    this.#waiting = null;
    // Written while the page was still empty, and perhaps on its way to the host already; or kept by the page itself in a version that did so.
    if (isFirst && !isEmpty(before) && isEmpty(draft) && !draft.editing) return this.change(before);
    this.#adopt(draft);
    if (!isFirst && departure) {
      const typed = without(before, departure.left);
      if (!isEmpty(typed)) this.change({ ...joined(draft, typed), editing: draft.editing });
    }
    if (!isFirst || isEmpty(before) || this.#changes === 0) return;
    if (this.#requestIds.has(before)) this.#sentEarly = before;
    else this.change({ ...joined(draft, before), editing: draft.editing });
  }

  #endDeparture(): void {
    this.#departure?.ended.resolve(!this.#departure.isRefused);
    this.#departure = null;
    if (this.#timer === undefined) this.flush();
  }

  #adopt({ requestId, ...draft }: KeptDraft): void {
    this.#current.value = draft;
    this.#adoptions += 1;
    if (requestId !== null) this.#requestIds.set(draft, requestId);
  }

  #has({ requestId: _requestId, ...draft }: KeptDraft): boolean {
    return deepEqual(draft, this.#current.value);
  }
}

/** Stays are named in the order in which they begin. A request that was refused leads to whatever comes. */
function hasArrived({ unanswered, destination }: Departure, stay: number): boolean {
  return unanswered === 0 && (destination === null || stay >= destination);
}
