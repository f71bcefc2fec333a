import { describe, it } from 'vitest';
import type * as vscode from 'vscode';
import { FakeMemento, FakeSecretStorage } from '../../support/fakeVscode/fakeStorage.ts';
import * as fakeModule from '../../support/fakeVscode/vscode.ts';
import { vscodeContract } from '../../support/fakeVscode/vscodeContract.ts';

// The same facts are checked in a real VS Code by test/exthost/suites/vscodeContract.test.ts.
describe('the fake of vscode', () => {
  it.each(vscodeContract)('$name', async ({ check }) => {
    // A part of the module: what a fact needs beyond it fails here.
    await check(fakeModule as unknown as typeof vscode, { secrets: new FakeSecretStorage(), workspaceState: new FakeMemento() });
  });
});
