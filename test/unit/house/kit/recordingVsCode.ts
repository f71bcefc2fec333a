import { join } from 'node:path';

/** What the extension said to VS Code that VS Code, a person's files or another window may remember, in the order of saying. */
export const said = {
  commands: new Map<string, () => Promise<unknown>>(),
  executed: [] as (readonly unknown[])[],
  views: new Map<string, { resolveWebviewView(view: unknown): Promise<void> }>(),
  serializers: [] as string[],
  panels: [] as string[],
  statusBarItems: [] as string[],
  settingsRead: new Set<string>(),
  settingsWritten: new Set<string>(),
  schemes: [] as string[],
  actionKinds: [] as string[],
  proposedFiles: [] as string[],
};

/** What a person answers: the path to save to, the text that is typed. */
export const person = { savesTo: '', types: '' };

const disposable = { dispose: () => undefined };
const listen = () => disposable;

class Uri {
  readonly fsPath: string;

  constructor(path: string) {
    this.fsPath = path;
  }

  static readonly file = (path: string) => new Uri(path);
  static readonly joinPath = (base: Uri, ...parts: readonly string[]) => new Uri(join(base.fsPath, ...parts));
}

export const uriOf = (path: string): Uri => new Uri(path);

class EventEmitter {
  readonly event = listen;
  fire(): void {}
  dispose(): void {}
}

/** A webview, as a view in the sidebar and as a panel; `send` is the page. */
export function recordingSurface() {
  const posted: { readonly type: string; readonly re?: number; readonly ok?: unknown; readonly error?: unknown }[] = [];
  let receive: (message: unknown) => void = () => undefined;
  const webview = {
    options: {},
    html: '',
    cspSource: '',
    asWebviewUri: (uri: Uri) => uri.fsPath,
    postMessage: (message: (typeof posted)[number]) => {
      posted.push(message);
      return Promise.resolve(true);
    },
    onDidReceiveMessage: (listener: typeof receive) => {
      receive = listener;
      return disposable;
    },
  };
  return {
    posted,
    send: (message: unknown) => receive(message),
    view: {
      webview,
      visible: true,
      active: true,
      title: '',
      onDidChangeVisibility: listen,
      onDidChangeViewState: listen,
      onDidDispose: listen,
      show: () => undefined,
      reveal: () => undefined,
    },
  };
}

export const editorSurface = recordingSurface();

/** As much of the module `vscode` as a window needs to start, to ask and to close. */
export const recordingVsCode = {
  Uri,
  EventEmitter,
  Disposable: { from: () => disposable },
  ThemeColor: class {},
  CodeActionKind: {
    Empty: {
      append: (kind: string) => {
        said.actionKinds.push(kind);
        return { value: kind };
      },
    },
  },
  StatusBarAlignment: { Right: 2 },
  ViewColumn: { Active: -1 },
  ProgressLocation: { Notification: 15 },
  ConfigurationTarget: { Global: 1 },
  l10n: { t: (text: string) => text },
  languages: { registerCodeActionsProvider: listen },
  commands: {
    registerCommand: (id: string, run: () => Promise<unknown>) => {
      said.commands.set(id, run);
      return disposable;
    },
    executeCommand: (...call: readonly unknown[]) => {
      said.executed.push(call);
      return Promise.resolve();
    },
  },
  workspace: {
    name: 'a workspace',
    onDidChangeConfiguration: listen,
    registerTextDocumentContentProvider: (scheme: string) => {
      said.schemes.push(scheme);
      return disposable;
    },
    asRelativePath: (uri: Uri) => uri.fsPath,
    getConfiguration: (section: string) => ({
      get: (name: string) => void said.settingsRead.add(`${section}.${name}`),
      inspect: (name: string) => void said.settingsRead.add(`${section}.${name}`),
      update: (name: string) => {
        said.settingsWritten.add(`${section}.${name}`);
        return Promise.resolve();
      },
    }),
  },
  window: {
    state: { focused: false },
    onDidChangeWindowState: listen,
    createOutputChannel: () => ({ debug() {}, info() {}, warn() {}, error() {}, show() {}, dispose() {} }),
    createStatusBarItem: (id: string) => {
      said.statusBarItems.push(id);
      return { show() {}, dispose() {} };
    },
    registerWebviewViewProvider: (id: string, provider: { resolveWebviewView(view: unknown): Promise<void> }) => {
      said.views.set(id, provider);
      return disposable;
    },
    registerWebviewPanelSerializer: (type: string) => {
      said.serializers.push(type);
      return disposable;
    },
    createWebviewPanel: (type: string) => {
      said.panels.push(type);
      return editorSurface.view;
    },
    showInformationMessage: () => Promise.resolve(),
    showWarningMessage: () => Promise.resolve(),
    showErrorMessage: () => Promise.resolve(),
    showInputBox: () => Promise.resolve(person.types),
    showSaveDialog: ({ defaultUri }: { readonly defaultUri: Uri }) => {
      said.proposedFiles.push(defaultUri.fsPath);
      return Promise.resolve(new Uri(person.savesTo));
    },
    withProgress: (_options: unknown, work: (progress: unknown, token: unknown) => unknown) =>
      Promise.resolve(work({ report() {} }, { onCancellationRequested: listen })),
  },
};

/** A memento, or a secret storage, that notes the keys that are read and written. */
export function recordingStorage() {
  const [values, keys, written] = [new Map<string, unknown>(), new Set<string>(), new Set<string>()];
  const get = (key: string, otherwise?: unknown): unknown => {
    keys.add(key);
    return values.get(key) ?? otherwise;
  };
  const put = (key: string, value: unknown): Promise<void> => {
    written.add(key);
    values.set(key, value);
    return Promise.resolve();
  };
  return {
    keys,
    written,
    memento: { get, update: put },
    secrets: {
      get: (key: string) => Promise.resolve(get(key)),
      store: put,
      delete: (key: string) => put(key, undefined),
      onDidChange: listen,
    },
  };
}
