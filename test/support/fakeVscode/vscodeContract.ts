// What the product relies on in VS Code, as checks that run against the fake (unit tier) and inside a real VS Code (exthost tier). A fact
// about the fake that is not in here has to be added first.
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';

type VsCode = typeof vscode;

/** What VS Code hands to an extension, of an extension without any data. */
export interface ExtensionStorage {
  readonly secrets: vscode.SecretStorage;
  readonly workspaceState: vscode.Memento;
}

export interface ContractFact {
  readonly name: string;
  check(this: void, vscode: VsCode, storage: ExtensionStorage): Promise<void> | void;
}

const section = 'neuralTerminal';

/** The next event; starts to listen at once. */
function next<T>(event: vscode.Event<T>): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      subscription.dispose();
      resolve(value);
    });
  });
}

const uris: readonly ContractFact[] = [
  {
    name: 'a file URI has the path of the file',
    check: ({ Uri }) => {
      const uri = Uri.file('/a folder/b#c.txt');
      assert.deepEqual([uri.scheme, uri.path, uri.fsPath, uri.fragment], ['file', '/a folder/b#c.txt', '/a folder/b#c.txt', '']);
      assert.equal(uri.toString(), 'file:///a%20folder/b%23c.txt');
    },
  },
  {
    name: 'joinPath adds folders and resolves dots, and keeps the rest',
    check: ({ Uri }) => {
      assert.equal(Uri.joinPath(Uri.file('/extension'), 'dist', 'webview.js').fsPath, '/extension/dist/webview.js');
      assert.equal(Uri.joinPath(Uri.file('/extension/dist'), '..', 'media').fsPath, '/extension/media');
      assert.equal(Uri.joinPath(Uri.parse('vscode-remote://host/a'), 'b').toString(), 'vscode-remote://host/a/b');
    },
  },
  {
    name: 'parse decodes the parts, and toString encodes all of them anew',
    check: ({ Uri }) => {
      const uri = Uri.parse('https://example.org/a%20b?c=d%26e#f%2Fg', true);
      assert.deepEqual([uri.scheme, uri.authority, uri.path, uri.query, uri.fragment], ['https', 'example.org', '/a b', 'c=d&e', 'f/g']);
      // Not the text that came in: an escaped and a plain "&" are the same afterwards.
      assert.equal(uri.toString(), 'https://example.org/a%20b?c%3Dd%26e#f%2Fg');
      assert.equal(uri.toString(true), 'https://example.org/a b?c=d&e#f/g');
    },
  },
  {
    name: 'parse wants a scheme when it is strict',
    check: ({ Uri }) => {
      assert.throws(() => Uri.parse('//example.org/a', true));
      assert.equal(Uri.parse('mailto:a@example.org', true).toString(), 'mailto:a%40example.org');
    },
  },
  {
    name: 'a URI can be made of a scheme and a path',
    check: ({ Uri }) =>
      assert.equal(Uri.from({ scheme: 'a-report', path: '/Archive Report.txt' }).toString(), 'a-report:/Archive%20Report.txt'),
  },
];

const values: readonly ContractFact[] = [
  {
    name: 'an emitter calls its listeners in their order, until they are disposed',
    check: ({ EventEmitter }) => {
      const emitter = new EventEmitter<string>();
      const heard: string[] = [];
      const first = emitter.event((value) => heard.push(`first ${value}`));
      emitter.event((value) => heard.push(`second ${value}`));
      emitter.fire('a');
      first.dispose();
      emitter.fire('b');
      emitter.dispose();
      emitter.fire('c');
      assert.deepEqual(heard, ['first a', 'second a', 'second b']);
    },
  },
  {
    name: 'Disposable.from disposes all of them',
    check: ({ Disposable }) => {
      const disposed: number[] = [];
      Disposable.from({ dispose: () => disposed.push(1) }, { dispose: () => disposed.push(2) }).dispose();
      assert.deepEqual(disposed.sort(), [1, 2]);
    },
  },
  {
    name: 'a range begins where it is earlier, and a selection knows where its caret is',
    check: ({ Range, Selection }) => {
      const range = new Range(6, 1, 4, 2);
      assert.deepEqual([range.start.line, range.start.character, range.end.line, range.end.character], [4, 2, 6, 1]);
      assert.deepEqual([range.isEmpty, new Range(1, 2, 1, 2).isEmpty], [false, true]);
      const selection = new Selection(6, 1, 4, 2);
      assert.deepEqual([selection.active.line, selection.anchor.line, selection.start.line, selection.isReversed], [4, 6, 4, true]);
    },
  },
  {
    name: 'a kind of code action is named after its parts, a colour by its id',
    check: ({ CodeActionKind, ThemeColor }) => {
      assert.equal(CodeActionKind.Empty.append(section).append('ask').value, `${section}.ask`);
      assert.equal(new ThemeColor('statusBarItem.errorBackground').id, 'statusBarItem.errorBackground');
    },
  },
  {
    name: 'l10n.t fills in values by number and leaves a gap without one',
    check: ({ l10n }) => {
      assert.equal(l10n.t('{0} of {1}, {0}', 'a$&b', 2), 'a$&b of 2, a$&b');
      assert.equal(l10n.t('{0} and {1}', 'one'), 'one and {1}');
      assert.equal(l10n.t('plain {text}'), 'plain {text}');
    },
  },
];

