// What passes between the extension host and one webview surface.
//
// One batch (an Update or a TextPiece) is in flight per surface. The webview acknowledges it from requestAnimationFrame
// (`painted`), and only then does the host send what has come together since. Order, batching and backpressure come from that.
// A batch is a tuple, not an object: at 60 a second a named envelope would be several times what is in it.
import type { Attachment } from '../model/attachment.ts';
import type { Conversation, ConversationSummary } from '../model/conversation.ts';
import type { Spend } from '../model/costs.ts';
import type { KeptDraft } from '../model/draft.ts';
import type { Failure } from '../model/failure.ts';
import type { AnswerFigures, MovedFigures } from '../model/movedFigures.ts';
import type { RequestName, Requests } from './requests/requests.ts';
import type { BranchCost, Entry, EntryHead, SurfaceState, SurfaceStatus } from './surfaceState.ts';

/** Structure changes; applied in order. */
export type SurfaceOp =
  /** Insert at the end, or replace the entry with the same id. */
  | { readonly op: 'entry'; readonly entry: Entry }
  /** Entries above the first one shown; `earlier` still stand above these. */
  | { readonly op: 'above'; readonly entries: readonly Entry[]; readonly earlier: number }
  | { readonly op: 'siblings'; readonly id: string; readonly siblings: readonly string[] }
  | { readonly op: 'tip'; readonly tip: string | null }
  /** All figures of the entry whose text is this stream, or only what of them moves by itself. */
  | ({ readonly op: 'progress'; readonly stream: number } & AnswerFigures)
  | ({ readonly op: 'moved'; readonly stream: number } & MovedFigures)
  /** The end of an entry's streams: the rest of its text and of its reasoning, and its final figures, in one step. */
  | { readonly op: 'close'; readonly entry: EntryHead; readonly text: StreamRest; readonly reasoning: StreamRest }
  | { readonly op: 'branch'; readonly branch: BranchCost }
  | { readonly op: 'conversation'; readonly conversation: Conversation }
  | { readonly op: 'conversations'; readonly conversations: readonly ConversationSummary[] }
  /** How many conversations and entries are deleted and can be had back. */
  | { readonly op: 'deleted'; readonly count: number }
  | { readonly op: 'status'; readonly status: SurfaceStatus }
  /** The draft was changed elsewhere; `after` as in the state. A page that has made a change since keeps its own, which is the later one. */
  | { readonly op: 'draft'; readonly draft: KeptDraft; readonly after: number }
  /** Figures of the status' money that have moved, alone; `spendAfter` says what follows from them. */
  | { readonly op: 'spend'; readonly spend: Partial<Spend> };

/** What is still to come of a growing text; `from` is the absolute UTF-16 offset in it. */
export interface StreamRest {
  readonly from: number;
  readonly text: string;
}

export interface Snapshot {
  readonly type: 'snapshot';
  readonly rev: number;
  readonly state: SurfaceState;
}

/** Applied only if `rev` is the webview's own + 1. */
export type Update = readonly [rev: number, ops: readonly SurfaceOp[]];

/**
 * Text that arrived for a stream; `from` is the absolute UTF-16 offset in the entry's text, or in its reasoning.
 * from > what I have: ask for a snapshot; from < what I have: skip the overlap.
 */
export type TextPiece = readonly [stream: number, from: number, text: string];

/** A command of the host for the page itself (not a change of state). */
export type HostCommand =
  | { readonly type: 'hostCommand'; readonly command: 'focusComposer' | 'openCosts' | 'openDeleted' }
  /** The user has turned to another surface: the next touch of this one is news again. */
  | { readonly type: 'hostCommand'; readonly command: 'otherTouched' }
  | { readonly type: 'hostCommand'; readonly command: 'attach'; readonly attachment: Attachment }
  /** Something the user should see once ("Renamed in another window"). */
  | { readonly type: 'hostCommand'; readonly command: 'notice'; readonly text: string }
  /** A conversation was deleted by this window; it can be restored. */
  | {
      readonly type: 'hostCommand';
      readonly command: 'deleted';
      readonly conversation: Pick<ConversationSummary, 'id' | 'title' | 'messageCount'>;
    };

export type Reply =
  | { readonly type: 'reply'; readonly re: number; readonly ok: unknown }
  | { readonly type: 'reply'; readonly re: number; readonly error: Failure };

export type HostMessage = Snapshot | Update | TextPiece | HostCommand | Reply;

/** A request by its name; K ties the body to it. */
export type RequestMessage<K extends RequestName = RequestName> = {
  [N in K]: {
    readonly type: 'request';
    readonly id: number;
    readonly name: N;
    readonly body: Requests[N]['body'];
    /** A UUID, with every request that costs money. The host carries out one of each, whatever is repeated, and replies to all with its result. */
    readonly requestId?: string;
    /** The stay that the page shows: a request means what is in front of the user, wherever the surface has been sent meanwhile. */
    readonly stay?: number;
  };
}[K];

export interface ReadyMessage {
  readonly type: 'ready';
  /** What the surface remembers: conversation, tip and stay of its last snapshot. undefined = never had one. */
  readonly conversation?: string | null;
  readonly tip?: string | null;
  readonly stay?: number;
  /** Names the surface over reloads: a UUID. */
  readonly surface?: string;
  /** How many entries the page shows, or showed before it was hidden. */
  readonly entries?: number;
  /** How many changes of the draft this page has made. */
  readonly changes?: number;
}

export type WebviewMessage =
  /** The page listens (again): answer with a snapshot. */
  | ReadyMessage
  /** The user has changed the draft. `change` numbers the changes of this page. */
  | { readonly type: 'draft'; readonly stay: number; readonly change: number; readonly draft: KeptDraft }
  /** My revision or offset does not fit: answer with a snapshot. */
  | { readonly type: 'resync' }
  /** The batch in flight is on the screen, at this revision. */
  | { readonly type: 'painted'; readonly rev: number }
  /** The user has done something on this surface, by pointer or keyboard. Said once, until `otherTouched`. */
  | { readonly type: 'touched' }
  /** An uncaught error or a policy report of the page, for the log. */
  | { readonly type: 'fault'; readonly kind: 'error' | 'rejection' | 'csp'; readonly message: string }
  | RequestMessage;
