import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { type ServerAddress, ServerConnections } from '../../../../src/openrouter/account/serverConnections.ts';
import { parseEndpoint } from '../../../../src/openrouter/http/endpoint.ts';
import { MemorySecrets } from '../../../support/fakes/memorySecrets.ts';
import { ScriptedConsent } from '../../../support/fakes/scriptedConsent.ts';

const service = 'https://openrouter.ai';
const elsewhere = 'https://models.example.com';
const local = 'http://127.0.0.1:11434';

interface Arrangement {
  /** Origin of the configured server. */
  readonly at?: string;
  readonly fromEnvironment?: boolean;
  readonly stored?: Readonly<Record<string, string>>;
  readonly environment?: { readonly key: string; readonly origin: string };
  readonly confirmed?: readonly string[];
  readonly agrees?: boolean;
}

function arrange({ at = service, fromEnvironment = false, stored = {}, environment, confirmed = [], agrees = false }: Arrangement) {
  const address: ServerAddress = { baseUrl: parseEndpoint(`${at}/v1`), fromEnvironment, isEnvironmentIgnored: false };
  const secrets = new MemorySecrets(stored);
  secrets.environment = environment;
  const consent = new ScriptedConsent(agrees);
  for (const origin of confirmed) consent.confirmed.add(origin);
  return { connections: new ServerConnections({ address: () => address, secrets, consent }), consent, secrets };
}

/** The key that goes along, null for none, or the code of the refusal. */
async function sent(arrangement: Arrangement): Promise<string | null> {
  return await arrange(arrangement)
    .connections.current()
    .then(
      ({ key }) => key ?? null,
      (error: unknown) => (error as ChatError).code,
    );
}

const home = { key: 'environment-key', origin: service };
const planted = { key: 'planted-key', origin: elsewhere };

describe('the key that goes to a server', () => {
  it.each<[string, Arrangement, string | null]>([
    ['is the stored one of OpenRouter', { stored: { [service]: 'stored' }, environment: home }, 'stored'],
    ['is the one of the environment where none is stored', { environment: home }, 'environment-key'],
    ['is none where there is none', {}, null],
    ['is not OpenRouter’s on another server', { at: elsewhere, stored: { [service]: 'stored' } }, null],
    ['is not OpenRouter’s on this machine', { at: local, stored: { [service]: 'stored' } }, null],
    ['is not that of another port', { at: 'http://127.0.0.1:1143', stored: { [local]: 'stored' } }, null],
    ['is the one of its own, once confirmed', { at: elsewhere, stored: { [elsewhere]: 'own' }, confirmed: [elsewhere] }, 'own'],
    ['waits for a yes, stored', { at: elsewhere, stored: { [elsewhere]: 'own' } }, 'REFUSED'],
    ['waits for a yes, of the environment', { at: elsewhere, environment: home }, 'REFUSED'],
    ['waits for a yes where the environment names the server', { at: elsewhere, fromEnvironment: true, environment: planted }, 'REFUSED'],
    ['waits for a yes to exactly this origin', { at: elsewhere, environment: home, confirmed: [`${elsewhere}:8443`] }, 'REFUSED'],
    [
      'goes to this machine without a question',
      { at: local, fromEnvironment: true, environment: { ...home, origin: local } },
      'environment-key',
    ],
    ['is not that of the server which the environment names beside it, at OpenRouter', { environment: planted }, null],
    ['is not that of the server which the environment names beside it, on this machine', { at: local, environment: planted }, null],
    [
      'is not that of the server which the environment names beside it, elsewhere',
      { at: elsewhere, environment: { ...planted, origin: 'https://other.example' }, confirmed: [elsewhere] },
      null,
    ],
    ['is not one beside an address that is none', { environment: { ...planted, origin: '' } }, null],
    ['goes to OpenRouter without a question', { fromEnvironment: true, environment: home }, 'environment-key'],
    [
      'is the environment’s, confirmed',
      { at: elsewhere, fromEnvironment: true, environment: planted, confirmed: [elsewhere] },
      'planted-key',
    ],
  ])('%s', async (_name, arrangement, expected) => {
    expect(await sent(arrangement)).toBe(expected);
  });

  it('is never another server’s stored one, and goes nowhere without consent, however things are arranged', async () => {
    const origins = [service, elsewhere, 'https://models.example.com:8443', local, 'http://localhost:1234', 'https://[::1]:9'];
    const isTrusted = (origin: string) => origin === service || /127\.0\.0\.1|localhost|\[::1\]/.test(origin);
    const arrangements = fc.record({
      at: fc.constantFrom(...origins),
      fromEnvironment: fc.boolean(),
      storedAt: fc.subarray(origins),
      environmentAt: fc.option(fc.constantFrom(...origins)),
      confirmed: fc.subarray(origins),
      agrees: fc.boolean(),
      endpoint: fc.option(fc.constantFrom(...origins)),
    });
    await fc.assert(
      fc.asyncProperty(arrangements, async ({ storedAt, environmentAt, endpoint, ...given }) => {
        const { connections, consent } = arrange({
          ...given,
          stored: Object.fromEntries(storedAt.map((origin) => [origin, `stored at ${origin}`])),
          ...(environmentAt !== null && { environment: { key: 'environment-key', origin: environmentAt } }),
        });
        const asked = endpoint === null ? [] : [connections.earlier(`${endpoint}/other/v1`)];
        for (const connection of [connections.current(), connections.inBackground(), ...asked]) {
          const found = await connection.catch((error: unknown) => error as Error);
          if (found instanceof Error) {
            expect(['REFUSED', 'NO_KEY']).toContain((found as ChatError).code);
            continue;
          }
          const { key, baseUrl } = found;
          if (key === 'environment-key') expect([service, baseUrl.origin]).toContain(environmentAt);
          if (key?.startsWith('stored')) expect(key).toBe(`stored at ${baseUrl.origin}`);
          if (key !== undefined || given.fromEnvironment)
            expect(isTrusted(baseUrl.origin) || consent.isConfirmed(baseUrl.origin)).toBe(true);
        }
      }),
      { seed: 20261130, numRuns: 2000 },
    );
  });
});

