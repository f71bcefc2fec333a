import * as vscode from 'vscode';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';
import { openChatSurface, type SessionServices } from './chatSurface.ts';
import type { Surface, SurfaceRegistry } from './surfaceRegistry.ts';

/** Editor panels: the same surface in the editor area. They come back after a reload. */
export class ChatPanels implements vscode.WebviewPanelSerializer {
  static readonly type = 'neuralTerminal.panel';
  readonly #dist: vscode.Uri;
  readonly #icon: vscode.Uri;
  readonly #services: SessionServices;
  readonly #surfaces: SurfaceRegistry;

  constructor(extensionUri: vscode.Uri, services: SessionServices, surfaces: SurfaceRegistry) {
    this.#dist = vscode.Uri.joinPath(extensionUri, 'dist');
    this.#icon = vscode.Uri.joinPath(extensionUri, 'media', 'panel.svg');
    this.#services = services;
    this.#surfaces = surfaces;
  }

  /** Opens a new panel on a conversation (null: a new one). */
  open(conversationId: string | null): void {
    const panel = vscode.window.createWebviewPanel(ChatPanels.type, vscode.l10n.t('Neural Terminal'), vscode.ViewColumn.Active);
    this.#attach(panel).show(conversationId);
  }

  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    // The page remembers its conversation itself and names it when it says `ready`.
    this.#attach(panel);
    return Promise.resolve();
  }

  #attach(panel: vscode.WebviewPanel): SurfaceSession {
    panel.iconPath = this.#icon;
    const { session, disposable } = openChatSurface(panel.webview, 'editor', this.#dist, this.#services);
    const surface: Surface = { session, isVisible: () => panel.visible, reveal: () => panel.reveal() };
    const registration = this.#surfaces.add(surface);
    const title = session.onDidChangeTitle((text) => (panel.title = text ?? vscode.l10n.t('Neural Terminal')));
    const state = panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pageGone();
      if (panel.active) this.#surfaces.use(surface);
      else this.#surfaces.visibilityChanged();
    });
    panel.onDidDispose(() => {
      title.dispose();
      state.dispose();
      registration.dispose();
      disposable.dispose();
    });
    return session;
  }
}
