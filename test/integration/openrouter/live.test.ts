// The live test itself, against the simulator: it must find what does not agree, and stop before the cap.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/vscode/platform/systemClock.ts';
import { liveCheck } from '../../live/liveCheck.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const clock = { ...systemClock, sleep: () => Promise.resolve() };

async function check(modelIds: readonly string[], capUsd = '0.05') {
  const lines: string[] = [];
  const { url, key } = simulator;
  const agrees = await liveCheck({ baseUrl: new URL(url), key: key ?? '', modelIds, capUsd, clock, print: (line) => lines.push(line) });
  return { agrees, lines };
}

describe('the live test', () => {
  it('agrees when all bills are right, also of an answer that was stopped', async () => {
    simulator.paceMs = 1;
    simulator.say('one two three four five six seven eight nine ten '.repeat(100));
    const { agrees, lines } = await check([
      'openai/gpt-4o-mini',
      'simulated/precise',
      'simulated/gift:free',
      'fault/byok',
      'fault/no-usage',
    ]);
    expect(lines.filter((line) => !line.startsWith('✓'))).toEqual([]);
    expect(agrees).toBe(true);
    expect(simulator.bills.map(({ cancelled }) => cancelled)).toEqual([false, false, false, false, false, true]);
  });

  it('finds what another program spends with the key', async () => {
    simulator.say(({ messages }) => {
      const [bill] = simulator.bills;
      if (bill) simulator.bills.push({ ...bill, generationId: 'gen-other', costUsd: '0.0000001' });
      return `You said: ${messages.at(-1)?.content}`;
    });
    const { agrees, lines } = await check(['openai/gpt-4o-mini']);
    expect(agrees).toBe(false);
    expect(lines.at(-1)).toContain('differ by more than 0.1 %');
  });

  it('finds a bill of which there is no record', async () => {
    simulator.generationLateMs = Infinity;
    const { agrees, lines } = await check(['openai/gpt-4o-mini']);
    expect(agrees).toBe(false);
    expect(lines[0]).toContain('there is no record of gen-');
  });

  it('says why a model did not answer, and goes on', async () => {
    const { agrees, lines } = await check(['fault/402-credits', 'openai/gpt-4o-mini']);
    expect(agrees).toBe(false);
    expect(lines[0]).toContain('fault/402-credits failed: Your OpenRouter credit is used up.');
    expect(lines[1]).toMatch(/^✓ openai/);
  });

  it('asks nothing that could exceed the cap', async () => {
    const { agrees, lines } = await check(['simulated/expensive'], '0.06');
    expect(agrees).toBe(false);
    expect(lines.find((line) => line.startsWith('✗'))).toContain('was not asked');
    expect(Decimal.sum(0, ...simulator.bills.map(({ costUsd }) => costUsd)).lte('0.06')).toBe(true);
  });

  it('asks no model without a price', async () => {
    await expect(check(['openrouter/auto'])).rejects.toThrow('No price is known for openrouter/auto');
    expect(simulator.bills).toEqual([]);
  });
});

describe('npm run test:live', () => {
  const main = fileURLToPath(new URL('../../live/main.ts', import.meta.url));

  async function run(env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [main], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number]>]);
    return { code, output, errors };
  }

  it.each([
    ['a key', {}, 'The live test needs a key: set OPENROUTER_API_KEY.'],
    ['a base URL that is safe', { OPENROUTER_API_KEY: 'sk-or-v1-any', OPENROUTER_BASE_URL: 'http://example.com/v1' }, 'The base URL'],
    ['a person who looks on', { OPENROUTER_API_KEY: 'sk-or-v1-any', CI: 'true' }, 'not for continuous integration'],
  ])('ends with a sentence and code 1 without %s', async (_name, env, sentence) => {
    const { code, errors } = await run(env);
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining(sentence) as string });
  });

  it('ends with code 0 when all agrees, and does not print the key', async () => {
    const env = { OPENROUTER_API_KEY: simulator.key ?? '', OPENROUTER_BASE_URL: simulator.url };
    const { code, output, errors } = await run(env);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output.trim().split('\n')).toHaveLength(5);
    expect(output).not.toContain(simulator.key);
  });
});
