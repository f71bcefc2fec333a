import { posix, join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

// The table of docs/architecture.md, typed a second time on purpose: a slip in the law is a difference to this.
const rooms = ['shared', 'core', 'openrouter', 'demo', 'tokens', 'archive', 'vscode'] as const;
type Room = (typeof rooms)[number];

const allowed: Readonly<Record<Room, readonly Room[]>> = {
  shared: [],
  core: ['shared'],
  openrouter: ['shared'],
  demo: ['shared'],
  tokens: ['shared'],
  archive: ['shared'],
  vscode: ['shared', 'core'],
};
const portsOnly: readonly Room[] = ['openrouter', 'demo', 'tokens', 'archive'];
const mayUseNode: readonly Room[] = ['archive', 'vscode'];

const paths = { folder: (room: Room): string => `src/${room}`, deep: (room: Room): string => `src/${room}/part/detail` };

let linter: ESLint;

beforeAll(async () => {
  linter = new ESLint({
    cwd: projectRoot,
    overrideConfigFile: join(projectRoot, '.eslint.config.mjs'),
    // The law needs no types, and the planted files exist nowhere.
    overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
  });
  await violations('src/shared/warmUp.ts', 'export {};');
}, 60_000);

async function violations(filePath: string, code: string): Promise<readonly string[]> {
  const [result] = await linter.lintText(code, { filePath: join(projectRoot, filePath) });
  const messages = result?.messages ?? [];
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`The planted file could not be linted: ${fatal.message}`);
  return messages.filter(({ ruleId }) => ruleId === 'law/imports' || ruleId === 'no-restricted-globals').map(({ message }) => message);
}

/** Imports `target` (a path from the root) as a file in `folder` would write it. */
function importing(folder: string, target: string): Promise<readonly string[]> {
  const path = posix.relative(folder, target);
  const specifier = path.startsWith('.') ? path : `./${path}`;
  return violations(`${folder}/planted.ts`, `import { thing } from '${specifier}';\nexport const other = thing;`);
}

async function expectForbidden(outcome: Promise<readonly string[]>): Promise<void> {
  expect(await outcome).toHaveLength(1);
}

async function expectAllowed(outcome: Promise<readonly string[]>): Promise<void> {
  expect(await outcome).toEqual([]);
}

describe.each(['folder', 'deep'] as const)('the import law, for a file at the level "%s"', (level) => {
  const place = paths[level];

  it.each(rooms.flatMap((from) => rooms.map((to) => [from, to] as const)))('holds from %s to %s', async (from, to) => {
    const outcome = importing(place(from), `src/${to}/thing.ts`);
    await (from === to || allowed[from].includes(to) ? expectAllowed(outcome) : expectForbidden(outcome));
  });

  it.each(portsOnly)('lets %s see the ports of core', async (from) => {
    await expectAllowed(importing(place(from), 'src/core/ports/thing.ts'));
    await expectForbidden(importing(place(from), 'src/core/portsOfEntry.ts'));
  });

  it.each(rooms)('keeps %s away from the webview, the composition root and the tests', async (from) => {
    await expectForbidden(importing(place(from), 'webview-ui/main.tsx'));
    await expectForbidden(importing(place(from), 'src/extension.ts'));
    await expectForbidden(importing(place(from), 'src/composition/composeWindow.ts'));
    await expectForbidden(importing(place(from), 'test/support/workbench.ts'));
  });

  it.each(rooms)('holds for Node and VS Code in %s', async (from) => {
    const file = `${place(from)}/planted.ts`;
    for (const name of ['node:fs', 'node:fs/promises', 'fs', 'path']) {
      const outcome = violations(file, `import * as thing from '${name}';\nexport const other = thing;`);
      await (mayUseNode.includes(from) ? expectAllowed(outcome) : expectForbidden(outcome));
    }
    const outcome = violations(file, `import type * as vscode from 'vscode';\nexport type Other = vscode.Uri;`);
    await (from === 'vscode' ? expectAllowed(outcome) : expectForbidden(outcome));
  });
});

describe('the import law', () => {
  it.each(rooms)('lets the webview see shared only: %s', async (to) => {
    for (const folder of ['webview-ui', 'webview-ui/components', 'webview-ui/components/log']) {
      const outcome = importing(folder, `src/${to}/thing.ts`);
      await (to === 'shared' ? expectAllowed(outcome) : expectForbidden(outcome));
    }
  });

  it('keeps Node, VS Code and the libraries of the host out of the webview', async () => {
    for (const name of ['node:fs', 'vscode', 'zod', 'sql.js', 'js-tiktoken/lite', 'eventsource-parser/stream'])
      await expectForbidden(violations('webview-ui/main.tsx', `import * as thing from '${name}';\nexport const other = thing;`));
    await expectAllowed(violations('webview-ui/main.tsx', `import { render } from 'preact';\nexport const other = render;`));
  });

  it('lets the composition root introduce all rooms to each other, but not the webview and the tests', async () => {
    for (const room of rooms) await expectAllowed(violations('src/composition/composeWindow.ts', `export * from '../${room}/thing.ts';`));
    await expectForbidden(violations('src/composition/composeWindow.ts', `export * from '../../webview-ui/host.ts';`));
    await expectForbidden(violations('src/composition/composeWindow.ts', `export * from '../../test/support/workbench.ts';`));
  });

  it('lets the entry see VS Code and the composition root, and nothing that takes time to load', async () => {
    await expectAllowed(violations('src/extension.ts', `export * from './composition/composeWindow.ts';`));
    await expectAllowed(violations('src/extension.ts', `export * from './vscode/platform/channelLog.ts';`));
    await expectForbidden(violations('src/extension.ts', `export * from './archive/archive.ts';`));
  });

  it('does not take a neighbour for a room because of its name', async () => {
    await expectAllowed(violations('src/core/part/planted.ts', `export * from '../tokensLeft.ts';`));
    await expectAllowed(violations('webview-ui/components/log/planted.tsx', `export * from '../archive/Drawer.tsx';`));
  });

  it.each([
    ['a re-export', `export { thing } from '../openrouter/thing.ts';`],
    ['a re-export of everything', `export * from '../openrouter/thing.ts';`],
    ['an import of a type', `import type { Thing } from '../openrouter/thing.ts';\nexport type Other = Thing;`],
    ['a type query', `export type Other = import('../openrouter/thing.ts').Thing;`],
    ['a dynamic import', `export const other = import('../openrouter/thing.ts');`],
    ['a dynamic import of a computed name', `export const other = import('../open' + 'router/thing.ts');`],
    ['an import for its effect', `import '../openrouter/thing.ts';`],
    ['a detour', `export * from './../core/../openrouter/thing.ts';`],
  ])('sees %s', async (_form, code) => {
    await expectForbidden(violations('src/core/planted.ts', code));
  });

  it('has a room for every folder of the product', async () => {
    await expectForbidden(violations('src/somewhereNew/planted.ts', 'export {};'));
  });

  it.each(['openrouter', 'demo', 'tokens'])("refuses Node's globals in %s, where types cannot", async (room) => {
    await expectForbidden(violations(`src/${room}/planted.ts`, `export const other = process.env;`));
  });
});
