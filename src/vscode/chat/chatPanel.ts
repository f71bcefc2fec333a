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
  readonly #open = new Map<vscode.WebviewPanel, Surface>();

  constructor(extensionUri: vscode.Uri, services: SessionServices, surfaces: SurfaceRegistry) {
    this.#dist = vscode.Uri.joinPath(extensionUri, 'dist');
    this.#icon = vscode.Uri.joinPath(extensionUri, 'media', 'panel.svg');
    this.#services = services;
    this.#surfaces = surfaces;
  }

  /** The surface of the editor whose title bar is in use, whatever has the focus; null when that is another editor. */
  get active(): Surface | null {
    for (const [panel, surface] of this.#open) if (panel.active) return surface;
    return null;
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
    this.#open.set(panel, surface);
    const registration = this.#surfaces.add(surface);
    let wasActive = panel.active;
    const title = session.onDidChangeTitle((text) => (panel.title = text ?? vscode.l10n.t('Neural Terminal')));
    const state = panel.onDidChangeViewState(() => {
      if (!panel.visible) session.pageGone();
      // It stays the active editor while the user is in the sidebar: only becoming it is a touch.
      if (panel.active && !wasActive) this.#surfaces.touch(surface);
      wasActive = panel.active;
      this.#surfaces.visibilityChanged();
    });
    panel.onDidDispose(() => {
      this.#open.delete(panel);
      title.dispose();
      state.dispose();
      registration.dispose();
      disposable.dispose();
    });
    return session;
  }
}
