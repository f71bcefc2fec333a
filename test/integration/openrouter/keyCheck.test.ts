import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkKey } from '../../../src/openrouter/keyCheck.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { ask, clientOf, complete, failureOf } from './fixture.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

async function check(key: string, path = '/api/v1', signal = new AbortController().signal) {
  return await checkKey({ baseUrl: new URL(simulator.url.replace('/api/v1', path)), key, signal });
}

it('tells what the service knows about the key', async () => {
  await complete(clientOf(simulator), ask('simulated/expensive'));
  await simulator.idle();
  const spent = simulator.bills[0]?.costUsd ?? '';
  const report = await check(simulator.key ?? '');
  expect(report).toEqual({
    label: 'sk-or-v1-sim...ted',
    limitRemainingUsd: String(10 - Number(spent)),
    isFreeTier: false,
    usageUsd: spent,
  });
});

it.each([
  ['an overdrawn key', 0, '0'],
  ['a key without a limit', null, null],
])('does not confuse %s with its opposite', async (_name, limitUsd, left) => {
  simulator.limitUsd = limitUsd;
  await complete(clientOf(simulator), ask('simulated/expensive'));
  await simulator.idle();
  expect((await check(simulator.key ?? '')).limitRemainingUsd).toBe(left);
});

it('is UNAUTHORIZED for a key that is not valid', async () => {
  const failure = failureOf(await check('sk-or-v1-wrong').catch((error: unknown) => error));
  expect(failure).toMatchObject({ code: 'UNAUTHORIZED', actions: ['setApiKey'] });
});

it('is BAD_SETTING for a server that knows no keys', async () => {
  const failure = failureOf(await check('sk-or-v1-any', '/v1').catch((error: unknown) => error));
  expect(failure).toMatchObject({ code: 'BAD_SETTING', actions: ['openSettings', 'retry'] });
});

it('is OFFLINE when the service cannot be reached', async () => {
  await simulator.close();
  expect(failureOf(await check('sk-or-v1-any').catch((error: unknown) => error)).code).toBe('OFFLINE');
});

it('ends with the reason of the signal', async () => {
  await expect(check('sk-or-v1-any', '/api/v1', AbortSignal.abort('enough'))).rejects.toBe('enough');
});
