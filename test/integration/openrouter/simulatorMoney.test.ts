// OpenRouter's money as the simulator has it: prices, providers, credit, usage, the account. Checked here without the product.
import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oddModels } from '../../support/simulator/oddModels.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say('One two three four five six seven');
});
afterEach(() => simulator.close());

const bearer = (key = simulator.key) => ({ Authorization: `Bearer ${key}` });
const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

interface Asked {
  readonly text?: string;
  readonly key?: string;
  readonly signal?: AbortSignal;
  readonly [field: string]: unknown;
}

async function post(model: string, { text = 'Hello', key, signal, ...fields }: Asked = {}): Promise<Response> {
  const body = { model, messages: [{ role: 'user', content: text }], stream: true, ...fields };
  return await fetch(`${simulator.url}/chat/completions`, {
    method: 'POST',
    headers: bearer(key),
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

interface Chunk {
  readonly id?: string;
  readonly model: string;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

/** What arrived of a stream, to its good or bad end. */
async function chunksOf(response: Response): Promise<readonly Chunk[]> {
  let received = '';
  try {
    for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) received += part;
  } catch {
    // The connection broke: what came before counts.
  }
  const lines = received.split('\n\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)) as Chunk);
}

async function complete(model: string, asked: Asked = {}) {
  const response = await post(model, asked);
  const chunks = await chunksOf(response);
  await simulator.idle();
  const bill = simulator.bills.at(-1);
  if (!bill) throw new Error(`${model} was not billed`);
  return { response, chunks, bill, usages: chunks.flatMap(({ usage }) => (usage ? [usage] : [])) };
}

async function refusal(model: string, asked: Asked = {}): Promise<Readonly<Record<string, unknown>>> {
  const response = await post(model, asked);
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect(simulator.bills).toEqual([]);
  return { status: response.status, retryAfter: response.headers.get('retry-after'), ...error };
}

async function get(path: string, key?: string) {
  const response = await fetch(`${simulator.url}/${path}`, { headers: bearer(key) });
  return { status: response.status, data: ((await response.json()) as { data?: Record<string, unknown> }).data };
}

describe('every odd model', () => {
  it.each(Object.keys(oddModels))('%s is in the catalogue', (id) => {
    expect(simulator.models.map((row) => row.id)).toContain(id);
  });

  // Those of whose usage the wire does not tell the truth, and those that do not answer at first.
  const others = /usage-|affordable|in-flight|key-limit|-cut$/;
  it.each(Object.keys(oddModels).filter((id) => !others.test(id)))('%s reports in its stream what it bills', async (id) => {
    const { usages, bill } = await complete(id, { text: words(120), max_tokens: 50 });
    expect(bill).toMatchObject({ modelId: id, maxTokens: 50, cancelled: false });
    expect(usages).toMatchObject([
      { cost: Number(bill.costUsd), is_byok: bill.byok, prompt_tokens: bill.promptTokens, completion_tokens: bill.completionTokens },
    ]);
  });
});

describe('prices', () => {
  it('of a prompt that was sent before are those of the cache', async () => {
    const first = { role: 'user', content: words(16) };
    await complete('simulated/cache-write', { messages: [first] });
    const more = [first, { role: 'assistant', content: 'Hi' }, { role: 'user', content: 'More' }];
    const { usages, bill } = await complete('simulated/cache-write', { messages: more });
    // 1 × 0.000003 + 20 × 0.0000003 + 9 × 0.00000375 + 9 × 0.000015
    expect(bill).toMatchObject({ promptTokens: 30, cachedTokens: 20, cacheWriteTokens: 9, completionTokens: 9, costUsd: '0.00017775' });
    expect(usages[0]).toMatchObject({ prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 9 }, cost: 0.00017775 });
  });

  it('go by the time of the simulator', async () => {
    simulator.now = () => Date.parse('2026-11-27T03:00:00Z');
    const dear = (await complete('simulated/hours')).bill;
    simulator.now = () => Date.parse('2026-11-27T05:00:00Z');
    const cheap = (await complete('simulated/hours')).bill;
    expect(new Decimal(dear.costUsd).eq(new Decimal(cheap.costUsd).times(2))).toBe(true);
  });

  it('of an alias and of a router are those of the model that serves', async () => {
    const alias = await complete('~simulated/tiers-latest', { text: words(200) });
    const target = await complete('simulated/tiers', { text: words(10) });
    expect(alias.chunks[0]?.model).toBe('simulated/tiers');
    expect(alias.bill.servedModelId).toBe(target.bill.servedModelId);
    expect((await complete('simulated/router')).chunks[0]?.model).toBe('simulated/cache-write');
  });

  it('may be sixty times those of the catalogue', async () => {
    const lie = (await complete('simulated/liar')).bill;
    const truth = (await complete('openai/gpt-4o-mini')).bill;
    expect(new Decimal(lie.costUsd).eq(new Decimal(truth.costUsd).times(60))).toBe(true);
  });

  it('make a dollar of a long answer, unless its bound is lower', async () => {
    const { bill } = await complete('simulated/dollar', { max_tokens: 4000 });
    expect(bill).toMatchObject({ completionTokens: 4000, costUsd: '1.000006', finishReason: 'stop' });
    expect((await complete('simulated/dollar', { max_tokens: 40 })).bill).toMatchObject({ costUsd: '0.010006', finishReason: 'length' });
    expect((await complete('simulated/deaf', { max_tokens: 40 })).bill).toMatchObject({ completionTokens: 4000 });
  });

  it('of thoughts count within the bound of the answer', async () => {
    const { bill } = await complete('simulated/thinker-apart', { max_tokens: 16 });
    expect(bill).toMatchObject({ completionTokens: 16, reasoningTokens: 16, text: '', finishReason: 'length' });
  });
});

describe('max_price', () => {
  it.each([
    ['numbers', { prompt: 0.15, completion: 0.6 }],
    ['strings', { prompt: '0.15', completion: '0.6' }],
    ['a price of the request', { request: 0 }],
    ['nulls', { prompt: null }],
  ])('is kept exactly, as %s', async (_, max_price) => {
    expect((await complete('openai/gpt-4o-mini', { provider: { max_price } })).response.status).toBe(200);
  });

  it.each([
    ['openai/gpt-4o-mini', { prompt: 0.1499, completion: 0.6 }],
    ['openai/gpt-4o-mini', { prompt: '1', completion: '0.59999' }],
    ['simulated/per-request', { request: 0.004 }],
    ['openrouter/auto', { prompt: 0.1 }],
  ])('leaves no endpoint of %s below its price', async (model, max_price) => {
    expect(await refusal(model, { provider: { max_price } })).toMatchObject({
      status: 404,
      code: 404,
      message: expect.stringMatching(/^No endpoints found/) as unknown,
      availability: { code: 'constraint_filtered', retryable: false, constraint: { field: 'provider.max_price' } },
    });
  });

  it('leads to the cheaper one of two providers', async () => {
    const free = await complete('simulated/two-providers');
    const bound = await complete('simulated/two-providers', { provider: { max_price: { prompt: 1, completion: 4 } } });
    expect([free, bound].map(({ response }) => response.headers.get('x-provider-name'))).toEqual(['Azure', 'OpenAI']);
    expect(new Decimal(free.bill.costUsd).eq(new Decimal(bound.bill.costUsd).times(3))).toBe(true);
  });

  it('is compared with what is listed, so a lie passes', async () => {
    const { response } = await complete('simulated/liar', { provider: { max_price: { prompt: 0.15, completion: 0.6 } } });
    expect(response.status).toBe(200);
  });
});

describe('a provider', () => {
  /** Leaves after the third piece. */
  async function leave(model: string): Promise<string> {
    const gate = simulator.hold(3);
    const controller = new AbortController();
    const response = await post(model, { signal: controller.signal });
    await gate.reached;
    controller.abort();
    gate.release();
    return response.headers.get('x-generation-id') ?? '';
  }

  it.each([
    ['simulated/google', 'Google AI Studio'],
    ['simulated/mistral', 'Mistral'],
    ['simulated/bedrock', 'Amazon Bedrock'],
    ['simulated/byok-google', 'Google AI Studio'],
  ])('of %s bills to the end when the client leaves', async (model, provider) => {
    await leave(model);
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ provider, cancelled: true, completionTokens: 9, finishReason: 'stop' }]);
  });

  it('has a record of such a generation only when it has come to its end', async () => {
    const gate = simulator.hold(3);
    const controller = new AbortController();
    const response = await post('simulated/google', { signal: controller.signal });
    const path = `generation?id=${response.headers.get('x-generation-id')}`;
    await gate.reached;
    controller.abort();
    expect((await get(path)).status).toBe(404);
    gate.release();
    await simulator.idle();
    expect((await get(path)).data).toMatchObject({ cancelled: true, native_tokens_completion: 9 });
  });

  it('goes on when the connection breaks', async () => {
    const { chunks, bill } = await complete('simulated/google-cut');
    expect(chunks).toHaveLength(5);
    expect(bill).toMatchObject({ completionTokens: 9 });
  });

  it('of another model stops and bills what was sent', async () => {
    const gate = simulator.hold(3);
    const controller = new AbortController();
    await post('simulated/dollar', { signal: controller.signal });
    await gate.reached;
    controller.abort();
    await simulator.idle();
    expect(simulator.bills).toMatchObject([{ provider: 'OpenAI', cancelled: true, completionTokens: 3, costUsd: '0.000756' }]);
  });
});

