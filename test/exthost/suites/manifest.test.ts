import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { contractSettings } from '../contractSettings.ts';

interface Contributions {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: Configuration | readonly Configuration[];
  };
}

interface Configuration {
  readonly properties: Readonly<
    Record<string, { readonly scope?: string; readonly description?: string; readonly markdownDescription?: string }>
  >;
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('neural-terminal.neural-terminal');
  assert.ok(found, 'the extension is not installed in this host');
  return found;
}

const manifest = (): Contributions => extension().packageJSON as Contributions;

describe('the extension', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('runs where the person is, before it runs where the files are', () => {
    assert.deepEqual(manifest().extensionKind, ['ui', 'workspace']);
  });

  it('is not woken by everything, and names no event that VS Code implies', () => {
    const superfluous = manifest().activationEvents.filter((event) => /^(\*|onCommand:|onView:)/.test(event));
    assert.deepEqual(superfluous, []);
  });
});

describe('the commands', () => {
  /** VS Code makes these from the view and its container. */
  const generated = /^neuralTerminal\.(chat\.|resetViewContainerLocation$)/;

  it('are registered as declared, no more and no less', async () => {
    await extension().activate();
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('neuralTerminal.') && !generated.test(id));
    const declared = manifest().contributes.commands.map(({ command }) => command);
    assert.deepEqual(registered.sort(), [...declared].sort());
  });

  it('have a title of their own and the category of the extension', () => {
    const { commands } = manifest().contributes;
    const untitled = commands.filter(({ title, category }) => !title || title.startsWith('%') || category !== 'Neural Terminal');
    assert.deepEqual(untitled, []);
    assert.equal(new Set(commands.map(({ title }) => title)).size, commands.length);
  });
});

describe('the settings', () => {
  const contributed = (): [string, Configuration['properties'][string]][] => {
    const { configuration } = manifest().contributes;
    return [configuration].flat().flatMap(({ properties }: Configuration) => Object.entries(properties));
  };

  it('have the scopes of the public contract', () => {
    assert.notEqual(contributed().length, 0);
    const scopes = contributed().map(([key, { scope = 'window' }]) => [key, scope]);
    assert.deepEqual(
      scopes,
      scopes.map(([key]) => [key, contractSettings[String(key)]?.scope ?? 'not in the contract']),
    );
  });

  it('have the defaults of the public contract', () => {
    for (const [key] of contributed()) {
      const expected = contractSettings[key];
      if (expected && 'default' in expected)
        assert.deepEqual(vscode.workspace.getConfiguration().inspect(key)?.defaultValue, expected.default, key);
    }
  });

  it('are described', () => {
    const undescribed = contributed().filter(([, { description, markdownDescription }]) => !(description ?? markdownDescription));
    assert.deepEqual(undescribed, []);
  });

  it('that an untrusted workspace could bend are restricted, and only those', () => {
    const { supported, restrictedConfigurations } = manifest().capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    const expected = contributed().filter(([key]) => contractSettings[key]?.restricted);
    assert.deepEqual([...restrictedConfigurations].sort(), expected.map(([key]) => key).sort());
  });

  it('of the endpoint cannot be set by a workspace', async () => {
    const configuration = vscode.workspace.getConfiguration('neuralTerminal');
    await assert.rejects(async () =>
      configuration.update('openRouter.baseUrl', 'https://elsewhere.invalid/api', vscode.ConfigurationTarget.Workspace),
    );
  });
});
