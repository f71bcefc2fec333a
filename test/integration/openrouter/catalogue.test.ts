import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '../../../src/core/errors/chatError.ts';
import type { Logger } from '../../../src/core/ports/platform.ts';
import { OpenRouterCatalogue } from '../../../src/openrouter/catalogue/openRouterCatalogue.ts';
import { cacheFile } from '../../../src/vscode/platform/cacheFile.ts';
import { cleanUp, temporaryFolder } from '../../support/chatRig.ts';
import { recordingLogger } from '../../support/recordingLogger.ts';
import { models } from '../../support/simulator/models.ts';
import { type Simulator, startSimulator } from '../../support/simulator/simulator.ts';
import { failureOf, HandClock, quietLogger, serve } from './fixture.ts';

const hourMs = 60 * 60 * 1000;

let simulator: Simulator;
let clock: HandClock;
/** The cache file. */
let path: string;
beforeEach(async () => {
  simulator = await startSimulator();
  clock = new HandClock();
  path = join(temporaryFolder(), 'models.json');
});
afterEach(async () => {
  await simulator.close();
  await cleanUp();
});

/** A catalogue as in a window that was just opened; several share the cache file. */
function openCatalogue(
  server: { readonly url: string; readonly listKey?: string } = simulator,
  logger: Logger = quietLogger,
): OpenRouterCatalogue {
  return new OpenRouterCatalogue({
    connection: () => Promise.resolve({ baseUrl: new URL(server.url), key: server.listKey, local: false }),
    cache: cacheFile(path),
    clock,
    logger,
  });
}

describe('a list that needs the key', () => {
  const guarded = (authorizations: (string | undefined)[]) =>
    serve((request, response) => {
      authorizations.push(request.headers.authorization);
      const isOpen = request.headers.authorization === 'Bearer sk-lab';
      response.writeHead(isOpen ? 200 : 401, { 'Content-Type': 'application/json' }).end(isOpen ? '{"data":[{"id":"lab/one"}]}' : '{}');
    });

  it('is fetched with the key of its server, and again when there is one', async () => {
    const authorizations: (string | undefined)[] = [];
    const server = await guarded(authorizations);
    let key: string | undefined;
    const connection = () => Promise.resolve({ baseUrl: new URL(server.url), key, local: key === undefined });
    const catalogue = new OpenRouterCatalogue({ connection, cache: cacheFile(path), clock, logger: quietLogger });
    await expect(catalogue.list()).rejects.toMatchObject({ code: 'NO_KEY' });
    key = 'sk-lab';
    expect((await catalogue.list()).models).toMatchObject([{ id: 'lab/one', local: false }]);
    expect(authorizations).toEqual([undefined, 'Bearer sk-lab']);
    key = undefined;
    // From the cache, but of a server that is asked without a key now.
    expect((await catalogue.list()).models).toMatchObject([{ id: 'lab/one', local: true }]);
    server.close();
  });

  it('is not followed to another address, which would get the key', async () => {
    const other: (string | undefined)[] = [];
    const target = await guarded(other);
    const server = await serve((_request, response) => response.writeHead(307, { Location: `${target.url}/models` }).end());
    const connection = () => Promise.resolve({ baseUrl: new URL(server.url), key: 'sk-lab', local: false });
    const catalogue = new OpenRouterCatalogue({ connection, cache: cacheFile(path), clock, logger: quietLogger });
    await expect(catalogue.list()).rejects.toThrow('redirects to another address, which is not followed because the key would go with it');
    expect(other).toEqual([]);
    server.close();
    target.close();
  });

  it.each([
    ['', 'The base URL has no “/v1” at its end'],
    ['/v1', 'Check the base URL in the settings.'],
  ])('is missing below “%s”, and the way to it is named', async (below, advice) => {
    const server = await serve((_request, response) => response.writeHead(404).end('404 page not found'));
    await expect(openCatalogue({ url: server.url.replace('/v1', below) }).list()).rejects.toThrow(advice);
    server.close();
  });
});

