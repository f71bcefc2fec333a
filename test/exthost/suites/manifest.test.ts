import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };
import { settingShapes } from '../../../src/vscode/settings/settingsSchema.ts';

// What only a real VS Code can tell about the manifest. Names, scopes and defaults are held against the code by the unit tier.

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('neural-terminal.neural-terminal');
  assert.ok(found, 'the extension is not installed in this host');
  return found;
}

describe('the extension', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('has a text in the place of every key of package.nls.json', () => {
    const unfilled = JSON.stringify(extension().packageJSON).match(/"%[\w.]+%"/g) ?? [];
    assert.deepEqual(unfilled, []);
  });
});

describe('the commands', () => {
  /** VS Code makes these from the view and its container. */
  const generated = /^neuralTerminal\.(chat\.|resetViewContainerLocation$)/;

  it('are registered as declared, no more and no less', async () => {
    await extension().activate();
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('neuralTerminal.') && !generated.test(id));
    assert.deepEqual(registered.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
  });
});

describe('the settings', () => {
  for (const [name, shape] of Object.entries(settingShapes)) {
    it(`${name} has the default that is used without it`, () => {
      const found = vscode.workspace.getConfiguration('neuralTerminal').inspect(name);
      assert.deepEqual(found?.defaultValue, shape.parse(undefined));
    });
  }

  for (const [name, { scope }] of Object.entries(manifest.contributes.configuration.properties)) {
    it(`${name} can ${scope === 'application' ? 'not ' : ''}be set by a workspace`, async () => {
      const settings = vscode.workspace.getConfiguration();
      const set = async (value: unknown) => settings.update(name, value, vscode.ConfigurationTarget.Workspace);
      const value = settings.inspect(name)?.defaultValue;
      if (scope === 'application') return assert.rejects(() => set(value));
      await set(value);
      await set(undefined);
    });
  }
});
