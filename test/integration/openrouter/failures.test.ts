import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faults } from '../../support/simulator/faults.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { keyFingerprint, ask, clientOf, complete, failureOf, HandClock } from './fixture.ts';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
  simulator.say('One two three four five six');
});
afterEach(() => simulator.close());

/** Refused before an answer began: code, actions, words of the sentence, and the wait in ms where one is told. */
const refusals: readonly (readonly [
  model: string,
  code: string,
  actions: readonly string[],
  words: string,
  retryAfterMs: number | null,
])[] = [
  ['fault/400', 'HTTP_400', ['switchModel', 'showLog'], 'temperature must be at most 2', null],
  ['fault/401', 'UNAUTHORIZED', ['setApiKey'], 'User not found: sk-…', null],
  ['fault/402-credits', 'HTTP_402', ['switchModel', 'setApiKey'], 'credit is used up', null],
  ['fault/402-affordable', 'HTTP_402', ['switchModel', 'retry'], 'an answer of 120 tokens, but 500 were to be reserved', null],
  ['fault/402-in-flight', 'HTTP_402', ['retry'], 'still running', 3000],
  ['fault/402-weight', 'HTTP_402', ['openSettings', 'switchModel'], 'does not cover', null],
  ['fault/402-key', 'HTTP_402', ['setApiKey'], 'its own spending limit', null],
  ['fault/403', 'HTTP_403', ['switchModel'], 'your input was flagged', null],
  ['fault/404', 'MODEL_UNAVAILABLE', ['switchModel', 'openSettings'], 'No endpoints found', null],
  ['fault/408', 'TIMEOUT', ['retry', 'switchModel'], 'took too long', null],
  ['fault/429', 'RATE_LIMITED', ['retry', 'switchModel'], 'Rate limit exceeded', 2000],
  ['fault/500', 'HTTP_500', ['retry', 'switchModel'], 'failed inside', null],
  ['fault/502', 'MODEL_UNAVAILABLE', ['retry', 'switchModel'], 'CUDA out of memory', null],
  ['fault/503', 'MODEL_UNAVAILABLE', ['retry', 'switchModel'], 'No provider available', 4000],
  ['fault/524', 'TIMEOUT', ['retry', 'switchModel'], 'took too long', null],
  ['fault/overflow', 'CONTEXT_OVERFLOW', ['switchModel'], 'about 26265 tokens with the answer, of 16384', null],
  ['fault/html', 'BAD_SETTING', ['openSettings', 'retry'], 'not as a model service does', null],
  ['fault/redirect', 'BAD_SETTING', ['openSettings'], 'redirects to another address', null],
];

/** Begun and not ended well: code, what of the text arrived. */
const breakdowns: readonly (readonly [string, string, string])[] = [
  ['fault/json-error', 'MODEL_UNAVAILABLE', ''],
  ['fault/error-in-200', 'MODEL_UNAVAILABLE', 'One two thre'],
  ['fault/error-in-200-first', 'CONTEXT_OVERFLOW', ''],
  ['fault/error-in-200-string', 'HTTP_500', 'One two'],
  ['fault/error-in-choice', 'RATE_LIMITED', 'One two'],
  ['fault/network-error', 'MODEL_UNAVAILABLE', ''],
  ['fault/cut', 'INTERRUPTED', 'One two three'],
  ['fault/eof', 'INTERRUPTED', 'One two three'],
  ['fault/malformed-json', 'INTERRUPTED', 'One two thre'],
];

