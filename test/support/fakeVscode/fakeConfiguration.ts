import type * as vscode from 'vscode';
import manifest from '../../../package.json' with { type: 'json' };
import { FakeEventEmitter } from './fakeEventEmitter.ts';

/** Who says what a setting is; a later one wins. */
const layers = ['global', 'workspace', 'workspaceFolder'] as const;
type Layer = (typeof layers)[number];

interface Property {
  readonly default: unknown;
  readonly scope: string;
}
const properties: Readonly<Record<string, Property>> = manifest.contributes.configuration.properties;

/** The settings of a window: the defaults are those of the manifest. Names are whole ones, with their section. */
export class FakeConfiguration {
  readonly #values: Readonly<Record<Layer, Map<string, unknown>>> = {
    global: new Map(),
    workspace: new Map(),
    workspaceFolder: new Map(),
  };
  readonly #changed = new FakeEventEmitter<vscode.ConfigurationChangeEvent>();
  readonly onDidChange = this.#changed.event;
  readonly namesRead = new Set<string>();
  readonly namesWritten = new Set<string>();

  /** As if a settings file was edited, where any value can stand. `undefined` takes the setting out. */
  set(name: string, value: unknown, layer: Layer = 'global'): void {
    if (value === undefined) this.#values[layer].delete(name);
    else this.#values[layer].set(name, value);
    this.#changed.fire({ affectsConfiguration: (section) => name === section || name.startsWith(`${section}.`) });
  }

  reset(): void {
    for (const layer of layers) this.#values[layer].clear();
    this.namesRead.clear();
    this.namesWritten.clear();
  }

  section(section: string) {
    return {
      get: (name: string): never => {
        const whole = this.#read(section, name);
        const layer = layers.findLast((one) => this.#values[one].has(whole));
        return (layer ? this.#values[layer].get(whole) : properties[whole]?.default) as never;
      },
      inspect: (name: string): never => {
        const whole = this.#read(section, name);
        return {
          key: whole,
          defaultValue: properties[whole]?.default,
          globalValue: this.#values.global.get(whole),
          workspaceValue: this.#values.workspace.get(whole),
          workspaceFolderValue: this.#values.workspaceFolder.get(whole),
        } as never;
      },
      // Waits for the disk in VS Code, too; what it refuses, it refuses there.
      update: async (name: string, value: unknown, target?: vscode.ConfigurationTarget | boolean | null): Promise<void> => {
        const whole = `${section}.${name}`;
        const property = properties[whole];
        await Promise.resolve();
        if (!property) throw new Error(`Unable to write to User Settings because ${whole} is not a registered configuration.`);
        const layer = target === true || Number(target) === 1 ? 'global' : 'workspace';
        if (layer === 'workspace' && property.scope === 'application')
          throw new Error(`Unable to write ${whole} to Workspace Settings. This setting can be written only into User settings.`);
        this.namesWritten.add(whole);
        this.set(whole, value, layer);
      },
    } satisfies Pick<vscode.WorkspaceConfiguration, 'get' | 'inspect' | 'update'>;
  }

  #read(section: string, name: string): string {
    this.namesRead.add(`${section}.${name}`);
    return `${section}.${name}`;
  }
}
