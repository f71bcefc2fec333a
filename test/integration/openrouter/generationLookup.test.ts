import { afterEach, beforeEach, expect, it } from 'vitest';
import { OpenRouterGenerationLookup } from '../../../src/openrouter/account/openRouterGenerationLookup.ts';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { ask, clientOf, complete, failureOf, serve } from './fixture.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const soon = new AbortController().signal;

function lookupAt(url: string, key: string | undefined = simulator.key ?? undefined): OpenRouterGenerationLookup {
  return new OpenRouterGenerationLookup({ connection: () => Promise.resolve({ baseUrl: new URL(url), key }), clock: systemClock });
}

/** Has an answer, and the id of its generation. */
async function generate(modelId: string): Promise<string> {
  await complete(clientOf(simulator), ask(modelId));
  await simulator.idle();
  return simulator.bills.at(-1)?.generationId ?? '';
}

async function readRecord(data: unknown) {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ data }));
  });
  return await lookupAt(server.url)
    .find('gen-1', null, soon)
    .finally(() => server.close());
}

it.each(['openai/gpt-4o-mini', 'simulated/gift:free', 'fault/no-usage', 'fault/reasoning', 'fault/cut'])(
  'finds the bill of %s',
  async (modelId) => {
    const record = await lookupAt(simulator.url).find(await generate(modelId), null, soon);
    const [bill] = simulator.bills;
    expect(record).toMatchObject({
      servedModelId: bill?.servedModelId,
      provider: bill?.provider,
      usage: {
        promptTokens: bill?.promptTokens,
        completionTokens: bill?.completionTokens,
        reasoningTokens: bill?.reasoningTokens,
        chargeUsd: bill?.costUsd,
        byok: false,
        upstreamUsd: null,
      },
    });
  },
);

it('keeps the charge and the provider’s bill apart under BYOK', async () => {
  const record = await lookupAt(simulator.url).find(await generate('fault/byok'), null, soon);
  const [bill] = simulator.bills;
  expect(record?.usage).toMatchObject({ byok: true, chargeUsd: bill?.costUsd, upstreamUsd: bill?.upstreamUsd });
});

it('finds nothing while the record does not exist, and the bill later', async () => {
  simulator.generationLateMs = Infinity;
  const id = await generate('openai/gpt-4o-mini');
  expect(await lookupAt(simulator.url).find(id, null, soon)).toBeNull();
  simulator.generationLateMs = 0;
  expect(await lookupAt(simulator.url).find(id, null, soon)).not.toBeNull();
});

it('asks for exactly this id, whatever is in it', async () => {
  expect(await lookupAt(simulator.url).find('gen-1&id=gen-2#/../key', null, soon)).toBeNull();
  const path = simulator.requests.at(-1)?.path ?? '';
  expect(new URL(path, simulator.url).searchParams.getAll('id')).toEqual(['gen-1&id=gen-2#/../key']);
});

it('does not add the upstream cost that a record without BYOK repeats', async () => {
  expect((await readRecord({ total_cost: 0.5, is_byok: false, upstream_inference_cost: 0.5 }))?.usage).toMatchObject({
    chargeUsd: '0.5',
    upstreamUsd: null,
  });
});

it.each([[{ total_cost: null }], [{}], [{ total_cost: -1 }], [{ total_cost: 'soon' }]])(
  'takes the record %j, which has no bill, for none yet',
  async (data) => {
    expect(await readRecord(data)).toBeNull();
  },
);

it('reads a record in which all else is null, and counts no part above the whole', async () => {
  const nulls = { model: null, provider_name: null, native_tokens_prompt: null, native_tokens_completion: null, is_byok: null };
  expect(await readRecord({ total_cost: 0, ...nulls })).toMatchObject({
    servedModelId: null,
    provider: null,
    usage: { promptTokens: null, completionTokens: null, chargeUsd: '0', byok: false },
  });
  const odd = { native_tokens_prompt: 5, native_tokens_cached: 9, native_tokens_completion: 1, native_tokens_reasoning: 2 };
  expect((await readRecord({ total_cost: 0, ...odd }))?.usage).toMatchObject({ cachedTokens: 5, reasoningTokens: 1 });
});

it('keeps of the record only what counts and costs', async () => {
  const counted = { id: 'gen-1', model: 'vendor/model', total_cost: 0.1, native_tokens_prompt: 5, latency: 12, cancelled: true };
  const personal = {
    external_user: 'me',
    user_agent: 'x',
    http_referer: 'y',
    app_id: 1,
    workspace_id: 'w',
    provider_responses: [{ id: 1 }],
    later: 'z',
  };
  expect((await readRecord({ ...counted, ...personal }))?.usage.raw).toEqual(counted);
});

it('is UNAUTHORIZED for a wrong key, and does not repeat it', async () => {
  const failure = failureOf(
    await lookupAt(simulator.url, 'sk-or-v1-0123456789abcdef')
      .find('gen-1', null, soon)
      .catch((error: unknown) => error),
  );
  expect(failure.code).toBe('UNAUTHORIZED');
  expect(failure.message).not.toContain('0123456789abcdef');
});

it('is NO_KEY without a key for any server that is not on this machine', async () => {
  const lookup = new OpenRouterGenerationLookup({
    connection: () => Promise.resolve({ baseUrl: new URL('https://openrouter.invalid/api/v1'), key: undefined }),
    clock: systemClock,
  });
  expect(failureOf(await lookup.find('gen-1', null, soon).catch((error: unknown) => error)).code).toBe('NO_KEY');
});

it('is RATE_LIMITED with the time to wait', async () => {
  const server = await serve((_request, response) => response.writeHead(429, { 'Retry-After': '7' }).end());
  const failure = failureOf(
    await lookupAt(server.url)
      .find('gen-1', null, soon)
      .catch((error: unknown) => error),
  );
  server.close();
  expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryable: true, retryAfterMs: 7000 });
});

it('is BAD_SETTING for an answer of another kind', async () => {
  expect(failureOf(await readRecord([]).catch((error: unknown) => error)).code).toBe('BAD_SETTING');
});

it('ends with the reason of the signal', async () => {
  await expect(lookupAt(simulator.url).find('gen-1', null, AbortSignal.abort('enough'))).rejects.toBe('enough');
});