describe('the list', () => {
  it('has the models one can chat with, and is fetched without a key', async () => {
    const { models: listed, stale } = await openCatalogue().list();
    const hidden = ['simulated/gift:batch', 'simulated/painter'];
    expect(stale).toBe(false);
    expect(listed.map(({ id }) => id)).toEqual(models.map(({ id }) => id).filter((id) => !hidden.includes(id)));
    expect(simulator.requests).toHaveLength(1);
    expect(simulator.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('does without a damaged row', async () => {
    simulator.models = [...simulator.models, { id: 7 } as never];
    const { models: listed } = await openCatalogue().list();
    expect(listed).toHaveLength(models.length - 2);
  });

  it('is fetched once for callers at the same time, and kept for an hour', async () => {
    const catalogue = openCatalogue();
    await Promise.all([catalogue.list(), catalogue.list(), catalogue.list()]);
    clock.time += hourMs - 1;
    await catalogue.list();
    expect(simulator.requests).toHaveLength(1);
    clock.time += 1;
    await catalogue.list();
    expect(simulator.requests).toHaveLength(2);
  });

  it('comes from the cache in the next window, and from the network after a clock that was set back', async () => {
    await openCatalogue().list();
    expect((await openCatalogue().list()).stale).toBe(false);
    expect(simulator.requests).toHaveLength(1);
    clock.time -= hourMs;
    await openCatalogue().list();
    expect(simulator.requests).toHaveLength(2);
  });

  it('is the last good one, marked stale, when the fetch fails, and fresh again later', async () => {
    const good = await openCatalogue().list();
    clock.time += hourMs;
    simulator.unreachable = true;
    const catalogue = openCatalogue();
    expect(await catalogue.list()).toEqual({
      models: good.models,
      stale: true,
      problem: expect.stringMatching(/this is the last good one\. The connection broke off/) as string,
      problemCode: 'INTERRUPTED',
    });
    simulator.unreachable = false;
    expect((await catalogue.list()).stale).toBe(false);
  });

  it('is not the list of another server', async () => {
    await openCatalogue().list();
    const other = await startSimulator();
    other.models = models.slice(0, 1);
    const { models: listed } = await openCatalogue(other).list();
    await other.close();
    expect(listed).toHaveLength(1);
  });

  it('is fetched anew when the cache is of a version that knew fewer prices', async () => {
    await openCatalogue().list();
    const newer = (key: string) => key === 'otherPrices' || key === 'priceRules';
    const text = JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), (key, value: unknown) => (newer(key) ? undefined : value));
    expect(text).not.toContain('priceRules');
    writeFileSync(path, text);
    const catalogue = openCatalogue();
    await catalogue.list();
    expect(simulator.requests).toHaveLength(2);
    expect(catalogue.find('openai/gpt-4o-mini')).toMatchObject({ otherPrices: {}, priceRules: [] });
  });

  it('comes from the cache with all its prices', async () => {
    const [first, ...others] = simulator.models;
    const overrides = [{ min_prompt_tokens: 200_000, utc_start: 100, utc_end: 400, utc_days: ['monday'], prompt: '0.000006' }];
    simulator.models = [
      { ...first, pricing: { prompt: '0.000003', completion: '0.000015', input_cache_read: '0.0000003', overrides } } as never,
      ...others,
    ];
    const { models: fetched } = await openCatalogue().list();
    expect(fetched[0]?.priceRules).toHaveLength(1);
    expect((await openCatalogue().list()).models).toEqual(fetched);
    expect(simulator.requests).toHaveLength(1);
  });

  it('remembers which model has no temperature; a cache of a version that did not know it serves, and says nothing of it', async () => {
    simulator.models = simulator.models.map((row, index) => (index > 0 ? row : { ...row, supported_parameters: ['max_tokens'] }));
    const [fetched] = (await openCatalogue().list()).models;
    expect(fetched?.supportsTemperature).toBe(false);
    expect((await openCatalogue().list()).models[0]).toEqual(fetched);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"supportsTemperature":(true|false),?/g, ''));
    expect((await openCatalogue().list()).models[0]).not.toHaveProperty('supportsTemperature');
    expect(simulator.requests).toHaveLength(1);
  });

  it.each(['{"baseUrl":', '[]', '{"baseUrl":"x","fetchedAt":1,"models":[{"id":1}]}'])(
    'is fetched in spite of the cache %s',
    async (text) => {
      writeFileSync(path, text);
      expect((await openCatalogue().list()).stale).toBe(false);
    },
  );

  it('needs no cache that works', async () => {
    writeFileSync(path, '');
    path = join(path, 'models.json');
    const catalogue = openCatalogue();
    expect((await catalogue.list()).models).not.toHaveLength(0);
    expect(catalogue.find('openai/gpt-4o-mini')).toBeDefined();
  });

  it('rejects when there has never been one', async () => {
    await simulator.close();
    const failure = failureOf(
      await openCatalogue()
        .list()
        .catch((error: unknown) => error),
    );
    expect(failure).toMatchObject({ code: 'OFFLINE', retryable: true });
  });

  it('is BAD_SETTING for a server without models', async () => {
    const url = simulator.url.replace('/api/v1', '/nothing/here');
    const failure = failureOf(
      await openCatalogue({ url })
        .list()
        .catch((error: unknown) => error),
    );
    expect(failure.code).toBe('BAD_SETTING');
  });

  it('ends only the waiting of the caller who gives up', async () => {
    const catalogue = openCatalogue();
    const controller = new AbortController();
    const impatient = catalogue.list(controller.signal);
    const patient = catalogue.list();
    controller.abort('enough');
    await expect(impatient).rejects.toBe('enough');
    expect((await patient).models).not.toHaveLength(0);
  });
});

