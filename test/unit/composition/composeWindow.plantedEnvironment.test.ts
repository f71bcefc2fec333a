import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { FakeWebviewView } from '../../support/fakeVscode/fakeSurface.ts';
import { fakeUser } from '../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../support/fakeVscode/recorded.ts';
import { openWindow } from '../house/kit/openWindow.ts';

/** A server that is not this machine by its name, and counts who comes. */
async function foreignServer() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  onTestFinished(() => void server.close());
  const host = `0.0.0.0:${(server.address() as AddressInfo).port}`;
  return { host, url: `https://${host}/api/v1`, connections: () => connections };
}

/** OpenRouter itself cannot be reached from a test; what would have gone there is noted. Everything else goes its way. */
function interceptOpenRouter() {
  const sent: { readonly path: string; readonly authorization: string | null }[] = [];
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
    if (url.origin !== 'https://openrouter.ai') return real(url, init);
    sent.push({ path: url.pathname, authorization: new Headers(init.headers).get('authorization') });
    return Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('no network'), { code: 'ENETUNREACH' }) }));
  });
  return sent;
}

it('an environment that came with a folder gets nothing of a person who has not agreed to it', async () => {
  const root = await mkdtemp(join(tmpdir(), 'neural-planted-'));
  const foreign = await foreignServer();
  const toOpenRouter = interceptOpenRouter();
  vi.stubEnv('OPENROUTER_BASE_URL', foreign.url);
  vi.stubEnv('OPENROUTER_API_KEY', undefined);
  const window = await openWindow(root);
  onTestFinished(async () => {
    await window.close();
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    await rm(root, { recursive: true, force: true });
  });
  // As version 0.1 left it.
  await window.secrets.store('neuralTerminal.openRouterKey', 'sk-or-v1-of-the-person');
  const sidebar = new FakeWebviewView();
  for (const provider of recorded.views.values()) await provider.resolveWebviewView(sidebar, { state: undefined }, undefined as never);
  sidebar.webview.send({ type: 'ready' });
  await vi.waitUntil(() => sidebar.webview.posted.some(({ type }) => type === 'snapshot'), 8000);
  let id = 0;
  const ask = async (text: string) => {
    const request = ++id;
    const body = { text, attachments: [], unreserved: true };
    sidebar.webview.send({ type: 'request', id: request, name: 'ask', body, requestId: crypto.randomUUID() });
    return await vi.waitUntil(() => sidebar.webview.posted.find(({ type, re }) => type === 'reply' && re === request), 8000);
  };

  // The address alone counts for nothing: the person's key goes where it belongs.
  await ask('One?');
  await vi.waitUntil(() => toOpenRouter.some(({ path }) => path === '/api/v1/chat/completions'), 8000);
  expect(new Set(toOpenRouter.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer sk-or-v1-of-the-person']));
  expect([foreign.connections(), recorded.messages]).toEqual([0, []]);

  // Address and key: the person is asked, and closes the question.
  vi.stubEnv('OPENROUTER_API_KEY', 'sk-or-v1-planted');
  const before = toOpenRouter.length;
  expect(await ask('Two?')).toMatchObject({ error: { code: 'REFUSED', message: expect.stringContaining(foreign.host) as string } });
  await window.run('setApiKey');
  const question = `Send your API key and your messages to ${foreign.host}?`;
  expect(recorded.messages.filter(({ options }) => options.modal).map(({ text }) => text)).toEqual([question, question]);
  expect([foreign.connections(), toOpenRouter.length, recorded.fields]).toEqual([0, before, []]);

  // Agreed: now, and only now, something arrives.
  fakeUser.presses = `Use ${foreign.host}`;
  await ask('Three?');
  await vi.waitUntil(() => foreign.connections() > 0, 8000);
  expect(toOpenRouter).toHaveLength(before);
});
