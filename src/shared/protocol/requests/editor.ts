/** What only VS Code can carry out. */
export interface EditorRequests {
  setApiKey: { body: Record<never, never>; reply: null };
  openSettings: { body: Record<never, never>; reply: null };
  raiseBudget: { body: Record<never, never>; reply: null };
  /** Opens the ledger as a CSV document, one line per request. */
  openCsv: { body: { all: boolean }; reply: null };
  showLog: { body: Record<never, never>; reply: null };
  /** Overwrites a conversation in every file, after VS Code's own question. `isErased` is false when the user thought better of it. */
  eraseConversation: { body: { id: string }; reply: { isErased: boolean } };
  /** The same for a deleted entry and everything below it. */
  eraseEntry: { body: { conversation: string; entry: string }; reply: { isErased: boolean } };
  verifyArchive: { body: Record<never, never>; reply: null };
  openInEditor: { body: Record<never, never>; reply: null };
  /** Opens a web or mail link outside, after VS Code's own question. Anything else is refused. */
  openLink: { body: { href: string }; reply: null };
  copyText: { body: { text: string }; reply: null };
}
