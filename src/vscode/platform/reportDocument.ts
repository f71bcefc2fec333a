import * as vscode from 'vscode';

const scheme = 'neural-terminal-report';

/** Shows plain text in a read-only editor. Each report replaces the one before it. */
export class ReportDocument implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();

  /** Lets VS Code read the reports, until that is disposed. */
  register(): vscode.Disposable {
    const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
    return {
      dispose: () => {
        registration.dispose();
        this.#changed.dispose();
      },
    };
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.path) ?? '';
  }

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${name}` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}
