import type * as vscode from 'vscode';
import { FakeEventEmitter } from './fakeEventEmitter.ts';
import { FakeUri } from './fakeUri.ts';

/** What a test reads of the messages to the page. */
export interface PostedMessage {
  readonly type: string;
  readonly re?: number;
  readonly ok?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export class FakeWebview implements vscode.Webview {
  readonly posted: PostedMessage[] = [];
  readonly #received = new FakeEventEmitter<unknown>();
  readonly onDidReceiveMessage = this.#received.event;
  readonly cspSource = 'https://*.vscode-cdn.net';
  options: vscode.WebviewOptions = {};
  html = '';

  asWebviewUri(uri: vscode.Uri): FakeUri {
    return FakeUri.parse(`https://file+.vscode-resource.vscode-cdn.net${uri.path}`);
  }

  postMessage(message: PostedMessage): Promise<boolean> {
    this.posted.push(message);
    return Promise.resolve(true);
  }

  /** As the page would. */
  send(message: unknown): void {
    this.#received.fire(message);
  }
}

/** A webview as a view in the sidebar. */
export class FakeWebviewView implements vscode.WebviewView {
  readonly webview = new FakeWebview();
  readonly #visibility = new FakeEventEmitter<void>();
  readonly #disposed = new FakeEventEmitter<void>();
  readonly onDidChangeVisibility = this.#visibility.event;
  readonly onDidDispose = this.#disposed.event;
  readonly viewType = 'neuralTerminal.chat';
  visible = true;
  shown = 0;

  show(): void {
    this.shown += 1;
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.#visibility.fire();
  }

  dispose(): void {
    this.#disposed.fire();
  }
}

/** A webview as a tab of the editor area. */
export class FakeWebviewPanel implements vscode.WebviewPanel {
  readonly webview = new FakeWebview();
  readonly #state = new FakeEventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  readonly #disposed = new FakeEventEmitter<void>();
  readonly onDidChangeViewState = this.#state.event;
  readonly onDidDispose = this.#disposed.event;
  readonly options: vscode.WebviewPanelOptions = {};
  readonly viewColumn = undefined;
  readonly viewType: string;
  title: string;
  visible = true;
  active = true;
  revealed = 0;

  constructor(viewType: string, title: string) {
    this.viewType = viewType;
    this.title = title;
  }

  reveal(): void {
    this.revealed += 1;
  }

  setState(state: { readonly visible: boolean; readonly active: boolean }): void {
    this.visible = state.visible;
    this.active = state.active;
    this.#state.fire({ webviewPanel: this });
  }

  dispose(): void {
    this.#disposed.fire();
  }
}
