import type { Attachment } from '../model/attachment.ts';
import type { CatalogueModel } from '../model/catalogue.ts';
import type { ConversationChanges } from '../model/conversation.ts';
import type { AccountReading, CostsReport } from '../model/costs.ts';
import type { Forecast } from '../model/forecast.ts';

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
