import * as vscode from 'vscode';
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
  #waiting: HostCommand[] = [];

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
      if (view.visible) this.#surfaces.use(surface);
      else {
        session.pageGone();
        this.#surfaces.visibilityChanged();
      }
    });
    view.onDidDispose(() => {
      if (this.#surface === surface) this.#surface = null;
      visibility.dispose();
      registration.dispose();
      disposable.dispose();
    });
    for (const command of this.#waiting.splice(0)) session.sendCommand(command);
  }

  /** Opens the view, whether or not it has ever been shown. */
  async reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${ChatView.id}.focus`);
  }

  /** Reveals the view and passes the command on as soon as its page listens. */
  async sendCommand(command: HostCommand): Promise<void> {
    if (this.#surface) this.#surface.session.sendCommand(command);
    else this.#waiting.push(command);
    await this.reveal();
  }
}
