import type * as vscode from 'vscode';
import { FakeEventEmitter } from './fakeEventEmitter.ts';
import { FakeInputBox } from './fakeInputBox.ts';
import { FakeUri } from './fakeUri.ts';
import { FakeWebviewPanel } from './fakeSurface.ts';
import { fakeUser } from './fakeUser.ts';
import { recorded, type RecordedLine, type RecordedMessage } from './recorded.ts';

const disposable = (): vscode.Disposable => ({ dispose: () => undefined });
const windowState = new FakeEventEmitter<vscode.WindowState>();

/** Shows a message with buttons. `Promise<never>`: what comes back has the type of the buttons, which a fake cannot know. */
const messages =
  (kind: RecordedMessage['kind']) =>
  (text: string, ...rest: readonly unknown[]): Promise<never> => {
    const [first, ...others] = rest;
    const options = typeof first === 'object' && first !== null ? (first as vscode.MessageOptions) : {};
    const buttons = (options === first ? others : rest).map(String);
    recorded.messages.push({ kind, text, options, buttons });
    const pressed = buttons.find((button) => button === fakeUser.presses);
    return Promise.resolve(pressed as never);
  };

function logChannel(name: string): vscode.LogOutputChannel {
  let disposed = false;
  const line = (level: RecordedLine['level']) => (text: string | Error) => {
    if (disposed) throw new Error('Channel has been closed');
    recorded.log.push({ level, text: String(text) });
  };
  const channel: Pick<vscode.LogOutputChannel, 'debug' | 'info' | 'warn' | 'error' | 'dispose'> & { show(): void } = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    show: () => void recorded.shownChannels.push(name),
    dispose: () => void (disposed = true),
  };
  return channel as vscode.LogOutputChannel;
}

function statusBarItem(id: string): vscode.StatusBarItem {
  const item = { id, alignment: 2, text: '', name: undefined, tooltip: undefined, command: undefined, color: undefined };
  const shown = { backgroundColor: undefined, accessibilityInformation: undefined, priority: undefined };
  const made = Object.assign(item, shown, { show: () => undefined, hide: () => undefined, dispose: () => undefined });
  recorded.statusBarItems.push(made);
  return made;
}

type Faked =
  | 'state'
  | 'onDidChangeWindowState'
  | 'createStatusBarItem'
  | 'registerWebviewViewProvider'
  | 'registerWebviewPanelSerializer'
  | 'createWebviewPanel'
  | 'showInformationMessage'
  | 'showWarningMessage'
  | 'showErrorMessage'
  | 'showInputBox'
  | 'showSaveDialog'
  | 'showOpenDialog'
  | 'withProgress';

export const fakeWindow: Pick<typeof vscode.window, Faked> & {
  activeTextEditor: vscode.TextEditor | undefined;
  createInputBox(): FakeInputBox;
  createOutputChannel(name: string): vscode.LogOutputChannel;
  showQuickPick(items: QuickPickItems, options?: vscode.QuickPickOptions): Promise<vscode.QuickPickItem | undefined>;
  showTextDocument(document: vscode.TextDocument): Promise<vscode.TextEditor>;
} = {
  state: { focused: false, active: false },
  activeTextEditor: undefined,
  onDidChangeWindowState: windowState.event,
  createInputBox: () => {
    const box = new FakeInputBox();
    recorded.fields.push(box);
    return box;
  },
  createOutputChannel: logChannel,
  createStatusBarItem: (id: unknown) => statusBarItem(String(id)),
  registerWebviewViewProvider: (id, provider) => {
    recorded.views.set(id, provider);
    return disposable();
  },
  registerWebviewPanelSerializer: (type, serializer) => {
    recorded.serializers.set(type, serializer);
    return disposable();
  },
  createWebviewPanel: (type, title) => {
    const panel = new FakeWebviewPanel(type, title);
    recorded.panels.push(panel);
    return panel;
  },
  showInformationMessage: messages('information'),
  showWarningMessage: messages('warning'),
  showErrorMessage: messages('error'),
  showInputBox: (options = {}) => {
    recorded.inputBoxes.push(options);
    return Promise.resolve(typeof fakeUser.types === 'function' ? fakeUser.types(options) : fakeUser.types);
  },
  showQuickPick: async (given, options) => {
    const items = await given;
    recorded.quickPicks.push({ items, options });
    return items.find(({ label }) => label === fakeUser.picks);
  },
  showSaveDialog: (options = {}) => {
    recorded.saveDialogs.push(options);
    return Promise.resolve(fakeUser.savesTo === undefined ? undefined : FakeUri.file(fakeUser.savesTo));
  },
  showOpenDialog: (options = {}) => {
    recorded.openDialogs.push(options);
    return Promise.resolve(fakeUser.opens === undefined ? undefined : [FakeUri.file(fakeUser.opens)]);
  },
  showTextDocument: (document) => {
    recorded.shownDocuments.push(document.getText());
    return Promise.resolve({ document } as vscode.TextEditor);
  },
  withProgress: (options, work) => {
    recorded.progress.push(options);
    const cancellation = new FakeEventEmitter<unknown>();
    const token = { isCancellationRequested: false, onCancellationRequested: cancellation.event };
    const done = work({ report: () => undefined }, token);
    if (fakeUser.cancels && options.cancellable) {
      token.isCancellationRequested = true;
      cancellation.fire(undefined);
    }
    return Promise.resolve(done);
  },
};

type QuickPickItems = readonly vscode.QuickPickItem[] | PromiseLike<readonly vscode.QuickPickItem[]>;
