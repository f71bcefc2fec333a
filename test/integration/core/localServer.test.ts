// A server of the person's own (Ollama, llama.cpp, LM Studio): no key, no price, no bill.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import { ChatRig, cleanUp } from '../../support/chatRig.ts';
import { serve } from '../openrouter/fixture.ts';

afterEach(cleanUp);

const answer = 'data: {"choices":[{"delta":{"content":"Hello there."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';
const json = { 'Content-Type': 'application/json' };

interface Local {
  /** '': there is no such list; null: it is listed with a key only. */
  readonly models?: string | null;
  readonly chat?: (request: IncomingMessage, response: ServerResponse) => void;
}

async function open({ models = '{"object":"list","data":[{"id":"llama3"}]}', chat }: Local = {}) {
  const asked: string[] = [];
  const server = await serve((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? 'without a key'}`);
    if (request.url === '/v1/models') response.writeHead(models === null ? 401 : models === '' ? 404 : 200, json).end(models);
    else if (request.url !== '/v1/chat/completions') response.writeHead(404).end();
    else if (chat) chat(request, response);
    else response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(answer);
  });
  onTestFinished(() => server.close());
  return { asked, rig: new ChatRig({ service: { url: server.url, key: null } }) };
}

/** What the person is shown of the money of a conversation. */
async function money(rig: ChatRig, conversationId: string) {
  const { conversationUsd, todayUsd, conversationApproximate, todayApproximate, unresolved } = await rig.environment.spend(conversationId);
  return { conversationUsd, todayUsd, approximate: conversationApproximate || todayApproximate, unresolved };
}

const nothing = { conversationUsd: '0', todayUsd: '0', approximate: false, unresolved: 0 };

it.each([
  ['that lists its models', '{"object":"list","data":[{"id":"llama3"}]}'],
  ['that lists others', '{"object":"list","data":[{"id":"phi"}]}'],
  ['that lists them at no price', '{"data":[{"id":"llama3","pricing":{"prompt":"0","completion":"0"}}]}'],
  ['that has no list', ''],
])('a server %s answers without a key, a reservation, a figure or a question', async (_name, models) => {
  const { asked, rig } = await open({ models });
  const { conversationId, answer: message } = await rig.converse('Hello', { model: 'llama3' });
  expect(message).toMatchObject({ state: 'complete', text: 'Hello there.', cost: { source: 'local', usd: null } });
  expect(await money(rig, conversationId)).toEqual(nothing);
  expect((await rig.ledger(conversationId)).map(({ settlement }) => settlement?.cost)).toEqual([{ source: 'local', usd: null }]);
  await rig.core.reconciler.check((await rig.ledger(conversationId))[0]?.id ?? '');
  expect(new Set(asked)).toEqual(new Set(['GET /v1/models without a key', 'POST /v1/chat/completions without a key']));
});

it('an answer that is stopped, cut or refused costs nothing either', async () => {
  const { rig } = await open({
    chat: (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"Hello"}}]}\n\n', () => response.destroy());
    },
  });
  const { conversationId, answer: cut } = await rig.converse('Hello', { model: 'llama3' });
  expect(cut).toMatchObject({ state: 'interrupted', cost: { source: 'local', usd: null } });
  expect(await money(rig, conversationId)).toEqual(nothing);
  const refusing = await open({ chat: (_request, response) => response.writeHead(500, json).end('{"error":"out of memory"}') });
  const refused = await refusing.rig.converse('Hello', { model: 'llama3' });
  expect(refused.answer).toMatchObject({ state: 'failed', cost: { source: 'local', usd: null } });
  expect(await money(refusing.rig, refused.conversationId)).toEqual(nothing);
});

it('a budget that is used up does not stand in the way of what costs nothing', async () => {
  const { rig } = await open();
  rig.settings = { ...rig.settings, budget: { conversationUsd: 0, dayUsd: 0, monthUsd: 0, warnAtPercent: 80 } };
  expect((await rig.converse('Hello', { model: 'llama3' })).answer.state).toBe('complete');
});

it('the forecast and the list say that it costs nothing', async () => {
  const { rig } = await open();
  await rig.readCatalogue();
  const draft = { conversationId: null, position: { below: null }, text: 'Hello', attachments: [], modelId: 'llama3' };
  expect(await rig.core.forecaster.forecast(draft)).toMatchObject({ local: true, leastUsd: null, mostUsd: null, alerts: false });
  expect(rig.router.find('llama3')).toMatchObject({ local: true, promptUsd: null });
});

it('a charge that the server reports is its bill', async () => {
  const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"cost":0.25}}\n\n';
  const { rig } = await open({
    chat: (_request, response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(usage + answer),
  });
  const { conversationId, answer: message } = await rig.converse('Hello', { model: 'llama3' });
  expect(message.cost).toMatchObject({ source: 'usage', usd: '0.25' });
  expect(await money(rig, conversationId)).toMatchObject({ conversationUsd: '0.25', approximate: false });
});

it('a server with prices is reserved for, also without a key', async () => {
  const { rig } = await open({ models: '{"data":[{"id":"llama3","pricing":{"prompt":"1","completion":"2"}}]}' });
  await rig.readCatalogue();
  await expect(rig.ask('Hello', { model: 'llama3' })).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
});

it('a server that asks for a key says so, and the way to one', async () => {
  const { rig } = await open({ chat: (_request, response) => response.writeHead(401, json).end('{"error":"no key"}') });
  const { answer: message } = await rig.converse('Hello', { model: 'llama3' });
  expect(message.failure).toMatchObject({ code: 'NO_KEY', actions: ['setApiKey', 'useDemo'] });
  expect(message.failure?.message).toContain('The server asks for an API key, and none is set for it.');
});

it('a server that lists nothing without a key is told from one that cannot be read', async () => {
  const guarded = await open({ models: null });
  expect(await guarded.rig.router.list()).toMatchObject({ stale: true, problemCode: 'NO_KEY' });
  const other = await open({ models: '' });
  expect(await other.rig.router.list()).not.toMatchObject({ problemCode: 'NO_KEY' });
});
