// The contract between the extension host and one webview surface. Print this file: it is all there is.
//
// One batch (an Update or a TextPiece) is in flight per surface. The webview acknowledges it from requestAnimationFrame
// (`painted`), and only then does the host send what has come together since. Order, batching and backpressure come from that.
import type {
  Attachment,
  CatalogueModel,
  Conversation,
  ConversationChanges,
  ConversationSummary,
  Cost,
  Failure,
  Message,
  TokenUsage,
  Usd,
} from './model.ts';
import type { AccountReading, CostsReport, Forecast, Histogram, Spend } from './spending.ts';

/** What the surface shows. `entries` is the end of the visible branch, oldest first. */
export interface SurfaceState {
  /** null: a new conversation that nothing was written to yet. */
  readonly conversation: Conversation | null;
  readonly entries: readonly Entry[];
  /** How many entries of the branch stand above the first one shown. */
  readonly earlier: number;
  /** The message that this surface stays below, whatever happens in other branches; the page remembers it. null: nothing chosen. */
  readonly tip: string | null;
  /** What the visible branch cost, entries above the first one shown included; null for a new conversation. */
  readonly branch: BranchCost | null;
  readonly conversations: readonly ConversationSummary[];
  readonly status: SurfaceStatus;
}

export interface BranchCost {
  readonly usd: Usd;
  /** A part is estimated or unknown. */
  readonly approximate: boolean;
}

/** A message as drawn. `stream` is set while text still arrives and names its stream in TextPieces. */
export interface Entry extends Message {
  readonly stream: number | null;
  /** Another window receives this answer: it grows here too, but only that window can stop it. */
  readonly elsewhere: boolean;
  /** Ids of all entries that stand in this place, this one among them, oldest first; empty when it is the only one. */
  readonly siblings: readonly string[];
}

/** Everything about an entry but its growing text. */
export type EntryHead = Omit<Entry, 'text'>;

export interface SurfaceStatus {
  readonly version: string;
  /** The model the next message goes to; `set by workspace` is shown when a workspace chose it. */
  readonly modelId: string;
  readonly model: CatalogueModel | null;
  readonly modelSetByWorkspace: boolean;
  /** Number of models in the catalogue; 0 until it has been read. */
  readonly modelCount: number;
  readonly key: 'stored' | 'environment' | 'missing';
  /** Host (and port) the key is sent to; empty while `endpointProblem` says why the configured address is refused. */
  readonly endpoint: string;
  readonly endpointProblem: string | null;
  readonly spend: Spend;
  /** Of this month's requests of the model, from sending to the first token and to the end; null before the first. */
  readonly times: { readonly firstToken: Histogram | null; readonly whole: Histogram | null };
  readonly theme: 'phosphor' | 'amber' | 'editor';
  readonly archive: { readonly state: 'ok' | 'readonly' | 'damaged'; readonly detail: string };
}

/** Structure changes; applied in order, and only if `rev` is the webview's own + 1. */
export type SurfaceOp =
  /** Insert at the end, or replace the entry with the same id. */
  | { readonly op: 'entry'; readonly entry: Entry }
  /** Entries above the first one shown; `earlier` still stand above these. */
  | { readonly op: 'above'; readonly entries: readonly Entry[]; readonly earlier: number }
  | { readonly op: 'siblings'; readonly id: string; readonly siblings: readonly string[] }
  | { readonly op: 'tip'; readonly tip: string | null }
  /** Figures that move while an entry streams. */
  | {
      readonly op: 'progress';
      readonly id: string;
      readonly cost: Cost | null;
      readonly usage: TokenUsage | null;
      readonly firstTokenMs: number | null;
      readonly latencyMs: number | null;
    }
  /** The end of a stream: the rest of its text (absolute UTF-16 offset) and its final figures, in one step. */
  | { readonly op: 'close'; readonly entry: EntryHead; readonly from: number; readonly text: string }
  | { readonly op: 'branch'; readonly branch: BranchCost }
  | { readonly op: 'conversation'; readonly conversation: Conversation }
  | { readonly op: 'conversations'; readonly conversations: readonly ConversationSummary[] }
  | { readonly op: 'status'; readonly status: SurfaceStatus }
  /** Figures of the status' money that have moved, alone: some do every second while an answer streams. */
  | { readonly op: 'spend'; readonly spend: Partial<Spend> };

export interface Snapshot {
  readonly type: 'snapshot';
  readonly rev: number;
  readonly state: SurfaceState;
}

export interface Update {
  readonly type: 'update';
  readonly batch: number;
  readonly rev: number;
  readonly ops: readonly SurfaceOp[];
}

/**
 * Text that arrived for a stream; `from` is the absolute UTF-16 offset in the entry's text. A tuple, not an object: at 60 batches a
 * second a named envelope would be several times the text itself. from > what I have: ask for a snapshot; from < what I have: skip the overlap.
 */
