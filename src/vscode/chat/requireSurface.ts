import * as vscode from 'vscode';
import type { Surface, SurfaceRegistry } from './surfaceRegistry.ts';

/** The surface that a command means, for one that needs one. With none in sight it says so, and the command does nothing. */
export function requireSurface(surfaces: Pick<SurfaceRegistry, 'current'>): Surface | null {
  const { current } = surfaces;
  if (!current) void offerChat();
  return current;
}

async function offerChat(): Promise<void> {
  const open = vscode.l10n.t('Open Chat');
  const choice = await vscode.window.showInformationMessage(vscode.l10n.t('No conversation is in sight. Nothing was done.'), open);
  if (choice === open) await vscode.commands.executeCommand('neuralTerminal.openChat');
}