describe('a refused request', () => {
  it.each(refusals)('%s is %s', async (model, code, actions, words, retryAfterMs) => {
    const { events, error } = await complete(clientOf(simulator), ask(model));
    // A web page with status 200 is no refusal: whoever sent it may have worked.
    expect(events.map(({ type }) => type)).toEqual(model === 'fault/html' ? ['opened'] : []);
    const failure = failureOf(error);
    expect(failure).toMatchObject({ code, actions, retryAfterMs });
    expect(failure.message).toContain(words);
    expect(failure.message).toContain('Your message is kept.');
  });

  it('never lets the key follow a redirect', async () => {
    await complete(clientOf(simulator), ask('fault/redirect'));
    expect(simulator.requests.map(({ path }) => path)).toEqual(['/api/v1/chat/completions']);
  });

  it('is UNAUTHORIZED for a wrong key', async () => {
    const { error } = await complete(clientOf({ url: simulator.url, key: 'sk-or-v1-wrong' }), ask('openai/gpt-4o-mini'));
    expect(failureOf(error)).toMatchObject({ code: 'UNAUTHORIZED', actions: ['setApiKey'] });
  });

  it('is UNAUTHORIZED without a request for a key that cannot be one, and does not repeat it', async () => {
    const { error } = await complete(clientOf({ url: simulator.url, key: 'two\nlines' }), ask('openai/gpt-4o-mini'));
    expect(failureOf(error).code).toBe('UNAUTHORIZED');
    expect(failureOf(error).message).not.toContain('lines');
    expect(simulator.requests).toEqual([]);
  });

  it('is MODEL_UNAVAILABLE for an unknown model', async () => {
    const { error } = await complete(clientOf(simulator), ask('vendor/unknown'));
    expect(failureOf(error)).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: false });
  });

  it('is CONTEXT_OVERFLOW when prompt and answer exceed the window', async () => {
    const { error } = await complete(clientOf(simulator), ask('simulated/small-window', 'word '.repeat(4000)));
    expect(failureOf(error).code).toBe('CONTEXT_OVERFLOW');
  });

  it('is INTERRUPTED when the server hangs up before it answers: the request may have been served', async () => {
    simulator.unreachable = true;
    const { error } = await complete(clientOf(simulator), ask('openai/gpt-4o-mini'));
    expect(failureOf(error)).toMatchObject({ code: 'INTERRUPTED', retryable: true, actions: ['retry'] });
  });

  it('is BAD_SETTING for a port that fetch refuses', async () => {
    const { error } = await complete(clientOf({ url: 'http://127.0.0.1:9/api/v1', key: 'sk-or-v1-any' }), ask('openai/gpt-4o-mini'));
    expect(failureOf(error)).toMatchObject({ code: 'BAD_SETTING', actions: ['openSettings'] });
  });

  it('is OFFLINE when nothing listens: nothing was sent', async () => {
    const { url, key } = simulator;
    await simulator.close();
    const nobody = await complete(clientOf({ url, key }), ask('openai/gpt-4o-mini'));
    expect(failureOf(nobody.error)).toMatchObject({
      code: 'OFFLINE',
      retryable: true,
      actions: ['retry', 'openSettings', 'useDemo'],
      message: `Nothing listens at ${new URL(url).host}. Your message is kept. Is the server running? Start it and try again, or correct the base URL in the settings.`,
    });
  });

  it.each(['localhost', '[::1]'])('is OFFLINE and names the server when nothing listens at %s', async (host) => {
    const { port } = new URL(simulator.url);
    await simulator.close();
    const { error } = await complete(clientOf({ url: `http://${host}:${port}/api/v1`, key: null }), ask('openai/gpt-4o-mini'));
    // A machine without IPv6 has no such address at all.
    expect(failureOf(error).message).toMatch(new RegExp(`Nothing listens at ${host.replace(/[[\]]/g, '\\$&')}:${port}\\.|EADDRNOTAVAIL`));
  });
});

describe('an answer that breaks down', () => {
  it.each(breakdowns)('%s is %s, and what arrived is kept', async (model, code, arrived) => {
    const { events, error, text } = await complete(clientOf(simulator), ask(model));
    await simulator.idle();
    expect(events[0]).toEqual({
      type: 'opened',
      account: keyFingerprint(simulator.key),
      generationId: simulator.bills[0]?.generationId ?? null,
    });
    expect(text).toBe(arrived);
    expect(failureOf(error).code).toBe(code);
    expect(failureOf(error).message).toContain(arrived === '' ? 'Your message is kept.' : 'What arrived so far is kept.');
  });

  it('is TIMEOUT when the line falls silent, and what arrived is kept', async () => {
    const clock = new HandClock();
    const stream = clientOf(simulator, { clock }).stream(ask('fault/silence'), new AbortController().signal);
    let pieces = 0;
    while (pieces < 2) {
      const { value } = (await stream.next()) as { value: { type: string } };
      if (value.type === 'text') pieces += 1;
      // A slow consumer is not a silent line: between the events nothing waits.
      expect(clock.waiting).toBe(0);
    }
    const next = stream.next().catch((error: unknown) => failureOf(error));
    await clock.whenWaiting();
    clock.runOut();
    expect(await next).toMatchObject({
      code: 'TIMEOUT',
      retryable: true,
      message: expect.stringContaining('What arrived so far is kept.') as string,
    });
  });

  it('is TIMEOUT when there are not even headers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const clock = new HandClock();
    const client = clientOf({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, key: 'key' }, { clock });
    const next = client
      .stream(ask('any'), new AbortController().signal)
      .next()
      .catch((error: unknown) => failureOf(error));
    await once(silent, 'connection');
    clock.runOut();
    silent.close();
    expect(await next).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('Your message is kept.') as string });
  });
});

it('has an expectation for every fault of the simulator', () => {
  const elsewhere = [
    'fault/silence',
    'fault/one-byte',
    'fault/not-streamed',
    'fault/slow-start',
    'fault/no-usage',
    'fault/usage-empty-choices',
    'fault/cut-before-usage',
    'fault/byok',
    'fault/not-cancellable',
    'fault/reasoning',
    'fault/huge-line',
    'fault/broken-utf8',
  ];
  const expected = [...refusals.map(([model]) => model), ...breakdowns.map(([model]) => model), ...elsewhere];
  expect(Object.keys(faults).sort()).toEqual(expected.sort());
});