const configuration: readonly ContractFact[] = [
  {
    name: 'a setting that is not set has its default, and inspect tells the two apart',
    check: ({ workspace }) => {
      const settings = workspace.getConfiguration(section);
      assert.equal(settings.get('budget.warnAtPercent'), 80);
      assert.equal(settings.get('budget.dayUsd'), null);
      const { defaultValue, globalValue, workspaceValue } = settings.inspect('budget.warnAtPercent') ?? {};
      assert.deepEqual([defaultValue, globalValue, workspaceValue], [80, undefined, undefined]);
    },
  },
  {
    name: 'a setting that is changed is announced under its name and its section, and has its value',
    check: async ({ workspace, ConfigurationTarget }) => {
      const changed = next(workspace.onDidChangeConfiguration);
      await workspace.getConfiguration(section).update('budget.warnAtPercent', 70, ConfigurationTarget.Global);
      const event = await changed;
      assert.deepEqual(
        [section, `${section}.budget.warnAtPercent`, `${section}.theme`, 'neuralTerm'].map((name) => event.affectsConfiguration(name)),
        [true, true, false, false],
      );
      assert.equal(workspace.getConfiguration(section).get('budget.warnAtPercent'), 70);
      assert.equal(workspace.getConfiguration(section).inspect('budget.warnAtPercent')?.globalValue, 70);
      await workspace.getConfiguration(section).update('budget.warnAtPercent', undefined, ConfigurationTarget.Global);
      assert.equal(workspace.getConfiguration(section).get('budget.warnAtPercent'), 80);
    },
  },
  {
    name: 'a value of the wrong kind is handed out as it stands',
    check: async ({ workspace, ConfigurationTarget }) => {
      await workspace.getConfiguration(section).update('theme', 7, ConfigurationTarget.Global);
      assert.equal(workspace.getConfiguration(section).get('theme'), 7);
      await workspace.getConfiguration(section).update('theme', undefined, ConfigurationTarget.Global);
    },
  },
  {
    name: 'a setting of the application cannot be set by a workspace, and one that is not declared not at all',
    check: async ({ workspace, ConfigurationTarget }) => {
      const settings = workspace.getConfiguration(section);
      const elsewhere = 'https://elsewhere.invalid/api';
      await assert.rejects(async () => settings.update('openRouter.baseUrl', elsewhere, ConfigurationTarget.Workspace));
      await assert.rejects(async () => settings.update('no.such.setting', true, ConfigurationTarget.Global));
    },
  },
];