describe('a person who waits', () => {
  it('is asked, and what they agreed to is used', async () => {
    const { connections, consent } = arrange({ at: elsewhere, environment: home, agrees: true });
    await connections.require();
    expect(consent.asked).toEqual([{ origin: elsewhere, fromEnvironment: false }]);
    expect((await connections.current()).key).toBe('environment-key');
    await connections.require();
    expect(consent.asked).toHaveLength(1);
  });

  it('is told what to do when they do not agree', async () => {
    const { connections } = arrange({ at: elsewhere, fromEnvironment: true, environment: planted });
    await expect(connections.require()).rejects.toMatchObject({ code: 'REFUSED', actions: ['openSettings', 'useDemo'] });
    await expect(connections.require()).rejects.toThrow(
      'Nothing is sent to models.example.com: OPENROUTER_BASE_URL names this server, and you have not confirmed it. Send again to be asked, or set another base URL in the settings.',
    );
  });

  it('is told that there is no key, for a server elsewhere and for no other', async () => {
    await expect(arrange({}).connections.require()).rejects.toMatchObject({ code: 'NO_KEY', actions: ['setApiKey', 'useDemo'] });
    await expect(arrange({ at: elsewhere }).connections.require()).rejects.toThrow('There is no API key for models.example.com yet.');
    await expect(arrange({ at: local }).connections.require()).resolves.toBeUndefined();
  });

  it('is told why an address in the environment is not the one that is asked', async () => {
    const address = { baseUrl: parseEndpoint(`${service}/api/v1`), fromEnvironment: false, isEnvironmentIgnored: true };
    const connections = new ServerConnections({ address: () => address, secrets: new MemorySecrets(), consent: new ScriptedConsent() });
    await expect(connections.require()).rejects.toThrow('OPENROUTER_BASE_URL counts only together with OPENROUTER_API_KEY');
  });

  it('is asked before a key is entered, also where no key went before', async () => {
    const refusing = arrange({ at: elsewhere });
    await expect(refusing.connections.forNewKey()).rejects.toMatchObject({ code: 'REFUSED' });
    const agreeing = arrange({ at: elsewhere, agrees: true });
    expect((await agreeing.connections.forNewKey()).href).toBe(`${elsewhere}/v1/`);
    for (const at of [service, local]) {
      const { connections, consent } = arrange({ at });
      await connections.forNewKey();
      expect(consent.asked).toEqual([]);
    }
  });
});

it('what happens by itself asks the person by the way, and sends nothing', async () => {
  const { connections, consent } = arrange({ at: elsewhere, fromEnvironment: true, environment: planted });
  await expect(connections.inBackground()).rejects.toMatchObject({ code: 'REFUSED' });
  expect([consent.offered, consent.asked]).toEqual([[{ origin: elsewhere, fromEnvironment: true }], []]);
});

