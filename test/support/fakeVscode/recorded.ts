import type * as vscode from 'vscode';
import type { FakeInputBox } from './fakeInputBox.ts';
import type { FakeWebviewPanel } from './fakeSurface.ts';

export interface RecordedMessage {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly options: vscode.MessageOptions;
  readonly buttons: readonly string[];
}

export interface RecordedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/** What the extension asked of VS Code, each list in the order of asking. */
export const recorded = {
  messages: [] as RecordedMessage[],
  inputBoxes: [] as vscode.InputBoxOptions[],
  /** Input boxes that the extension drives itself. */
  fields: [] as FakeInputBox[],
  quickPicks: [] as { readonly items: readonly vscode.QuickPickItem[]; readonly options: vscode.QuickPickOptions | undefined }[],
  progress: [] as vscode.ProgressOptions[],
  saveDialogs: [] as vscode.SaveDialogOptions[],
  openDialogs: [] as vscode.OpenDialogOptions[],
  executed: [] as (readonly [command: string, ...rest: readonly unknown[]])[],
  commands: new Map<string, () => unknown>(),
  views: new Map<string, vscode.WebviewViewProvider>(),
  serializers: new Map<string, vscode.WebviewPanelSerializer>(),
  panels: [] as FakeWebviewPanel[],
  statusBarItems: [] as vscode.StatusBarItem[],
  /** Lines of all log channels. */
  log: [] as RecordedLine[],
  shownChannels: [] as string[],
  /** Providers of documents by their scheme. */
  documentProviders: new Map<string, vscode.TextDocumentContentProvider>(),
  codeActionKinds: [] as string[],
  /** Texts of the documents that were shown in an editor. */
  shownDocuments: [] as string[],
  /** As VS Code passes them on: a text to the letter, a Uri as it writes itself. */
  openedLinks: [] as string[],
  clipboard: [] as string[],
};

/** Drops everything but what is said once, while modules are loaded. */
export function resetRecorded(): void {
  const { codeActionKinds, ...lists } = recorded;
  void codeActionKinds;
  for (const list of Object.values(lists)) {
    if (Array.isArray(list)) list.length = 0;
    else list.clear();
  }
}
