import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../src/core/ports/chatClient.ts';
import { keyFingerprint, ask, clientOf, complete } from './fixture.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

/** Without what the headers tell of the provider, which the first chunk tells again. */
function saidOnce(events: readonly StreamEvent[]): readonly StreamEvent[] {
  return events.filter((event) => event.type !== 'served' || event.modelId !== null);
}

describe('an ordinary answer', () => {
  it('arrives as exactly these events', async () => {
    simulator.say('Grüße, 世界 👩‍🚀');
    const { events, error } = await complete(clientOf(simulator), ask('anthropic/claude-haiku-4.5'));
    await simulator.idle();
    const [bill] = simulator.bills;
    const served = { modelId: 'anthropic/claude-4.5-haiku-20251001', provider: 'OpenAI' };
    expect(error).toBeUndefined();
    expect(saidOnce(events)).toEqual([
      { type: 'opened', generationId: bill?.generationId, account: keyFingerprint(simulator.key) },
      { type: 'alive' },
      { type: 'served', ...served, generationId: bill?.generationId, billsToTheEnd: false },
      { type: 'text', text: 'Grüß' },
      { type: 'text', text: 'e,' },
      { type: 'text', text: ' 世界' },
      { type: 'text', text: ' 👩‍🚀' },
      {
        type: 'usage',
        usage: {
          promptTokens: 6,
          completionTokens: 4,
          cachedTokens: 0,
          reasoningTokens: 0,
          chargeUsd: '0.000026',
          byok: false,
          upstreamUsd: '0.000026',
          raw: expect.objectContaining({ prompt_tokens: 6, cost: 0.000026 }) as unknown,
        },
      },
      { type: 'finished', reason: 'stop' },
    ]);
  });

  it('reports the bill of the other side, exact to what a JSON number holds', async () => {
    for (const model of ['openai/gpt-4o-mini', 'simulated/precise', 'simulated/gift:free', 'openrouter/auto']) {
      const { events } = await complete(clientOf(simulator), ask(model, 'How much is this?'));
      await simulator.idle();
      const charge = events.map((event) => (event.type === 'usage' ? event.usage.chargeUsd : null)).find((usd) => usd !== null);
      const bill = simulator.bills.at(-1)?.costUsd ?? 'none';
      expect(charge).toMatch(/^\d+(\.\d+)?$/);
      expect(new Decimal(charge ?? 'NaN').minus(bill).abs().lte(new Decimal(bill).times('1e-15'))).toBe(true);
    }
  });

  it('finishes with "length" when it reaches the bound', async () => {
    const { events, text } = await complete(clientOf(simulator), { ...ask('openai/gpt-4o-mini'), maxTokens: 2 });
    expect(text).toBe('Received');
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'length' });
  });

  it('can be had again and again, also at the same time', async () => {
    const client = clientOf(simulator);
    const texts = Array.from({ length: 20 }, (_, number) => `Question ${number}`);
    simulator.say(({ messages }) => `Answer to ${messages.at(-1)?.content}`);
    const outcomes = await Promise.all(texts.map((text) => complete(client, ask('openai/gpt-4o-mini', text))));
    expect(outcomes.map(({ text }) => text)).toEqual(texts.map((text) => `Answer to ${text}`));
  });
});

