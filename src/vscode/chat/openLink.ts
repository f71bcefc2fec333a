import * as vscode from 'vscode';
import { ChatError } from '../../core/errors/chatError.ts';

const allowedProtocols: readonly string[] = ['https:', 'http:', 'mailto:'];

/** Opens a link of an answer outside. VS Code asks before it opens one that a program names. Throws ChatError for any but web and mail links. */
export async function openLink(href: string): Promise<void> {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (!url || !allowedProtocols.includes(url.protocol))
    throw new ChatError('BAD_SETTING', 'Only web and mail links are opened from an answer.');
  // As text, which the API takes though its type does not say so: a Uri decodes "%2F", "%26" and "%2B", and another page would open
  // (microsoft/vscode#85930).
  await vscode.env.openExternal(url.href as unknown as vscode.Uri);
}
