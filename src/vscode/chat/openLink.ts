import * as vscode from 'vscode';
import { ChatError } from '../../core/errors/chatError.ts';

const allowedProtocols: readonly string[] = ['https:', 'http:', 'mailto:'];

/** Opens a link of an answer outside. VS Code asks before it opens one that a program names. Throws ChatError for any but web and mail links. */
export async function openLink(href: string): Promise<void> {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (!url || !allowedProtocols.includes(url.protocol))
    throw new ChatError('BAD_SETTING', 'Only web and mail links are opened from an answer.');
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}