describe('a server that is still being asked when another one is configured', () => {
  /** A catalogue that has begun to ask a slow server, which then answers so; and what the first caller gets. */
  async function asking(status: number) {
    const [reached, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = await serve((_request, response) => {
      reached.resolve();
      void gate.promise.then(() => response.writeHead(status, { 'Content-Type': 'application/json' }).end('{"data":[{"id":"lab/one"}]}'));
    });
    const current = { baseUrl: new URL(slow.url), key: undefined as string | undefined, local: true };
    const connection = () => Promise.resolve({ ...current });
    const catalogue = new OpenRouterCatalogue({ connection, cache: cacheFile(path), clock, logger: quietLogger });
    const first = catalogue.list().then(
      ({ models: [model] }) => model?.id,
      (error: unknown) => failureOf(error).code,
    );
    await reached.promise;
    return { catalogue, current, first, answer: gate.resolve, close: () => slow.close() };
  }

  it('says of keys only for itself', async () => {
    const { catalogue, current, first, answer, close } = await asking(401);
    current.baseUrl = new URL(simulator.url);
    const second = catalogue.list();
    answer();
    expect(await first).toBe('NO_KEY');
    expect((await second).models).not.toHaveLength(0);
    close();
  });

  it('is asked again with a key that was given meanwhile', async () => {
    const { catalogue, current, first, answer, close } = await asking(401);
    current.key = 'sk-lab';
    const second = catalogue.list().catch((error: unknown) => failureOf(error).code);
    answer();
    expect(await first).toBe('NO_KEY');
    expect(await second).toBe('UNAUTHORIZED');
    close();
  });

  it('leaves the prices of the other one', async () => {
    const { catalogue, current, first, answer, close } = await asking(200);
    Object.assign(current, { baseUrl: new URL(simulator.url), local: false });
    await catalogue.list();
    answer();
    expect(await first).toBe('lab/one');
    expect(catalogue.find('openai/gpt-4o-mini')?.local).toBe(false);
    expect(readFileSync(path, 'utf8')).toContain('openai/gpt-4o-mini');
    expect(simulator.requests).toHaveLength(1);
    close();
  });
});

describe('a server of another kind', () => {
  const rows = [{ id: 'lab/one', name: 'One', context_length: 32_768 }, { id: 'lab/two' }];

  /** What a catalogue makes of the body, with a key at hand; and which keys the server was sent. */
  async function listFrom(body: unknown, listKey?: string, accepts: (authorization: string | undefined) => boolean = () => true) {
    const sent: (string | undefined)[] = [];
    const server = await serve(({ headers: { authorization } }, response) => {
      sent.push(authorization);
      response.writeHead(accepts(authorization) ? 200 : 401, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify(accepts(authorization) ? body : { error: 'No key' }));
    });
    const catalogue = openCatalogue({ url: server.url, ...(listKey !== undefined && { listKey }) });
    const ids = async () => (await catalogue.list()).models.map(({ id }) => id);
    const outcome = await ids().catch((error: unknown) => failureOf(error).message);
    return { outcome, sent, server, catalogue };
  }

  it.each([
    ['a bare list', rows],
    ['a list under another name', { models: rows }],
    ['both', { object: 'list', data: rows, models: [{ name: 'x' }] }],
    ['names alone', ['lab/one', 'lab/two']],
    ['rows with a name for an id', [{ name: 'lab/one' }, { model: 'lab/two', name: 'Two' }]],
    ['duplicates', [...rows, { ...rows[0], name: 'Another' }, { id: 'lab/two' }]],
    ['rows that are none between them', [null, 7, ...rows, []]],
  ])('may send %s', async (_name, body) => {
    const { outcome, server } = await listFrom(body);
    server.close();
    expect(outcome).toEqual(['lab/one', 'lab/two']);
  });

  it.each([[{ data: null }], [[]], [{ object: 'list', data: [] }]])('may have no model: %j', async (body) => {
    const { outcome, server } = await listFrom(body);
    server.close();
    expect(outcome).toEqual([]);
  });

  it('keeps the first of two rows of one name', async () => {
    const { catalogue, server } = await listFrom([...rows, { ...rows[0], name: 'Another' }]);
    server.close();
    expect(catalogue.find('lab/one')?.name).toBe('One');
  });

  it.each([[{ status: 'ok' }], ['text'], [{ data: 'x' }]])('is no model service when it sends %j', async (body) => {
    const { outcome, server } = await listFrom(body);
    server.close();
    expect(outcome).toContain('not as a model service does');
  });

  it('is sent the key that belongs to it', async () => {
    const { outcome, sent, server } = await listFrom(rows, 'local-key', (authorization) => authorization === 'Bearer local-key');
    server.close();
    expect(outcome).toEqual(['lab/one', 'lab/two']);
    expect(sent).toEqual(['Bearer local-key']);
  });

  it('is not said to have refused a key that it was not sent', async () => {
    const without = await listFrom(rows, undefined, () => false);
    const refused = await listFrom(rows, 'wrong-key', () => false);
    for (const { server } of [without, refused]) server.close();
    expect(without.outcome).not.toContain('did not accept');
    expect(refused.outcome).toMatch(/^The service did not accept the API key\. .*Set another key\.$/);
  });
});

describe('refresh', () => {
  it('fetches anew whatever the age, for this window and the next', async () => {
    const catalogue = openCatalogue();
    await catalogue.list();
    simulator.models = models.map((row) => ({ ...row, pricing: { ...row.pricing, prompt: '0.5' } }));
    await catalogue.refresh();
    expect(catalogue.find('openai/gpt-4o-mini')?.promptUsd).toBe('0.5');
    expect((await openCatalogue().list()).models[0]?.promptUsd).toBe('0.5');
    expect(simulator.requests).toHaveLength(2);
  });

  it('keeps the last good list, and says so in the log, when the fetch fails', async () => {
    const logger = recordingLogger();
    const catalogue = openCatalogue(simulator, logger);
    await catalogue.list();
    simulator.unreachable = true;
    await catalogue.refresh();
    expect(catalogue.find('openai/gpt-4o-mini')?.promptUsd).toBe('0.00000015');
    expect(logger.lines).toMatchObject([{ level: 'warn', event: 'openrouter.catalogueFailed', fields: { code: 'INTERRUPTED' } }]);
  });

  it('does not reject when there has never been a list, nor a usable address', async () => {
    simulator.unreachable = true;
    await openCatalogue().refresh();
    const parts = { cache: cacheFile(path), clock, logger: quietLogger };
    await new OpenRouterCatalogue({ ...parts, connection: () => Promise.reject(new ChatError('BAD_SETTING', 'no')) }).refresh();
  });
});

describe('find', () => {
  it('knows nothing at first, and after warm() what was in the cache, without the network', async () => {
    await openCatalogue().list();
    const catalogue = openCatalogue();
    expect(catalogue.find('openai/gpt-4o-mini')).toBeUndefined();
    await catalogue.warm();
    expect(catalogue.find('openai/gpt-4o-mini')).toMatchObject({ promptUsd: '0.00000015', completionUsd: '0.0000006' });
    expect(simulator.requests).toHaveLength(1);
  });

  it('finds by the dated name and by a routing variant, and knows no price of a router', async () => {
    const catalogue = openCatalogue();
    await catalogue.list();
    expect(catalogue.find('anthropic/claude-4.5-haiku-20251001')?.id).toBe('anthropic/claude-haiku-4.5');
    expect(catalogue.find('openai/gpt-4o-mini:nitro')?.id).toBe('openai/gpt-4o-mini');
    expect(catalogue.find('openrouter/auto')).toMatchObject({ promptUsd: null, completionUsd: null });
    expect(catalogue.find('simulated/gift')).toMatchObject({ promptUsd: '0.00000015' });
    expect(catalogue.find('simulated/gift:free')).toMatchObject({ promptUsd: '0' });
  });

  it('names the server whose list it is from, and answers for no other one', async () => {
    const catalogue = openCatalogue();
    await catalogue.list();
    const endpoint = simulator.url.replace(/\/$/, '');
    expect(catalogue.find('openai/gpt-4o-mini')?.endpoint).toBe(endpoint);
    expect(catalogue.find('openai/gpt-4o-mini', endpoint)?.endpoint).toBe(endpoint);
    expect(catalogue.find('openai/gpt-4o-mini', 'https://other.example/v1')).toBeUndefined();
    expect((await catalogue.list()).models[0]?.endpoint).toBe(endpoint);
    expect(JSON.parse(readFileSync(path, 'utf8'))).not.toHaveProperty('models.0.endpoint');
  });

  it('drops the prices of a server as soon as another one is asked, also where that has no list', async () => {
    const server = { url: simulator.url };
    const catalogue = openCatalogue(server);
    await catalogue.list();
    server.url = simulator.url.replace('/api/v1', '/nowhere');
    await expect(catalogue.list()).rejects.toThrow();
    expect(catalogue.find('openai/gpt-4o-mini')).toBeUndefined();
    server.url = simulator.url;
    await catalogue.list();
    expect(catalogue.find('openai/gpt-4o-mini')).toBeDefined();
  });

  it('knows nothing after warm() when the cache is of another server', async () => {
    await openCatalogue().list();
    const catalogue = openCatalogue({ url: 'https://other.example/v1' });
    await catalogue.warm();
    expect(catalogue.find('openai/gpt-4o-mini')).toBeUndefined();
  });
});