describe('a server that was asked earlier', () => {
  it.each<[string, Arrangement, string | null, string]>([
    ['gets its own key', { at: local, stored: { [service]: 'stored' } }, `${service}/api/v1`, 'stored'],
    ['gets the key of the environment that is its own', { at: local, environment: home }, `${service}/api/v1`, 'environment-key'],
    ['does not get another one’s', { stored: { [service]: 'stored' }, environment: home }, `${elsewhere}/v1`, 'NO_KEY'],
    ['is not asked without consent', { stored: { [elsewhere]: 'own' } }, `${elsewhere}/v1`, 'NO_KEY'],
    ['is the configured one where it is not known', { stored: { [service]: 'stored' } }, null, 'stored'],
    ['is the configured one where it is none', { stored: { [service]: 'stored' } }, 'demonstration', 'stored'],
  ])('%s', async (_name, arrangement, endpoint, expected) => {
    const found = await arrange(arrangement)
      .connections.earlier(endpoint)
      .then(
        ({ key }) => key,
        (error: unknown) => (error as ChatError).code,
      );
    expect(found).toBe(expected);
  });
});

describe('a server of this machine', () => {
  it.each<[string, Arrangement, string | null, boolean]>([
    ['without a key is local', {}, `${local}/v1`, true],
    ['is local although OpenRouter’s key is in the environment', { environment: home }, `${local}/v1`, true],
    ['with a stored key of its own is a paid service', { stored: { [local]: 'own' } }, `${local}/v1`, false],
    ['with a key of its own in the environment is one', { environment: { ...home, origin: local } }, `${local}/v1`, false],
    ['is none elsewhere', {}, `${elsewhere}/v1`, false],
    ['is not the demonstration', {}, 'demonstration', false],
    ['is not one that is unknown', {}, null, false],
  ])('%s', async (_name, arrangement, endpoint, expected) => {
    expect(await arrange(arrangement).connections.isLocal(endpoint)).toBe(expected);
  });
});

describe('the key of the environment', () => {
  it.each<[string, Arrangement, string | null, object | null]>([
    ['goes to OpenRouter', { environment: home }, null, { kind: 'used', host: 'openrouter.ai' }],
    [
      'goes there instead of a stored one that is deleted',
      { stored: { [service]: 's' }, environment: home },
      service,
      { kind: 'used', host: 'openrouter.ai' },
    ],
    ['stays behind a stored one', { stored: { [service]: 's' }, environment: home }, elsewhere, null],
    [
      'goes to a server that was agreed to',
      { at: elsewhere, environment: home, confirmed: [elsewhere] },
      null,
      { kind: 'used', host: 'models.example.com' },
    ],
    [
      'waits for a yes once that is forgotten',
      { at: elsewhere, environment: home, confirmed: [elsewhere] },
      elsewhere,
      { kind: 'asked', host: 'models.example.com' },
    ],
    ['goes to no other server than its own', { environment: planted }, service, { kind: 'unused', host: 'models.example.com' }],
    ['goes nowhere beside an address that is none', { environment: { ...home, origin: '' } }, null, null],
    ['is none', {}, service, null],
  ])('%s', async (_name, arrangement, forgotten, expected) => {
    expect(await arrange(arrangement).connections.environmentKeyUse(forgotten)).toEqual(expected);
  });

  it('goes nowhere while the address is refused', async () => {
    const refuse = () => {
      throw new ChatError('BAD_SETTING', 'It is no URL.');
    };
    const secrets = new MemorySecrets();
    secrets.environment = home;
    const connections = new ServerConnections({ address: refuse, secrets, consent: new ScriptedConsent() });
    expect(await connections.environmentKeyUse(null)).toBeNull();
  });
});

describe('the status', () => {
  it.each<[Arrangement, object]>([
    [{ stored: { [service]: 'stored' } }, { key: 'stored', endpoint: 'openrouter.ai', endpointProblem: null }],
    [{ environment: home }, { key: 'environment', endpoint: 'openrouter.ai', endpointProblem: null }],
    [{}, { key: 'missing', endpoint: 'openrouter.ai', endpointProblem: null }],
    [{ at: local }, { key: 'notNeeded', endpoint: '127.0.0.1:11434', endpointProblem: null }],
  ])('of %j is %j', async (arrangement, expected) => {
    expect(await arrange(arrangement).connections.status()).toEqual(expected);
  });

  it('names a server that was not agreed to', async () => {
    const { endpointProblem } = await arrange({ at: elsewhere, environment: home }).connections.status();
    expect(endpointProblem).toContain('Nothing is sent to models.example.com');
  });

  it('of an address that is refused says why', async () => {
    const refuse = () => {
      throw new ChatError('BAD_SETTING', 'It is no URL.');
    };
    const connections = new ServerConnections({ address: refuse, secrets: new MemorySecrets(), consent: new ScriptedConsent() });
    expect(await connections.status()).toEqual({ key: 'missing', endpoint: '', endpointProblem: 'It is no URL.' });
  });
});
