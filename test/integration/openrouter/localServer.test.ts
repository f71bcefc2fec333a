// Servers that are not OpenRouter: no key, other shapes, other mistakes.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../support/simulator/simulator.ts';
import { ask, clientOf, complete, failureOf, quietLogger } from './fixture.ts';
import { OpenRouterClient } from '../../../src/openrouter/openRouterClient.ts';
import { systemClock } from '../../../src/vscode/systemClock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<{ readonly url: string; readonly key: null }> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, key: null };
}

describe('a server on this machine', () => {
  it('is used without a key and without an Authorization header', async () => {
    const simulator = await startSimulator({ key: null });
    closing.push(() => simulator.close());
    const { error } = await complete(clientOf(simulator), ask('openai/gpt-4o-mini'));
    expect(error).toBeUndefined();
    expect(simulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('may stream without a content type, ids, comments, usage and end mark', async () => {
    const server = await serve((_request, response) => {
      response.end('data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n');
    });
    expect((await complete(clientOf(server), ask('local'))).events).toEqual([
      { type: 'opened', generationId: null },
      { type: 'text', text: 'Hi' },
      { type: 'finished', reason: 'stop' },
    ]);
  });

  it('may word its errors as a mere string', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"model \\"local\\" not found, try pulling it first"}');
    });
    const { error } = await complete(clientOf(server), ask('local'));
    expect(failureOf(error)).toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: expect.stringContaining('try pulling it first') as string,
    });
  });

  it('is INTERRUPTED, after the id is known, when its JSON breaks off', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'X-Generation-Id': 'gen-7' });
      response.write('{"choices":', () => response.destroy());
    });
    const { error, events } = await complete(clientOf(server), ask('local'));
    expect(events).toEqual([{ type: 'opened', generationId: 'gen-7' }]);
    expect(failureOf(error).code).toBe('INTERRUPTED');
  });

  it.each([
    ['JSON of another kind', '{"status":"ok"}'],
    ['no JSON in spite of its name', 'ok'],
  ])('is BAD_SETTING when it answers %s', async (_name, body) => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(body);
    });
    const { error } = await complete(clientOf(server), ask('local'));
    expect(failureOf(error).code).toBe('BAD_SETTING');
  });
});

it('is NO_KEY without a key for any other server, and nothing is sent', async () => {
  const client = new OpenRouterClient({
    connection: () => Promise.resolve({ baseUrl: new URL('https://openrouter.invalid/api/v1'), key: undefined }),
    timeoutMs: () => 60_000,
    provider: () => ({}),
    clock: systemClock,
    logger: quietLogger,
  });
  const { error } = await complete(client, ask('openai/gpt-4o-mini'));
  expect(failureOf(error)).toMatchObject({ code: 'NO_KEY', actions: ['setApiKey', 'useDemo'] });
});
