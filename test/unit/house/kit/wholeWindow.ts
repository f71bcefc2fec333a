import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import type { ExtensionContext } from 'vscode';
import { projectionVersion } from '../../../../src/archive/projection/schema.ts';
import { activate, deactivate } from '../../../../src/extension.ts';
import { modelRow } from '../../../support/simulator/modelRow.ts';
import { startSimulator } from '../../../support/simulator/simulator.ts';
import { editorSurface, person, recordingStorage, recordingSurface, said, uriOf } from './recordingVsCode.ts';
import { filesIn, recordsIn, workerSource } from './storedFiles.ts';

const prices = {
  prompt: '0.1',
  completion: '0.2',
  request: '0.3',
  image: '0.4',
  internal_reasoning: '0.5',
  input_cache_read: '0.6',
  input_cache_write: '0.7',
};
const everyPrice = {
  ...prices,
  overrides: [{ ...prices, min_prompt_tokens: 1, utc_start: 0, utc_end: 1200, utc_days: ['monday'] }],
};

/**
 * Opens the extension as VS Code does, asks a question that costs money, asks it again, backs the archive up, and closes. What a window
 * leaves behind is then in `storage` (a folder), in what was `said` to VS Code, and under the keys of its storages.
 */
export async function useWholeWindow() {
  const root = await mkdtemp(join(tmpdir(), 'neural-words-'));
  const [storage, dist] = [join(root, 'storage'), join(root, 'extension', 'dist')];
  await mkdir(dist, { recursive: true });
  await copyFile(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'), join(dist, 'sql-wasm.wasm'));
  await writeFile(join(dist, 'projectionWorker.cjs'), `import(${JSON.stringify(pathToFileURL(workerSource).href)});`);
  await leaveDamage(join(storage, 'archive'));

  const simulator = await startSimulator();
  simulator.models = [...simulator.models, modelRow({ id: 'simulated/every-price', name: 'Every Price', pricing: everyPrice })];
  vi.stubEnv('OPENROUTER_BASE_URL', simulator.url);
  vi.stubEnv('OPENROUTER_API_KEY', '');
  person.types = simulator.key ?? '';
  person.savesTo = join(root, 'backup.zip');

  const [secrets, ofWorkspace, ofMachine] = [recordingStorage(), recordingStorage(), recordingStorage()];
  activate({
    subscriptions: [],
    extensionUri: uriOf(join(root, 'extension')),
    globalStorageUri: uriOf(storage),
    extension: { packageJSON: { version: '0.1.0' } },
    secrets: secrets.secrets,
    workspaceState: ofWorkspace.memento,
    globalState: ofMachine.memento,
  } as unknown as ExtensionContext);
  const run = (name: string) => said.commands.get(`neuralTerminal.${name}`)?.();
  await run('setApiKey');
  const sidebar = recordingSurface();
  for (const provider of said.views.values()) await provider.resolveWebviewView(sidebar.view);
  await run('openInEditor');
  for (const surface of [sidebar, editorSurface]) {
    surface.send({ type: 'ready' });
    await vi.waitUntil(() => surface.posted.some(({ type }) => type === 'snapshot'), 8000);
  }
  const request = async (id: number, name: string, body: object): Promise<void> => {
    sidebar.send({ type: 'request', id, name, body });
    const reply = await vi.waitUntil(() => sidebar.posted.find(({ type, re }) => type === 'reply' && re === id), 8000);
    if (!('ok' in reply)) throw new Error(`The window refused "${name}": ${JSON.stringify(reply.error)}`);
  };
  const finished = (count: number) =>
    vi.waitUntil(async () => {
      const ends = (await recordsIn(join(storage, 'archive'))).filter(({ t }) => t === 'message.finished');
      return ends.length === count && ends;
    }, 8000);
  await request(1, 'selectModel', { id: 'openai/gpt-4o-mini' });
  await request(2, 'ask', { text: 'How long is a metre?', attachments: [] });
  const [answer] = await finished(1);
  await request(3, 'retry', { entry: answer?.['message'] });
  await finished(2);
  await run('backUpArchive');
  await run('signOut');
  await deactivate();
  await simulator.close();
  vi.unstubAllEnvs();
  return {
    storage,
    secrets,
    ofWorkspace,
    ofMachine,
    backup: person.savesTo,
    read: (file: string) => readFile(join(storage, file), 'utf8'),
    files: () => filesIn(storage),
    clear: () => rm(root, { recursive: true, force: true }),
  };
}

/** A line that is no record and a database that is none: what is done with them leaves names, too. */
async function leaveDamage(archive: string): Promise<void> {
  await mkdir(join(archive, 'log', '2026-01'), { recursive: true });
  await writeFile(join(archive, 'log', '2026-01', '20260101-aaaaaaaaaaaaaaaaaaaa.ndjson'), '00000000 {"v":1}\n');
  await mkdir(join(archive, 'cache'));
  await writeFile(join(archive, 'cache', `projection-v${projectionVersion}.sqlite`), 'not a database');
}
