import { describe, expect, it } from 'vitest';
import manifest from '../../../../package.json' with { type: 'json' };
import { settingShapes } from '../../../../src/vscode/settings/settingsSchema.ts';

const contributed = Object.entries(manifest.contributes.configuration.properties).map(([name, { default: value }]) => [name, value]);
const validated = Object.entries(settingShapes).map(([name, shape]) => [`neuralTerminal.${name}`, shape.parse(undefined)]);

describe('settings', () => {
  it('have the same names and defaults in the manifest and in the code', () => {
    expect(Object.fromEntries(contributed)).toEqual(Object.fromEntries(validated));
  });

  it('take null where the code does, and only there', () => {
    const takeNull = (types: unknown) => Array.isArray(types) && types.includes('null');
    const ofManifest = Object.entries(manifest.contributes.configuration.properties).filter(([, { type }]) => takeNull(type));
    const ofCode = Object.entries(settingShapes).filter(([, shape]) => shape.safeParse(null).success);
    expect(ofManifest.map(([name]) => name)).toEqual(ofCode.map(([name]) => `neuralTerminal.${name}`));
    expect(ofCode.map(([name]) => name)).toContain('conversation.temperature');
  });

  it('of money and of the endpoint cannot be set by a workspace', () => {
    const scopes = Object.entries(manifest.contributes.configuration.properties).filter(([name]) => /openRouter|budget/.test(name));
    expect(scopes.filter(([, { scope }]) => scope !== 'application')).toEqual([]);
  });

  it('of a window that change what is sent are ignored in an untrusted folder', () => {
    const window = Object.entries(manifest.contributes.configuration.properties).filter(([, { scope }]) => scope === 'window');
    const free = window
      .map(([name]) => name)
      .filter((name) => !manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes(name));
    expect(free).toEqual(['neuralTerminal.theme']);
  });
});
