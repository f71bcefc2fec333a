import * as vscode from 'vscode';
import type { RequestHandlers } from '../../core/surface/requestHandlers.ts';
import type { EditorRequests } from '../../shared/protocol/requests/editor.ts';
import type { CommandName } from '../platform/commands.ts';
import { openLink } from './openLink.ts';

export interface EditorRequestsOptions {
  /** The ledger as CSV: of all months, or of this one. */
  readonly csv: (all: boolean) => Promise<string>;
  /** Asks the user; false when they thought better of it. Rejects with ChatError. */
  readonly eraser: {
    erase(conversationId: string): Promise<boolean>;
    eraseEntry(conversationId: string, entry: string): Promise<boolean>;
  };
  readonly openInEditor: (conversationId: string | null) => void;
}

/** Carries out what only VS Code can do for a page. */
export function editorRequests({ csv, eraser, openInEditor }: EditorRequestsOptions): RequestHandlers<EditorRequests> {
  return {
    setApiKey: () => run('setApiKey'),
    openSettings: async () => {
      await vscode.commands.executeCommand('workbench.action.openSettings', '@ext:neural-terminal.neural-terminal');
      return null;
    },
    raiseBudget: () => run('raiseBudget'),
    /** As a document of its own: where it is kept, and in what, is the user's choice. */
    openCsv: async ({ all }) => {
      const content = await csv(all);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'csv', content }));
      return null;
    },
    showLog: () => run('showLog'),
    eraseConversation: async ({ id }) => ({ isErased: await eraser.erase(id) }),
    eraseEntry: async ({ conversation, entry }) => ({ isErased: await eraser.eraseEntry(conversation, entry) }),
    verifyArchive: () => run('verifyArchive'),
    openInEditor: (_body, { conversationId }) => {
      openInEditor(conversationId);
      return Promise.resolve(null);
    },
    openLink: async ({ href }) => {
      await openLink(href);
      return null;
    },
    copyText: async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    },
  };
}

async function run(command: CommandName): Promise<null> {
  await vscode.commands.executeCommand(`neuralTerminal.${command}`);
  return null;
}
