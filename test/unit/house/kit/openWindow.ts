import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExtensionContext } from 'vscode';
import { activate, deactivate } from '../../../../src/extension.ts';
import { FakeMemento, FakeSecretStorage } from '../../../support/fakeVscode/fakeStorage.ts';
import { FakeUri } from '../../../support/fakeVscode/fakeUri.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { workerSource } from './storedFiles.ts';

/**
 * Opens the extension in a folder as VS Code does, on sources instead of bundles. Its storage is below `storage`; what it says to VS Code
 * is `recorded`. One module, one window: a test file can open one.
 */
export async function openWindow(root: string) {
  const [storage, dist] = [join(root, 'storage'), join(root, 'extension', 'dist')];
  await mkdir(dist, { recursive: true });
  await copyFile(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'), join(dist, 'sql-wasm.wasm'));
  await writeFile(join(dist, 'projectionWorker.cjs'), `import(${JSON.stringify(pathToFileURL(workerSource).href)});`);
  const [secrets, ofWorkspace, ofMachine] = [new FakeSecretStorage(), new FakeMemento(), new FakeMemento()];
  const subscriptions: { dispose(): unknown }[] = [];
  activate({
    subscriptions,
    extensionUri: FakeUri.file(join(root, 'extension')),
    globalStorageUri: FakeUri.file(storage),
    extension: { packageJSON: { version: '0.1.0' } },
    secrets,
    workspaceState: ofWorkspace,
    globalState: ofMachine,
  } as unknown as ExtensionContext);
  return {
    storage,
    secrets,
    ofWorkspace,
    ofMachine,
    run: (name: string) => recorded.commands.get(`neuralTerminal.${name}`)?.(),
    async close(): Promise<void> {
      await deactivate();
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