describe('the credit', () => {
  it('covers an answer of some tokens and no longer one', async () => {
    simulator.credit.affordableTokens = 40;
    expect(await refusal('simulated/affordable', { max_tokens: 41 })).toMatchObject({
      status: 402,
      code: 402,
      message: expect.stringContaining('You requested up to 41 tokens, but can only afford 40.') as unknown,
    });
    expect((await complete('simulated/affordable', { max_tokens: 40 })).response.status).toBe(200);
  });

  it('is reserved up to the output limit when no bound is sent', async () => {
    expect((await refusal('simulated/affordable'))['message']).toContain('You requested up to 65536 tokens');
  });

  it('is held by running requests once, and then free', async () => {
    expect(await refusal('simulated/in-flight')).toMatchObject({
      status: 402,
      retryAfter: '1',
      metadata: { reason: 'in_flight_budget_exhausted', limit_source: 'openrouter_in_flight_budget' },
    });
    expect((await complete('simulated/in-flight')).response.status).toBe(200);
  });

  it.each([
    ['simulated/key-limit', 402],
    ['simulated/key-limit-403', 403],
  ])('of %s ends with the limit of the key', async (model, status) => {
    expect(await refusal(model)).toMatchObject({ status, metadata: { limit_source: 'openrouter_key_limit', scope: 'key' } });
  });

  it('ends with the real limit when it is kept', async () => {
    simulator.limitUsd = 0.01;
    simulator.limitStatus = 403;
    expect((await complete('simulated/dollar', { max_tokens: 50 })).response.status).toBe(200);
    const response = await post('openai/gpt-4o-mini');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { metadata: { limit_usd: 0.01, spend_usd: 0.012506 } } });
  });
});