export type TextPiece = readonly [batch: number, stream: number, from: number, text: string];

/** A wish of the host for the surface itself (not a change of state). */
export type Nudge =
  | { readonly type: 'nudge'; readonly nudge: 'focusComposer' | 'openModels' | 'openCosts' }
  | { readonly type: 'nudge'; readonly nudge: 'attach'; readonly attachment: Attachment }
  /** Something the person should see once ("Renamed in another window"). */
  | { readonly type: 'nudge'; readonly nudge: 'notice'; readonly text: string }
  /** A conversation was deleted by this window; it can be had back. */
  | { readonly type: 'nudge'; readonly nudge: 'deleted'; readonly conversation: { readonly id: string; readonly title: string } };

export type Reply =
  | { readonly type: 'reply'; readonly re: number; readonly ok: unknown }
  | { readonly type: 'reply'; readonly re: number; readonly error: Failure };

export type HostMessage = Snapshot | Update | TextPiece | Nudge | Reply;

/** Requests of the webview: what each one carries and what it is answered with. */
export interface Requests {
  /**
   * Sends the composer's text below what is shown. With `edits` it stands beside that entry of the person, as a branch of its own.
   * Answered when the message is durable (not when the answer is complete).
   */
  ask: {
    /** `unreserved`: the person has been told that no budget can hold this request, and wants it sent. */
    body: { text: string; attachments: readonly Attachment[]; edits?: string; unreserved?: true };
    reply: { conversationId: string };
  };
  /** Answers the same question again: a new sibling beside the entry. `modelId` also switches the conversation's model. */
  retry: { body: { entry: string; modelId?: string; unreserved?: true }; reply: null };
  /** What `ask` with the same body would cost. Null when nothing can be said (no model). */
  forecast: { body: { text: string; attachments: readonly Attachment[]; edits?: string }; reply: Forecast | null };
  /** The ledger as a table: of this month, or of all. */
  costs: { body: { all: boolean }; reply: CostsReport };
  /** Asks OpenRouter for the bill of an unresolved request now. Refused with a sentence when it still does not know. */
  checkRequest: { body: { attempt: string }; reply: null };
  dismissRequest: { body: { attempt: string }; reply: null };
  checkAccount: { body: Record<never, never>; reply: AccountReading };
  /** Opens the ledger as a CSV document, one line per request. */
  openCsv: { body: { all: boolean }; reply: null };
  raiseBudget: { body: Record<never, never>; reply: null };
  stop: { body: Record<never, never>; reply: null };
  /** Shows the branch that goes through this message of the conversation. */
  showBranch: { body: { entry: string }; reply: null };
  /** Shows more of what stands above. */
  showEarlier: { body: Record<never, never>; reply: null };
  /** Begins a conversation of its own below this entry, with everything above it, and shows it here. */
  fork: { body: { entry: string }; reply: { conversationId: string } };
  /** Takes an entry and all below it out of sight, or brings it back. */
  deleteEntry: { body: { entry: string; deleted: boolean }; reply: null };
  changeConversation: { body: { id: string; changes: ConversationEdits }; reply: null };
  newConversation: { body: Record<never, never>; reply: null };
  openConversation: { body: { id: string }; reply: null };
  selectModel: { body: { id: string }; reply: null };
  listModels: { body: Record<never, never>; reply: { models: readonly CatalogueModel[]; stale: boolean } };
  setApiKey: { body: Record<never, never>; reply: null };
  openSettings: { body: Record<never, never>; reply: null };
  showLog: { body: Record<never, never>; reply: null };
  verifyArchive: { body: Record<never, never>; reply: null };
  openInEditor: { body: Record<never, never>; reply: null };
  /** Opens an https link in the browser, after VS Code's own question. Anything else is refused. */
  openLink: { body: { href: string }; reply: null };
  copyText: { body: { text: string }; reply: null };
}

/** What the page may change of a conversation. */
export type ConversationEdits = Pick<ConversationChanges, 'title' | 'pinned' | 'status' | 'tags' | 'deleted'>;

export type RequestName = keyof Requests;

export type RequestMessage = {
  [K in RequestName]: { readonly type: 'request'; readonly id: number; readonly name: K; readonly body: Requests[K]['body'] };
}[RequestName];

export type WebviewMessage =
  /** The page listens (again): answer with a snapshot. `conversation` and `tip` are what the surface remembers; undefined = never had one. */
  | { readonly type: 'ready'; readonly conversation?: string | null; readonly tip?: string | null }
  /** My revision or offset does not fit: answer with a snapshot. */
  | { readonly type: 'resync' }
  | { readonly type: 'painted'; readonly batch: number }
  /** An uncaught error or a policy report of the page, for the log. */
  | { readonly type: 'fault'; readonly kind: 'error' | 'rejection' | 'csp'; readonly message: string }
  | RequestMessage;