const storages: readonly ContractFact[] = [
  {
    name: 'a memento keeps null apart from nothing, a copy of objects, and the names of what it has',
    check: async (_vscode, { workspaceState }) => {
      assert.deepEqual([workspaceState.get('a'), workspaceState.get('a', 'otherwise')], [undefined, 'otherwise']);
      const object = { list: [1] };
      await workspaceState.update('a', null);
      await workspaceState.update('b', object);
      object.list.push(2);
      assert.deepEqual([workspaceState.get('a', 'otherwise'), workspaceState.get('b')], [null, { list: [1] }]);
      assert.deepEqual([...workspaceState.keys()].sort(), ['a', 'b']);
      await workspaceState.update('a', undefined);
      await workspaceState.update('b', undefined);
      assert.deepEqual([workspaceState.get('a', 'otherwise'), workspaceState.keys()], ['otherwise', []]);
    },
  },
  {
    name: 'a secret is announced by its name when it is stored and when it is deleted',
    check: async (_vscode, { secrets }) => {
      assert.equal(await secrets.get('a'), undefined);
      const stored = next(secrets.onDidChange);
      await secrets.store('a', 'a secret');
      assert.deepEqual([(await stored).key, await secrets.get('a')], ['a', 'a secret']);
      const deleted = next(secrets.onDidChange);
      await secrets.delete('a');
      assert.deepEqual([(await deleted).key, await secrets.get('a')], ['a', undefined]);
    },
  },
];

const windows: readonly ContractFact[] = [
  {
    name: 'a context key can be set',
    check: async ({ commands }) => assert.equal(await commands.executeCommand('setContext', `${section}.streaming`, false), undefined),
  },
  {
    name: 'work under a progress notice ends as the work does',
    check: async ({ window, ProgressLocation }) => {
      const options = { location: ProgressLocation.Notification, title: 'A test', cancellable: true };
      const inspected = await window.withProgress(options, (_progress, token) => Promise.resolve(token.isCancellationRequested));
      assert.equal(inspected, false);
      await assert.rejects(async () => window.withProgress(options, () => Promise.reject(new Error('the work failed'))), /the work failed/);
    },
  },
  {
    name: 'a document is made of a text, or by the provider of its scheme',
    check: async ({ workspace, Uri }) => {
      const csv = await workspace.openTextDocument({ language: 'plaintext', content: 'a,b' });
      assert.equal(csv.getText(), 'a,b');
      const provider = { provideTextDocumentContent: (uri: vscode.Uri) => `of ${uri.path}` };
      const registration = workspace.registerTextDocumentContentProvider('a-contract', provider);
      const report = await workspace.openTextDocument(Uri.from({ scheme: 'a-contract', path: '/Archive Report.txt' }));
      assert.equal(report.getText(), 'of /Archive Report.txt');
      registration.dispose();
    },
  },
  {
    name: 'a file outside of the workspace is named by its path',
    check: ({ workspace, Uri }) => assert.equal(workspace.asRelativePath(Uri.file('/nowhere/a.ts'), false), '/nowhere/a.ts'),
  },
  {
    name: 'an item of the status bar shows what it was given',
    check: ({ window, StatusBarAlignment, ThemeColor }) => {
      const item = window.createStatusBarItem('a-contract', StatusBarAlignment.Right, 100);
      item.text = '$(pulse) text';
      item.tooltip = 'tip';
      item.backgroundColor = new ThemeColor('statusBarItem.errorBackground');
      assert.deepEqual([item.text, item.tooltip, item.id], ['$(pulse) text', 'tip', 'a-contract']);
      item.backgroundColor = undefined;
      assert.equal(item.backgroundColor, undefined);
      item.dispose();
    },
  },
  {
    name: 'a webview keeps its permissions, serves files under https, and says when it is gone',
    check: async ({ window, Uri, ViewColumn }) => {
      const panel = window.createWebviewPanel('a-contract', 'A test', ViewColumn.Active);
      assert.equal(panel.viewType, 'a-contract');
      const roots = [Uri.file('/extension/dist')];
      panel.webview.options = { enableScripts: true, localResourceRoots: roots };
      assert.deepEqual(panel.webview.options.localResourceRoots?.map(String), roots.map(String));
      panel.webview.html = '<p>text</p>';
      assert.equal(panel.webview.html, '<p>text</p>');
      assert.match(
        panel.webview.asWebviewUri(Uri.file('/extension/dist/webview.js')).toString(),
        /^https:\/\/.+\/extension\/dist\/webview\.js$/,
      );
      assert.match(panel.webview.cspSource, /https:/);
      const gone = next(panel.onDidDispose);
      panel.dispose();
      await gone;
    },
  },
];

export const vscodeContract: readonly ContractFact[] = [...uris, ...values, ...configuration, ...storages, ...windows];