describe('what is sent', () => {
  it('is exactly this', async () => {
    const turns = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ] as const;
    await complete(clientOf(simulator), {
      modelId: 'openai/gpt-4o-mini',
      turns,
      maxTokens: 123,
      temperature: 0.25,
      maxPrice: null,
      endpoint: null,
    });
    const [request] = simulator.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/chat/completions' });
    expect(request?.body).toEqual({
      model: 'openai/gpt-4o-mini',
      messages: turns,
      max_tokens: 123,
      temperature: 0.25,
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${simulator.key}`,
      'content-type': 'application/json',
      'http-referer': 'https://github.com/neural-terminal/neural-terminal',
      'x-openrouter-title': 'Neural Terminal',
      'x-openrouter-categories': 'ide-extension',
    });
  });

  it('contains the routing preferences when there are some', async () => {
    const provider = { order: ['anthropic'], data_collection: 'deny' };
    await complete(clientOf(simulator, { provider: () => provider }), ask('openai/gpt-4o-mini'));
    expect(simulator.requests[0]?.body).toMatchObject({ provider });
  });

  it('contains the bound on the price beside them, per million tokens', async () => {
    const maxPrice = { promptUsd: '0.00000015', completionUsd: '0.0000006' };
    const provider = { order: ['openai'], max_price: { completion: 0.5, image: 1 } };
    await complete(clientOf(simulator, { provider: () => provider }), { ...ask('openai/gpt-4o-mini'), maxPrice });
    const { provider: sent } = simulator.requests[0]?.body as { provider: unknown };
    expect(sent).toEqual({ order: ['openai'], max_price: { prompt: '0.15', completion: 0.5, image: 1 } });
  });
});

describe('unusual but good answers', () => {
  it('is the same when every byte comes alone', async () => {
    simulator.say('Grüße, 世界 👩‍🚀 e\u0301');
    const { text, error } = await complete(clientOf(simulator), ask('fault/one-byte'));
    expect(error).toBeUndefined();
    expect(text).toBe('Grüße, 世界 👩‍🚀 e\u0301');
  });

  it('is read from JSON when the server does not stream', async () => {
    simulator.say('All at once');
    const { events } = await complete(clientOf(simulator), ask('fault/not-streamed'));
    expect(saidOnce(events).map(({ type }) => type)).toEqual(['opened', 'served', 'text', 'usage', 'finished']);
    expect(events.find(({ type }) => type === 'text')).toEqual({ type: 'text', text: 'All at once' });
  });

  it.each(['fault/usage-empty-choices', 'fault/huge-line', 'fault/slow-start', 'fault/byok', 'fault/not-cancellable'])(
    'is complete, with usage, for %s',
    async (model) => {
      simulator.say('The end');
      // Half of the two seconds that "slow-start" takes: only its comments keep the line alive.
      const { events, text } = await complete(clientOf(simulator, { timeoutMs: () => 1000 }), ask(model));
      expect(text.endsWith('The end')).toBe(true);
      expect(events.slice(-2).map(({ type }) => type)).toEqual(['usage', 'finished']);
    },
  );

  it.each(['fault/no-usage', 'fault/cut-before-usage'])('is complete, without usage, for %s', async (model) => {
    simulator.say('The end');
    const { events, text, error } = await complete(clientOf(simulator), ask(model));
    expect(error).toBeUndefined();
    expect(text).toBe('The end');
    expect(events.some(({ type }) => type === 'usage')).toBe(false);
    expect(events.at(-1)).toEqual({ type: 'finished', reason: 'stop' });
  });

  it('tells the reasoning once, apart from the text', async () => {
    simulator.say('The end');
    const { events, text } = await complete(clientOf(simulator), ask('fault/reasoning'));
    const reasoning = events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('');
    expect({ reasoning, text }).toEqual({ reasoning: 'First I think it over.', text: 'The end' });
  });

  it('keeps the charge and the provider’s bill apart under BYOK', async () => {
    const { events } = await complete(clientOf(simulator), ask('fault/byok'));
    await simulator.idle();
    const [bill] = simulator.bills;
    const usage = events.find(({ type }) => type === 'usage');
    expect(usage).toMatchObject({ usage: { byok: true, chargeUsd: bill?.costUsd, upstreamUsd: bill?.upstreamUsd } });
    expect(Number(bill?.costUsd)).toBeCloseTo(Number(bill?.upstreamUsd) * 0.05, 15);
  });

  it('replaces bytes that are no UTF-8', async () => {
    simulator.say('The end');
    const { text, error } = await complete(clientOf(simulator), ask('fault/broken-utf8'));
    expect(error).toBeUndefined();
    expect(text).toBe('<\ufffd>The end');
  });
});
