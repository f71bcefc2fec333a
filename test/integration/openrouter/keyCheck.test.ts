import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkKey } from '../../../src/openrouter/account/keyCheck.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { OpenRouterKeyLookup } from '../../../src/openrouter/account/openRouterKeyLookup.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { keyFingerprint, ask, clientOf, complete, failureOf, serve } from './fixture.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

async function check(key: string, path = '/api/v1', signal = new AbortController().signal) {
  return await checkKey({ baseUrl: new URL(simulator.url.replace('/api/v1', path)), key, clock: systemClock, signal });
}

it('tells what the service knows about the key', async () => {
  await complete(clientOf(simulator), ask('simulated/expensive'));
  await simulator.idle();
  const spent = simulator.bills[0]?.costUsd ?? '';
  const report = await check(simulator.key ?? '');
  expect(report).toMatchObject({
    account: keyFingerprint(simulator.key),
    label: 'sk-or-v1-sim...ted',
    limitUsd: '10',
    limitRemainingUsd: String(10 - Number(spent)),
    isFreeTier: false,
    usageUsd: spent,
  });
});

async function readAnswer(data: object) {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data }));
  });
  const connection = () => Promise.resolve({ baseUrl: new URL(server.url), key: 'sk-or-v1-any' });
  return await new OpenRouterKeyLookup({ connection, clock: systemClock }).read().finally(() => server.close());
}

it('tells how many free requests are left today', async () => {
  const { freeRequests, isFreeTier } = await readAnswer({
    is_free_tier: true,
    free_model_daily_requests: { used: 7, limit: 50, remaining: 43 },
  });
  expect({ freeRequests, isFreeTier }).toEqual({ freeRequests: { used: 7, limit: 50 }, isFreeTier: true });
});

it('takes what is null, absent or of another kind for not told', async () => {
  const nothing = {
    account: keyFingerprint('sk-or-v1-any'),
    label: '',
    isFreeTier: false,
    limitUsd: null,
    limitRemainingUsd: null,
    usageUsd: null,
    freeRequests: null,
  };
  expect(await readAnswer({})).toEqual(nothing);
  const nulls = { label: null, limit: null, limit_remaining: null, usage: null, is_free_tier: null, free_model_daily_requests: null };
  expect(await readAnswer(nulls)).toEqual(nothing);
  const others = { label: 7, limit: [], limit_remaining: {}, usage: 'much', is_free_tier: 'no', free_model_daily_requests: { used: '7' } };
  expect(await readAnswer(others)).toEqual(nothing);
});

it('is NO_KEY without a key, and nothing is sent', async () => {
  const connection = () => Promise.resolve({ baseUrl: new URL(simulator.url), key: undefined });
  const read = new OpenRouterKeyLookup({ connection, clock: systemClock }).read();
  expect(failureOf(await read.catch((error: unknown) => error)).code).toBe('NO_KEY');
  expect(simulator.requests).toEqual([]);
});

it.each([
  ['an overdrawn key', 0, '0'],
  ['a key without a limit', null, null],
])('does not confuse %s with its opposite', async (_name, limitUsd, left) => {
  simulator.limitUsd = limitUsd;
  await complete(clientOf(simulator), ask('simulated/expensive'));
  await simulator.idle();
  expect((await check(simulator.key ?? ''))?.limitRemainingUsd).toBe(left);
});

it('is UNAUTHORIZED for a key that is not valid', async () => {
  const failure = failureOf(await check('sk-or-v1-wrong').catch((error: unknown) => error));
  expect(failure).toMatchObject({ code: 'UNAUTHORIZED', actions: ['setApiKey'] });
});

it.each([
  ['404', 404, 'text/plain', 'Not Found'],
  ['a page', 200, 'text/html', '<!doctype html><title>Models</title>'],
  ['JSON of another kind', 200, 'application/json', '{"ok":true}'],
])('is nothing for a server whose answer is %s; the account check says so', async (_name, status, type, body) => {
  const server = await serve((_request, response) => void response.writeHead(status, { 'Content-Type': type }).end(body));
  const baseUrl = new URL(server.url);
  try {
    expect(await checkKey({ baseUrl, key: 'sk-any', clock: systemClock, signal: new AbortController().signal })).toBeNull();
    const lookup = new OpenRouterKeyLookup({ connection: () => Promise.resolve({ baseUrl, key: 'sk-any' }), clock: systemClock });
    expect(failureOf(await lookup.read().catch((error: unknown) => error))).toMatchObject({
      code: 'BAD_SETTING',
      message: `${baseUrl.host} does not offer a way to check a key.`,
    });
  } finally {
    server.close();
  }
});

it('is BAD_SETTING where OpenRouter itself seems to have no keys: the network answers in its place', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })));
  const baseUrl = new URL('https://openrouter.ai/api/v1/');
  const checked = checkKey({ baseUrl, key: 'sk-any', clock: systemClock, signal: new AbortController().signal });
  const failure = failureOf(await checked.catch((error: unknown) => error).finally(() => vi.unstubAllGlobals()));
  expect(failure).toMatchObject({ code: 'BAD_SETTING', message: expect.stringContaining('sign-in page') as string });
});

it('is OFFLINE when the service cannot be reached', async () => {
  await simulator.close();
  expect(failureOf(await check('sk-or-v1-any').catch((error: unknown) => error)).code).toBe('OFFLINE');
});

it('ends with the reason of the signal', async () => {
  await expect(check('sk-or-v1-any', '/api/v1', AbortSignal.abort('enough'))).rejects.toBe('enough');
});
