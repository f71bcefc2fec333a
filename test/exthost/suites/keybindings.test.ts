import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };

interface Keybinding {
  readonly key: string;
  readonly command: string;
}

/** The keybindings of VS Code itself and of all extensions, as its own read-only document lists them (JSON with comments). */
async function defaultKeybindings(): Promise<readonly Keybinding[]> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('vscode://defaultsettings/keybindings.json'));
  const json = document.getText().replaceAll(/^\s*\/\/.*$/gm, '');
  return JSON.parse(json) as readonly Keybinding[];
}

describe('keybindings', () => {
  for (const { key, command } of manifest.contributes.keybindings) {
    it(`${key} is free for ${command}`, async () => {
      const all = await defaultKeybindings();
      assert.ok(all.length > 500, 'the list of defaults was read');
      const others = all.filter((binding) => binding.key === key && binding.command !== command);
      assert.deepEqual(others, []);
    });

    it(`${key} does not stand in the way of a longer chord`, async () => {
      const longer = (await defaultKeybindings()).filter((binding) => binding.key.startsWith(`${key} `));
      assert.deepEqual(longer, []);
    });
  }
});