describe('the usage', () => {
  const usagesOf = async (model: string) => (await complete(model)).usages;

  it('can have nulls around the charge, and nothing else', async () => {
    expect(await usagesOf('simulated/usage-nulls')).toMatchObject([
      { prompt_tokens: 6, cost: expect.any(Number) as unknown, is_byok: null, cost_details: null },
    ]);
    const [all] = await usagesOf('simulated/usage-all-null');
    expect(Object.values(all ?? { none: 0 }).every((value) => value === null)).toBe(true);
  });

  it('can be without the charge', async () => {
    const [usage] = await usagesOf('simulated/usage-costless');
    expect(usage).not.toHaveProperty('cost');
    expect(usage).not.toHaveProperty('cost_details');
    expect(usage).toMatchObject({ completion_tokens: 9 });
  });

  it('can tell of more cached tokens than were sent', async () => {
    expect(await usagesOf('simulated/usage-cached-beyond')).toMatchObject([
      { prompt_tokens: 6, prompt_tokens_details: { cached_tokens: 1006 } },
    ]);
  });

  it('can come twice, the same or growing', async () => {
    const [first, second] = await usagesOf('simulated/usage-twice');
    expect(second).toEqual(first);
    expect(await usagesOf('simulated/usage-growing')).toMatchObject([{ completion_tokens: 1, cost: 0 }, { completion_tokens: 9 }]);
  });

  it('can come behind an error', async () => {
    const { chunks } = await complete('simulated/usage-after-error');
    expect(chunks.slice(-2)).toMatchObject([{ error: { code: 502 } }, { usage: { completion_tokens: 3 } }]);
  });

  it.each(['simulated/anonymous', 'simulated/anonymous-cut'])('of %s belongs to no generation that one could ask about', async (model) => {
    const { response, chunks, bill } = await complete(model);
    expect(response.headers.has('x-generation-id')).toBe(false);
    expect(chunks.some((chunk) => 'id' in chunk)).toBe(false);
    expect(bill.completionTokens).toBeGreaterThan(0);
  });
});

