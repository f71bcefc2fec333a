import * as vscode from 'vscode';
import type { Attachment } from '../../shared/model/attachment.ts';
import { maxDraftAttachments } from '../../shared/limits.ts';

/** Longest selection that is attached, in UTF-16 units. */
const maxSelectionLength = 1_000_000;

/** What is selected, as attachments in the order of the text; and which of them hold only the beginning of their selection. */
export interface SelectedText {
  readonly attachments: readonly Attachment[];
  readonly cut: readonly Attachment[];
}

/** All selections of the editor that are not empty. */
export function selectedText(editor: vscode.TextEditor | undefined): SelectedText {
  const selections = (editor?.selections ?? []).filter(({ isEmpty }) => !isEmpty).slice(0, maxDraftAttachments);
  const found = editor
    ? selections
        .toSorted(({ start: one }, { start: other }) => one.line - other.line || one.character - other.character)
        .map((selection) => attachmentOf(editor.document, selection))
    : [];
  return {
    attachments: found.map(({ attachment }) => attachment),
    cut: found.filter(({ isCut }) => isCut).map(({ attachment }) => attachment),
  };
}

function attachmentOf(document: vscode.TextDocument, selection: vscode.Selection) {
  const whole = document.getText(selection);
  const isCut = whole.length > maxSelectionLength;
  const text = isCut ? whole.slice(0, maxSelectionLength).toWellFormed() : whole;
  const firstLine = selection.start.line + 1;
  const attachment: Attachment = {
    kind: 'selection',
    name: vscode.workspace.asRelativePath(document.uri, false),
    language: document.languageId,
    firstLine,
    lastLine: isCut ? firstLine + lineBreaks(text) : lastLineOf(selection),
    text,
  };
  return { attachment, isCut };
}

/** A selection that ends at the start of a line does not hold that line. */
const lastLineOf = ({ start, end }: vscode.Selection): number => (end.character === 0 && end.line > start.line ? end.line : end.line + 1);

const lineBreaks = (text: string): number => (text.match(/\r\n|\r|\n/g) ?? []).length;

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
