// Servers that are not OpenRouter: no key, other shapes, other mistakes.
import type { RequestListener, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator } from '../../support/simulator/simulator.ts';
import { ask, clientOf, complete, failureOf, HandClock, quietLogger, serve as startServer } from './fixture.ts';
import { OpenRouterClient } from '../../../src/openrouter/chat/openRouterClient.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener) {
  const server = await startServer(listener);
  closing.push(() => server.close());
  return server;
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
      { type: 'opened', generationId: null, account: null },
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

  it('may have its chat below /v1, which the base URL lacks', async () => {
    const server = await serve((_request, response) => response.writeHead(404).end('404 page not found'));
    const { error } = await complete(clientOf({ url: server.url.replace('/v1', ''), key: null }), ask('local'));
    expect(failureOf(error)).toMatchObject({ code: 'BAD_SETTING', actions: ['openSettings', 'retry'] });
    expect(failureOf(error).message).toContain('The base URL has no “/v1” at its end');
  });

  const maxPrice = { promptUsd: '0.000001', completionUsd: '0.000002' };
  const noEndpoints = { code: 404, message: 'No endpoints found' };
  const withReason = (code: string) => ({ ...noEndpoints, availability: { code, retryable: false } });

  it.each([
    ['that price, when a bound was sent', noEndpoints, maxPrice, 'at its listed price'],
    ['that price, when all were filtered away', withReason('constraint_filtered'), maxPrice, 'at its listed price'],
    ['that name, without a bound', noEndpoints, null, 'under this name'],
    ['that name, for a reason that is not the price', withReason('model_deprecated'), maxPrice, 'under this name'],
  ])('may serve no model for %s', async (_name, error, bound, words) => {
    const server = await serve((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error }));
    });
    const failure = failureOf((await complete(clientOf(server), { ...ask('local'), maxPrice: bound })).error);
    expect(failure).toMatchObject({ code: 'MODEL_UNAVAILABLE', message: expect.stringContaining(words) as string });
  });

  it('is INTERRUPTED, after the id is known, when its JSON breaks off', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'X-Generation-Id': 'gen-7' });
      response.write('{"choices":', () => response.destroy());
    });
    const { error, events } = await complete(clientOf(server), ask('local'));
    expect(events).toEqual([{ type: 'opened', generationId: 'gen-7', account: null }]);
    expect(failureOf(error).code).toBe('INTERRUPTED');
  });

  it('tells who serves, and what a stop would save, from the headers on, and takes nothing of that back', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Generation-Id': 'gen-7', 'X-Provider-Name': 'Google' });
      response.end('data: {"model":"vendor/dated","choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n');
    });
    const known = { type: 'served', generationId: 'gen-7', provider: 'Google', billsToTheEnd: true };
    expect((await complete(clientOf(server), ask('local'))).events).toEqual([
      { type: 'opened', generationId: 'gen-7', account: null },
      { ...known, modelId: null },
      { ...known, modelId: 'vendor/dated' },
      { type: 'text', text: 'Hi' },
      { type: 'finished', reason: 'stop' },
    ]);
  });

  const failed = 'data: {"choices":[],"error":{"code":502,"message":"x"}}\n\n';
  const bill = 'data: {"choices":[],"usage":{"prompt_tokens":6,"completion_tokens":1,"cost":0.5}}\n\n';

  it('may send the bill behind an error', async () => {
    const server = await serve((_request, response) => {
      response.write(failed, () => response.end(bill));
    });
    const { events, error } = await complete(clientOf(server), ask('local'));
    expect(failureOf(error).code).toBe('MODEL_UNAVAILABLE');
    expect(events.at(-1)).toMatchObject({ type: 'usage', usage: { chargeUsd: '0.5' } });
  });

  it.each([
    ['keeps the line open', () => undefined],
    ['cuts the line', (response: ServerResponse) => void response.destroy()],
    ['sends rubbish', (response: ServerResponse) => void response.end('data: {oops\n\n')],
  ])('is believed about its error when it then %s', async (_name, then) => {
    const clock = new HandClock();
    const written = Promise.withResolvers<void>();
    const server = await serve((request, response) => {
      // To its end: a connection that is closed with something unread is reset, and takes what was sent with it.
      request.resume().on('end', () => {
        response.write(failed, () => {
          then(response);
          written.resolve();
        });
      });
    });
    const outcome = complete(clientOf(server, { clock }), ask('local'));
    await written.promise;
    // The headers are waited for, then the silence is counted, and beside it the time for the bill.
    const winding = setInterval(() => clock.waiting > 1 && clock.runOut(), 1);
    const { error } = await outcome;
    clearInterval(winding);
    expect(failureOf(error).code).toBe('MODEL_UNAVAILABLE');
  });

  it('ends with the reason of the signal also while a bill is waited for', async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    const server = await serve((_request, response) => void response.write(failed));
    const stream = clientOf(server, { clock }).stream(ask('local'), controller.signal);
    const ended = (async () => {
      for await (const event of stream) expect(event.type).toBe('opened');
    })();
    const stopping = setInterval(() => clock.waiting > 1 && controller.abort('stop'), 1);
    await expect(ended).rejects.toBe('stop');
    clearInterval(stopping);
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
