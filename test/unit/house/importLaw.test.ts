import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../support/projectRoot.ts';

// Planted violations, which the law must reject, each with a neighbour that it must let pass. The law itself is in .eslint.importLaw.mjs only.

let linter: ESLint;

beforeAll(async () => {
  linter = new ESLint({
    cwd: projectRoot,
    overrideConfigFile: join(projectRoot, '.eslint.config.mjs'),
    // The law needs no types, and the planted files exist nowhere.
    overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
  });
  await objections('src/shared/warmUp.ts', 'export {};');
}, 60_000);

async function objections(filePath: string, code: string): Promise<readonly string[]> {
  const [result] = await linter.lintText(code, { filePath: join(projectRoot, filePath) });
  const messages = result?.messages ?? [];
  const fatal = messages.find((message) => message.fatal);
  if (fatal) throw new Error(`The planted file could not be linted: ${fatal.message}`);
  return messages.filter(({ ruleId }) => ruleId === 'law/imports' || ruleId === 'no-restricted-globals').map(({ message }) => message);
}

const importing = (file: string, specifier: string): Promise<readonly string[]> =>
  objections(file, `import { thing } from '${specifier}';\nexport const other = thing;`);

describe('an import from another room', () => {
  it.each([
    ['the domain of an adapter', 'src/core/chat/planted.ts', '../../openrouter/chat/thing.ts', 'src/core may import only src/shared.'],
    ['the domain of the editor', 'src/core/surface/planted.ts', '../../vscode/chat/thing.ts', 'src/core may import only src/shared.'],
    ['an adapter of another', 'src/openrouter/chat/planted.ts', '../../archive/disk/thing.ts', /^src\/openrouter may import only/],
    [
      'an adapter of the domain behind the ports',
      'src/archive/disk/planted.ts',
      '../../core/money/thing.ts',
      /^src\/archive may import only/,
    ],
    ['an adapter of a name like that of the ports', 'src/tokens/planted.ts', '../core/portsOfEntry.ts', /^src\/tokens may import only/],
    ['the editor of an adapter', 'src/vscode/keys/planted.ts', '../../openrouter/account/thing.ts', /^src\/vscode may import only/],
    ['the editor of the composition', 'src/vscode/chat/planted.ts', '../../composition/thing.ts', /^src\/vscode may import only/],
    ['what is shared of anything', 'src/shared/model/planted.ts', '../../core/ports/thing.ts', 'src/shared may import only itself.'],
    ['the page of the host', 'webview-ui/stores/planted.ts', '../../src/core/ports/thing.ts', 'webview-ui may import only src/shared.'],
    ['the host of the page', 'src/composition/planted.ts', '../../webview-ui/main.tsx', /^src\/composition may import only/],
    ['the product of the tests', 'src/composition/planted.ts', '../../test/support/thing.ts', /^src\/composition may import only/],
    ['the entry of what takes time to load', 'src/extension.ts', './archive/archive.ts', /^src\/extension\.ts may import only/],
    [
      'the services of the editor',
      'src/composition/createServices.ts',
      '../vscode/platform/thing.ts',
      /createServices\.ts may import only/,
    ],
    ['the services of their neighbours', 'src/composition/createServices.ts', './composeWindow.ts', /createServices\.ts may import only/],
  ])('is refused: %s', async (_what, file, specifier, reason) => {
    expect(await importing(file, specifier)).toEqual([typeof reason === 'string' ? reason : expect.stringMatching(reason)]);
  });

  it.each([
    ['the domain of what is shared', 'src/core/chat/planted.ts', '../../shared/model/thing.ts'],
    ['an adapter of the ports', 'src/openrouter/chat/planted.ts', '../../core/ports/thing.ts'],
    ['an adapter of the errors', 'src/archive/disk/planted.ts', '../../core/errors/thing.ts'],
    ['the editor of the domain', 'src/vscode/chat/planted.ts', '../../core/chat/thing.ts'],
    ['the page of what is shared', 'webview-ui/stores/planted.ts', '../../src/shared/protocol/thing.ts'],
    ['the composition of an adapter', 'src/composition/planted.ts', '../openrouter/chat/thing.ts'],
    ['the services of an adapter', 'src/composition/createServices.ts', '../archive/archive.ts'],
    ['the entry of the composition', 'src/extension.ts', './composition/composeWindow.ts'],
    ['a neighbour with a name like that of a room', 'src/core/chat/planted.ts', './tokensLeft.ts'],
  ])('passes: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toEqual([]);
  });
});

