import type * as vscode from 'vscode';

/** The version in the manifest. */
export function extensionVersion(context: vscode.ExtensionContext): string {
  return String((context.extension.packageJSON as { readonly version: unknown }).version);
}
