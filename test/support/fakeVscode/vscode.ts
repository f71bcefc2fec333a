// The module `vscode` for the unit tests, where the runner puts it in its place: as much as the extension uses, and thin. What the product
// relies on in it is in vscodeContract.ts, which runs against this and inside a real VS Code. The types hold it against the real module.
import type * as vscode from 'vscode';
import { FakeConfiguration } from './fakeConfiguration.ts';
import { fakeDisplayLanguage } from './fakeDisplayLanguage.ts';
import { FakeEventEmitter } from './fakeEventEmitter.ts';
import { FakePosition, FakeRange, FakeSelection } from './fakePositions.ts';
import { FakeUri } from './fakeUri.ts';
import { fakeWindow } from './fakeWindow.ts';
import { recorded } from './recorded.ts';

const disposable = (): vscode.Disposable => ({ dispose: () => undefined });

/** The settings of the window, for tests to change. */
export const fakeConfiguration = new FakeConfiguration();

export const Uri: Pick<typeof vscode.Uri, 'file' | 'parse' | 'joinPath' | 'from'> = FakeUri;
export const EventEmitter: typeof vscode.EventEmitter = FakeEventEmitter;
export { FakePosition as Position, FakeRange as Range, FakeSelection as Selection };

export const Disposable: Pick<typeof vscode.Disposable, 'from'> = {
  from: (...all) => ({ dispose: () => all.forEach((one) => void one.dispose()) }),
};

export class ThemeColor implements vscode.ThemeColor {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon implements vscode.ThemeIcon {
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }
}

export class CodeActionKind implements Pick<vscode.CodeActionKind, 'value'> {
  static readonly Empty = new CodeActionKind('');
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  append(part: string): CodeActionKind {
    recorded.codeActionKinds.push(part);
    return new CodeActionKind(this.value === '' ? part : `${this.value}.${part}`);
  }
}

export class CodeAction implements Pick<vscode.CodeAction, 'title' | 'command'> {
  readonly title: string;
  readonly kind: CodeActionKind;
  command?: vscode.Command;

  constructor(title: string, kind: CodeActionKind) {
    this.title = title;
    this.kind = kind;
  }
}

export const StatusBarAlignment: typeof vscode.StatusBarAlignment = { Left: 1, Right: 2 };
export const ViewColumn: Pick<typeof vscode.ViewColumn, 'Active'> = { Active: -1 };
export const ProgressLocation: typeof vscode.ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 };
export const ConfigurationTarget: typeof vscode.ConfigurationTarget = { Global: 1, Workspace: 2, WorkspaceFolder: 3 };

export const l10n: Pick<typeof vscode.l10n, 't' | 'bundle'> = {
  get bundle() {
    return fakeDisplayLanguage.translations;
  },
  t: (message: unknown, ...values: readonly unknown[]): string =>
    // The gap that has no value stays.
    String(message).replaceAll(/\{(\d+)\}/g, (gap, index: string) => String((values[Number(index)] as string | undefined) ?? gap)),
};

export const languages: Pick<typeof vscode.languages, 'registerCodeActionsProvider'> = { registerCodeActionsProvider: disposable };

export const commands: Pick<typeof vscode.commands, 'registerCommand' | 'executeCommand'> = {
  registerCommand: (id, run: () => unknown) => {
    recorded.commands.set(id, run);
    return disposable();
  },
  executeCommand: (...call): Promise<never> => {
    recorded.executed.push(call);
    return Promise.resolve(undefined as never);
  },
};

export const env: { clipboard: Pick<vscode.Clipboard, 'writeText'> } & Pick<typeof vscode.env, 'openExternal' | 'language'> = {
  get language() {
    return fakeDisplayLanguage.language;
  },
  clipboard: {
    writeText: (text) => {
      recorded.clipboard.push(text);
      return Promise.resolve();
    },
  },
  openExternal: (uri) => {
    recorded.openedLinks.push(String(uri));
    return Promise.resolve(true);
  },
};

interface FakeDocument {
  getText(): string;
  readonly languageId: string;
}

export const workspace: Pick<typeof vscode.workspace, 'name' | 'onDidChangeConfiguration' | 'registerTextDocumentContentProvider'> & {
  asRelativePath(uri: vscode.Uri): string;
  getConfiguration(section: string): Pick<vscode.WorkspaceConfiguration, 'get' | 'inspect' | 'update'>;
  openTextDocument(what: vscode.Uri | { readonly language: string; readonly content: string }): Promise<FakeDocument>;
} = {
  name: 'a workspace',
  onDidChangeConfiguration: fakeConfiguration.onDidChange,
  registerTextDocumentContentProvider: (scheme, provider) => {
    recorded.documentProviders.set(scheme, provider);
    return disposable();
  },
  asRelativePath: (uri) => uri.path,
  getConfiguration: (section) => fakeConfiguration.section(section),
  openTextDocument: async (what) => {
    if ('content' in what) return { languageId: what.language, getText: () => what.content };
    const text = await recorded.documentProviders.get(what.scheme)?.provideTextDocumentContent(what, undefined as never);
    return { languageId: 'plaintext', getText: () => text ?? '' };
  },
};

export { fakeWindow as window };
