import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { projectRoot } from '../../support/projectRoot.ts';

const texts = JSON.parse(readFileSync(join(projectRoot, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const textOf = (key: string): string => texts[key.slice(1, -1)] ?? `nothing for ${key}`;

it('the extension runs where the user is, before it runs where the files are', () => {
  expect(manifest.extensionKind).toEqual(['ui', 'workspace']);
});

it('it is not woken by everything, and names no event that VS Code implies', () => {
  expect(manifest.activationEvents.filter((event) => /^(\*|onCommand:|onView:)/.test(event))).toEqual([]);
});

it('an untrusted folder limits it', () => {
  expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
});

it('each command that the palette offers has a title of its own, and all have the category of the extension', () => {
  const { commands, menus } = manifest.contributes;
  const hidden = menus.commandPalette.filter(({ when }) => when === 'false').map(({ command }) => command);
  const titles = commands.map(({ title }) => textOf(title));
  const offered = commands.filter(({ command }) => !hidden.includes(command)).map(({ title }) => title);
  expect(new Set(offered).size).toBe(offered.length);
  expect(titles.filter((title) => title === '' || title.startsWith('nothing for'))).toEqual([]);
  expect(new Set(commands.map(({ category }) => textOf(category)))).toEqual(new Set(['Neural Terminal']));
});

it('each setting is described', () => {
  const descriptions = Object.values(manifest.contributes.configuration.properties).map(({ markdownDescription }) =>
    textOf(markdownDescription),
  );
  expect(descriptions.filter((text) => text === '' || text.startsWith('nothing for'))).toEqual([]);
});