describe('a generation', () => {
  const pathOf = (bill: { readonly generationId: string }) => `generation?id=${bill.generationId}`;

  it('tells what was read from the cache, and the upstream bill under BYOK only', async () => {
    await complete('simulated/cache-read', { text: words(40) });
    const { bill } = await complete('simulated/cache-read', { text: words(40) });
    expect((await get(pathOf(bill))).data).toMatchObject({
      native_tokens_cached: 43,
      upstream_inference_cost: 0,
      total_cost: Number(bill.costUsd),
    });
    const own = (await complete('simulated/byok')).bill;
    const record = (await get(pathOf(own))).data;
    expect(record).toMatchObject({ is_byok: true, upstream_inference_cost: Number(own.upstreamUsd), total_cost: Number(own.costUsd) });
    expect(own.paidUsd).toBe(new Decimal(Number(own.costUsd)).plus(Number(own.upstreamUsd)).toFixed());
  });

  it('can be forgotten, late, or hidden by an error', async () => {
    const { bill } = await complete('openai/gpt-4o-mini');
    simulator.generationStatus = 502;
    expect((await get(pathOf(bill))).status).toBe(502);
    simulator.generationStatus = null;
    simulator.generationLateMs = 5000;
    simulator.now = () => bill.at + 4999;
    expect((await get(pathOf(bill))).status).toBe(404);
    simulator.now = () => bill.at + 5000;
    expect((await get(pathOf(bill))).status).toBe(200);
    simulator.forgotten.add(bill.generationId);
    expect((await get(pathOf(bill))).status).toBe(404);
  });

  it('is known to its own key only', async () => {
    simulator.addKey('sk-or-v1-other');
    const { bill } = await complete('openai/gpt-4o-mini', { key: 'sk-or-v1-other' });
    expect((await get(pathOf(bill))).status).toBe(404);
    expect((await get(pathOf(bill), 'sk-or-v1-other')).status).toBe(200);
  });
});

describe('the key', () => {
  it('has used up the exact sum of its own charges, those of other programs included', async () => {
    simulator.addKey('sk-or-v1-other');
    for (const model of ['simulated/precise', 'simulated/byok', 'simulated/tiers', 'simulated/per-request']) await complete(model);
    const own = Decimal.sum(...simulator.bills.map(({ costUsd }) => costUsd));
    await complete('simulated/dollar', { key: 'sk-or-v1-other' });
    simulator.chargeElsewhere('0.25');
    expect((await get('key')).data?.['usage']).toBe(own.plus('0.25').toNumber());
    expect((await get('key', 'sk-or-v1-other')).data?.['usage']).toBe(1.000006);
  });

  it('counts the providers’ bills under BYOK apart', async () => {
    const { bill } = await complete('simulated/byok');
    expect((await get('key')).data).toMatchObject({ byok_usage: Number(bill.upstreamUsd), usage: Number(bill.costUsd) });
  });

  it('counts by days, weeks and months of UTC', async () => {
    // A Sunday, the last of its week and of its month; then the Monday.
    simulator.now = () => Date.parse('2026-05-31T23:59:59.999Z');
    simulator.chargeElsewhere('1');
    simulator.now = () => Date.parse('2026-06-01T00:00:00Z');
    simulator.chargeElsewhere('2');
    expect((await get('key')).data).toMatchObject({ usage: 3, usage_daily: 2, usage_weekly: 2, usage_monthly: 2 });
    simulator.now = () => Date.parse('2026-06-03T12:00:00Z');
    expect((await get('key')).data).toMatchObject({ usage_daily: 0, usage_weekly: 2, usage_monthly: 2 });
  });

  it('has a limit, what it leaves, and requests of free models', async () => {
    simulator.limitUsd = 2;
    await complete('simulated/gift:free');
    await complete('simulated/dollar');
    expect((await get('key')).data).toMatchObject({
      limit: 2,
      limit_remaining: 0.999994,
      free_model_daily_requests: { used: 1, limit: 50, remaining: 49 },
    });
  });
});
