import * as vscode from 'vscode';
import type { SurfaceSession } from '../../core/surface/surfaceSession.ts';
import type { HostCommand } from '../../shared/protocol/messages.ts';
import { openChatSurface, type SessionServices } from './chatSurface.ts';
import type { Surface, SurfaceRegistry } from './surfaceRegistry.ts';

/** The sidebar surface. */
export class ChatView implements vscode.WebviewViewProvider {
  static readonly id = 'neuralTerminal.chat';
  readonly #dist: vscode.Uri;
  readonly #services: SessionServices;
  readonly #surfaces: SurfaceRegistry;
  #surface: Surface | null = null;
  #waiting: ((session: SurfaceSession) => void)[] = [];

  constructor(dist: vscode.Uri, services: SessionServices, surfaces: SurfaceRegistry) {
    this.#dist = dist;
    this.#services = services;
    this.#surfaces = surfaces;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { session, disposable } = openChatSurface(view.webview, 'sidebar', this.#dist, this.#services);
    const surface: Surface = { session, isVisible: () => view.visible, reveal: () => view.show() };
    const registration = this.#surfaces.add(surface);
    this.#surface = surface;
    const visibility = view.onDidChangeVisibility(() => {
      if (view.visible) this.#surfaces.touch(surface);
      else session.pageGone();
      this.#surfaces.visibilityChanged();
    });
    view.onDidDispose(() => {
      if (this.#surface === surface) this.#surface = null;
      visibility.dispose();
      registration.dispose();
      disposable.dispose();
    });
    for (const work of this.#waiting.splice(0)) work(session);
  }

  /** The view's own surface; null while it was never shown. */
  get surface(): Surface | null {
    return this.#surface;
  }

  /** Opens the view, whether or not it has ever been shown, and does something with its surface, at the latest when it is there. */
  async reveal(work: (session: SurfaceSession) => void): Promise<void> {
    if (this.#surface) work(this.#surface.session);
    else this.#waiting.push(work);
    await vscode.commands.executeCommand(`${ChatView.id}.focus`);
    // It may have been in sight before, and is what the user asked for.
    if (this.#surface) this.#surfaces.touch(this.#surface);
  }

  /** Reveals the view and passes the command on as soon as its page listens. */
  sendCommand(command: HostCommand): Promise<void> {
    return this.reveal((session) => session.sendCommand(command));
  }
}
