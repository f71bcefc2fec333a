import * as vscode from 'vscode';
import type { Attachment } from '../../shared/model/attachment.ts';

/** Longest selection that is attached, in UTF-16 units. */
const maxSelectionLength = 1_000_000;

/** The selection of the active editor as an attachment; null when nothing is selected. */
export function selectionAttachment(editor: vscode.TextEditor | undefined): Attachment | null {
  if (!editor || editor.selection.isEmpty) return null;
  const { document, selection } = editor;
  // A selection that ends at the start of a line does not hold that line.
  const lastLine = selection.end.character === 0 && selection.end.line > selection.start.line ? selection.end.line : selection.end.line + 1;
  return {
    kind: 'selection',
    name: vscode.workspace.asRelativePath(document.uri, false),
    language: document.languageId,
    firstLine: selection.start.line + 1,
    lastLine,
    text: document.getText(selection).slice(0, maxSelectionLength),
  };
}

/** Offers "Ask About Selection…" in the lightbulb wherever something is selected. */
export class SelectionActions implements vscode.CodeActionProvider {
  static readonly kind = vscode.CodeActionKind.Empty.append('neuralTerminal');

  provideCodeActions(_document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    if (range.isEmpty) return [];
    const title = vscode.l10n.t('Ask About Selection…');
    const action = new vscode.CodeAction(title, SelectionActions.kind);
    action.command = { command: 'neuralTerminal.askAboutSelection', title };
    return [action];
  }
}
