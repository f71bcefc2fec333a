import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { projectionVersion } from '../../../../src/archive/projection/schema.ts';
import { FakeWebviewView } from '../../../support/fakeVscode/fakeSurface.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { fakeConfiguration } from '../../../support/fakeVscode/vscode.ts';
import { modelRow } from '../../../support/simulator/modelRow.ts';
import { startSimulator } from '../../../support/simulator/simulator.ts';
import { openWindow } from './openWindow.ts';
import { filesIn, recordsIn } from './storedFiles.ts';

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
 * leaves behind is then in `storage` (a folder), in what is `recorded` of VS Code, and under the keys of its storages.
 */
export async function useWholeWindow() {
  const root = await mkdtemp(join(tmpdir(), 'neural-words-'));
  await leaveDamage(join(root, 'storage', 'archive'));

  const simulator = await startSimulator();
  simulator.models = [...simulator.models, modelRow({ id: 'simulated/every-price', name: 'Every Price', pricing: everyPrice })];
  fakeConfiguration.set('neuralTerminal.openRouter.baseUrl', simulator.url);
  vi.stubEnv('OPENROUTER_API_KEY', '');
  fakeUser.types = simulator.key ?? '';
  const backup = join(root, 'backup.zip');
  fakeUser.savesTo = backup;

  const window = await openWindow(root);
  const { storage, secrets, ofWorkspace, ofMachine, run } = window;
  await run('setApiKey');
  const sidebar = new FakeWebviewView();
  for (const provider of recorded.views.values()) await provider.resolveWebviewView(sidebar, { state: undefined }, undefined as never);
  await run('openInEditor');
  for (const { webview } of [sidebar, ...recorded.panels]) {
    webview.send({ type: 'ready', surface: randomUUID() });
    await vi.waitUntil(() => webview.posted.some(({ type }) => type === 'snapshot'), 8000);
  }
  const request = async (id: number, name: string, body: object): Promise<void> => {
    const paid = name === 'ask' || name === 'retry';
    sidebar.webview.send({ type: 'request', id, name, body, ...(paid && { requestId: randomUUID() }) });
    const reply = await vi.waitUntil(() => sidebar.webview.posted.find(({ type, re }) => type === 'reply' && re === id), 8000);
    if (!('ok' in reply)) throw new Error(`The window refused "${name}": ${JSON.stringify(reply.error)}`);
  };
  /** Resolves with the ends of all answers once the window, too, says that so many have ended: the log has it a moment before. */
  const finished = async (count: number) => {
    const ended = () => recorded.log.filter(({ text }) => text.includes('"chat.ended"')).length;
    await vi.waitUntil(() => ended() === count, 8000);
    return (await recordsIn(join(storage, 'archive'))).filter(({ t }) => t === 'message.finished');
  };
  await request(1, 'selectModel', { id: 'openai/gpt-4o-mini' });
  await request(2, 'ask', { text: 'How long is a metre?', attachments: [] });
  const [answer] = await finished(1);
  await request(3, 'retry', { entry: answer?.['message'] });
  await finished(2);
  await run('backUpArchive');
  fakeUser.presses = 'Sign Out';
  await run('signOut');
  await window.close();
  await simulator.close();
  vi.unstubAllEnvs();
  return {
    storage,
    secrets,
    ofWorkspace,
    ofMachine,
    backup,
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