describe('an import inside a room', () => {
  it.each([
    ['from the answers to the chat', 'src/core/answers/planted.ts', '../chat/thing.ts'],
    ['from the money to the answers', 'src/core/money/budget/planted.ts', '../../answers/thing.ts'],
    ['from the ports to the money', 'src/core/ports/planted.ts', '../money/budget/thing.ts'],
    ['to the file above all floors', 'src/core/surface/planted.ts', '../createCore.ts'],
    ['from the prices to the budgets', 'src/core/money/pricing/planted.ts', '../budget/thing.ts'],
    ['from the wire to the errors', 'src/openrouter/values/planted.ts', '../errors/thing.ts'],
    ['from the log to the projection', 'src/archive/log/planted.ts', '../projection/thing.ts'],
    ['from the disk to a backup', 'src/archive/disk/planted.ts', '../maintenance/backup/thing.ts'],
    ['from a purge to a backup', 'src/archive/maintenance/purge/planted.ts', '../backup/thing.ts'],
    ['from a store to a component', 'webview-ui/stores/planted.ts', '../ui/thing.tsx'],
    ['from a drawer to the app', 'webview-ui/costs/planted.tsx', '../app/App.tsx'],
  ])('is refused where it climbs: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toEqual([expect.stringMatching(/ stands below .+, and an import never climbs\.$/)]);
  });

  it.each([
    ['context and models', 'src/core/context/planted.ts', '../models/thing.ts'],
    ['the ports and the errors', 'src/core/ports/planted.ts', '../errors/thing.ts'],
    ['the account and the catalogue', 'src/openrouter/account/planted.ts', '../catalogue/thing.ts'],
    ['the reservations and the ledger', 'src/archive/reservations/planted.ts', '../ledger/thing.ts'],
    ['the features of the page', 'webview-ui/composer/planted.tsx', '../transcript/thing.tsx'],
  ])('is refused between neighbours: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toEqual([expect.stringMatching(/ stand on one floor, and do not import one another\.$/)]);
  });

  it.each([
    ['from the surface to the ports', 'src/core/surface/planted.ts', '../ports/thing.ts'],
    ['from the top to any floor', 'src/core/planted.ts', './money/reports/thing.ts'],
    ['within one part', 'src/core/money/budget/planted.ts', './thing.ts'],
    ['between folders of one part', 'src/core/answers/policy/planted.ts', '../thing.ts'],
    ['from the chat to the account', 'src/openrouter/chat/planted.ts', '../account/thing.ts'],
    ['from the worker to the log', 'src/archive/worker/planted.ts', '../log/thing.ts'],
    ['from a restore to a backup', 'src/archive/maintenance/restore/planted.ts', '../backup/thing.ts'],
    ['from a feature to a store', 'webview-ui/costs/planted.tsx', '../stores/thing.ts'],
  ])('passes where it goes down: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toEqual([]);
  });

  it('is refused in a folder that has no floor yet', async () => {
    expect(await importing('src/core/somewhereNew/planted.ts', '../ports/thing.ts')).toEqual([
      'src/core/somewhereNew stands on no floor of the import law.',
    ]);
  });
});

describe('what comes from outside', () => {
  it.each([
    ['vscode in the domain', 'src/core/chat/planted.ts', 'vscode'],
    ['vscode in an adapter', 'src/archive/disk/planted.ts', 'vscode'],
    ['vscode in the services', 'src/composition/createServices.ts', 'vscode'],
    ['vscode in the page', 'webview-ui/app/planted.tsx', 'vscode'],
    ['Node in the page', 'webview-ui/app/planted.tsx', 'node:fs'],
    ['Node without its prefix in the page', 'webview-ui/app/planted.tsx', 'path'],
    ['Node in the domain', 'src/core/chat/planted.ts', 'node:crypto'],
    ['Node in what is shared', 'src/shared/model/planted.ts', 'node:util'],
    ['Node in the adapter of the network', 'src/openrouter/http/planted.ts', 'node:http'],
    ['Node in the entry', 'src/extension.ts', 'node:fs/promises'],
    ['the validation of the host in the page', 'webview-ui/stores/planted.ts', 'zod'],
    ['the database in the page', 'webview-ui/stores/planted.ts', 'sql.js'],
    ['the tokens in the page', 'webview-ui/stores/planted.ts', 'js-tiktoken/lite'],
  ])('is refused: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toHaveLength(1);
  });

  it.each([
    ['vscode in its folder', 'src/vscode/chat/planted.ts', 'vscode'],
    ['vscode in the composition', 'src/composition/composeWindow.ts', 'vscode'],
    ['Node in the archive', 'src/archive/disk/planted.ts', 'node:fs'],
    ['Node in the services', 'src/composition/createServices.ts', 'node:crypto'],
    ['a library of the page in the page', 'webview-ui/app/planted.tsx', 'preact'],
  ])('passes: %s', async (_what, file, specifier) => {
    expect(await importing(file, specifier)).toEqual([]);
  });

  it.each(['openrouter', 'demo', 'tokens'])("is refused: Node's globals in %s, where types cannot see them", async (room) => {
    expect(await objections(`src/${room}/planted.ts`, `export const other = process.env;`)).toHaveLength(1);
  });
});

describe('the law', () => {
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
    expect(await objections('src/core/planted.ts', code)).toHaveLength(1);
  });

  it('has a room for every folder of the product', async () => {
    expect(await objections('src/somewhereNew/planted.ts', 'export {};')).toEqual(['This folder is no room of the import law.']);
  });
});
