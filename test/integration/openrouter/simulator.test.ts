// The simulator stands for OpenRouter in all other tests: what they rely on is checked here, without the product.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

async function post(body: object): Promise<Response> {
  return await fetch(`${simulator.url}/chat/completions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${simulator.key}` },
    body: JSON.stringify(body),
  });
}

async function get(path: string): Promise<{ status: number; body: { data: Record<string, unknown> } }> {
  const response = await fetch(`${simulator.url}/${path}`, { headers: { Authorization: `Bearer ${simulator.key}` } });
  return { status: response.status, body: (await response.json()) as { data: Record<string, unknown> } };
}

const question = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }], stream: true };

describe('the stream', () => {
  it('has the headers and the lines of the recordings', async () => {
    simulator.say('Hi');
    const response = await post(question);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const id = response.headers.get('x-generation-id');
    expect(id).toMatch(/^gen-\d{10}-\w{20}$/);
    const lines = (await response.text()).split('\n\n');
    expect(lines[0]).toBe(': OPENROUTER PROCESSING');
    expect(lines.slice(-2)).toEqual(['data: [DONE]', '']);
    const chunks = lines
      .slice(1, -2)
      .map((line) => JSON.parse(line.replace('data: ', '')) as { id: string; choices: { finish_reason: unknown }[] });
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([null, null, 'stop', 'stop']);
    expect(chunks.every((chunk) => chunk.id === id)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ usage: { prompt_tokens: 6, completion_tokens: 1, cost: 0.0000015 } });
  });

  it('is held at a gate until released', async () => {
    simulator.say('one two three');
    const gate = simulator.hold(1);
    const response = await post(question);
    await gate.reached;
    expect(simulator.bills).toEqual([]);
    gate.release();
    expect(await response.text()).toContain(' two');
  });

  it('tells what it received when it was not told what to say', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'assistant', content: 'Two' },
      { role: 'user', content: 'Three' },
    ];
    await (await post({ ...question, messages })).text();
    await simulator.idle();
    expect(simulator.bills[0]?.text).toBe('Received 4 turns (1 system, 2 user, 1 assistant). You said: Three');
  });
});

describe('the account', () => {
  it('has a record of a generation that agrees with the bill, once it is not late any more', async () => {
    simulator.generationLateMs = Infinity;
    const response = await post({ ...question, model: 'simulated/precise' });
    await response.text();
    await simulator.idle();
    const path = `generation?id=${response.headers.get('x-generation-id')}`;
    expect((await get(path)).status).toBe(404);
    simulator.generationLateMs = 0;
    const { body } = await get(path);
    expect(body.data['total_cost']).toBe(Number(simulator.bills[0]?.costUsd));
    expect(body.data).toMatchObject({ cancelled: false, native_tokens_prompt: 6, finish_reason: 'stop' });
  });

  it('has used up the sum of the bills', async () => {
    for (const model of ['openai/gpt-4o-mini', 'simulated/expensive', 'fault/byok']) await (await post({ ...question, model })).text();
    await simulator.idle();
    const sum = Decimal.sum(...simulator.bills.map(({ costUsd }) => costUsd));
    expect((await get('key')).body.data['usage']).toBe(sum.toNumber());
  });

  it('is closed to a wrong key and to none', async () => {
    expect((await fetch(`${simulator.url}/key`)).status).toBe(401);
    expect((await fetch(`${simulator.url}/key`, { headers: { Authorization: 'Bearer sk-or-v1-wrong' } })).status).toBe(401);
  });
});

it('runs on its own and prints its address', async () => {
  const main = fileURLToPath(new URL('../../support/simulator/main.ts', import.meta.url));
  const server = spawn(process.execPath, [main, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [url] = (await once(createInterface(server.stdout), 'line')) as [string];
    expect((await fetch(`${url}/models`)).status).toBe(200);
  } finally {
    server.kill();
  }
});
