import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type ExtensionStorage, vscodeContract } from '../../support/fakeVscode/vscodeContract.ts';
import { storageWitnessId } from '../storageWitness.ts';

// The same facts are checked of the fake, on which the unit tests of src/vscode stand, by test/unit/house/vscodeContract.test.ts.
describe('the real vscode', () => {
  let storage: ExtensionStorage;

  before(async () => {
    const witness = vscode.extensions.getExtension<ExtensionStorage>(storageWitnessId);
    assert.ok(witness, 'the extension that hands out its storage is not installed in this host');
    storage = await witness.activate();
  });

  for (const { name, check } of vscodeContract) it(name, () => check(vscode, storage));
});
