import type { CatalogueModel } from '../model/catalogue.ts';
import type { Conversation, ConversationSummary } from '../model/conversation.ts';
import type { KeptDraft } from '../model/draft.ts';
import type { Histogram, Spend } from '../model/costs.ts';
import type { Message } from '../model/message.ts';
import type { Usd } from '../model/money.ts';

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
  /** Conversations and entries that are deleted and can be had back. */
  readonly deletedCount: number;
  readonly status: SurfaceStatus;
  /** Names the stay of the surface in this conversation: when it came here (ms since the epoch), and later than any stay before. */
  readonly stay: number;
  /** What is prepared for this conversation and not sent yet, whoever wrote it. */
  readonly draft: KeptDraft;
  /** The number of this page's last change of the draft that the draft contains. */
  readonly after: number;
}

export interface BranchCost {
  readonly usd: Usd;
  /** A part is estimated or unknown. */
  readonly approximate: boolean;
}

/** A message as drawn. `stream` and `reasoningStream` are set while it arrives, and name its text and its reasoning in TextPieces. */
export interface Entry extends Message {
  readonly stream: number | null;
  readonly reasoningStream: number | null;
  /** Another window receives this answer: it grows here too, but only that window can stop it. */
  readonly elsewhere: boolean;
  /** Ids of all entries in this position, this one among them, oldest first; empty when it is the only one. */
  readonly siblings: readonly string[];
}

/** Everything about an entry but what grows of it. */
export type EntryHead = Omit<Entry, 'text' | 'reasoning'>;

export interface SurfaceStatus {
  readonly version: string;
  /** The model the next message goes to; `set by workspace` is shown when a workspace chose it. */
  readonly modelId: string;
  readonly model: CatalogueModel | null;
  readonly modelSetByWorkspace: boolean;
  /** Number of models in the catalogue; 0 until it has been read. */
  readonly modelCount: number;
  /** 'notNeeded': a server of this machine is asked without a key; 'demanded': it is, and has asked for one. */
  readonly key: 'stored' | 'environment' | 'missing' | 'notNeeded' | 'demanded';
  /** Host (and port) the key is sent to; empty while the configured address is refused. */
  readonly endpoint: string;
  /** Why nothing is sent there: the address is refused, or the person has not agreed to it. */
  readonly endpointProblem: string | null;
  /** Code of the failure in which the last request ended; absent when it was answered, and before the first one. */
  readonly linkFailure?: string;
  /** Code of the failure because of which the server's list of models is old or missing; absent where it was read, and where only the key is. */
  readonly listFailure?: string;
  readonly spend: Spend;
  /** Of this month's requests of the model that were answered, from sending to the first token and to the end; null before the first. */
  readonly times: { readonly firstToken: Histogram | null; readonly whole: Histogram | null };
  readonly theme: 'phosphor' | 'amber' | 'editor';
  readonly archive: { readonly state: 'ok' | 'unsynced' | 'readonly' | 'damaged'; readonly detail: string };
}
