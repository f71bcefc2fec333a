import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyStore } from '../../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { FakeSecretStorage } from '../../../support/fakeVscode/fakeStorage.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

const service = 'https://openrouter.ai';
const elsewhere = 'https://models.example.com:8443';
/** Under which version 0.1 kept its only key. */
const secretOfFirstVersion = 'neuralTerminal.openRouterKey';

function setUp() {
  const secrets = new FakeSecretStorage();
  const log = new ChannelLog();
  const keys = new KeyStore(secrets, log);
  const changes = { count: 0 };
  keys.onDidChange(() => void (changes.count += 1));
  return { secrets, log, keys, changes };
}

beforeEach(() => {
  resetFakeVscode();
  vi.stubEnv('OPENROUTER_API_KEY', undefined);
  vi.stubEnv('OPENROUTER_BASE_URL', undefined);
});
afterEach(() => void vi.unstubAllEnvs());

describe('the key of the environment', () => {
  it.each([undefined, '', '  '])('is none when it is %j', (text) => {
    vi.stubEnv('OPENROUTER_API_KEY', text);
    expect(setUp().keys.fromEnvironment()).toBeUndefined();
  });

  it('is OpenRouter’s, without what an environment file has around it', () => {
    vi.stubEnv('OPENROUTER_API_KEY', ' "environment-key"\n');
    expect(setUp().keys.fromEnvironment()).toEqual({ key: 'environment-key', origin: service });
  });

  it('is that of the server that stands beside it', () => {
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    vi.stubEnv('OPENROUTER_BASE_URL', `${elsewhere}/api/v1`);
    expect(setUp().keys.fromEnvironment()).toEqual({ key: 'environment-key', origin: elsewhere });
  });

  it('is no server’s beside an address that is none', () => {
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    vi.stubEnv('OPENROUTER_BASE_URL', 'models.example.com');
    expect(setUp().keys.fromEnvironment()).toEqual({ key: 'environment-key', origin: '' });
  });
});

describe('a stored key', () => {
  it('is kept in the secret storage and nowhere else, each origin under a name of its own', async () => {
    const { keys, secrets } = setUp();
    await keys.store(service, 'stored-key');
    await keys.store(elsewhere, 'other-key');
    expect(await secrets.keys()).toEqual([secretOfFirstVersion, `neuralTerminal.key.${elsewhere}`]);
    expect(await keys.origins()).toEqual([service, elsewhere]);
    await keys.delete(service);
    expect(await keys.origins()).toEqual([elsewhere]);
    expect([await keys.stored(service), await keys.stored(elsewhere)]).toEqual([undefined, 'other-key']);
  });

  it('of version 0.1 belongs to OpenRouter, and to no other server', async () => {
    const { keys, secrets } = setUp();
    await secrets.store(secretOfFirstVersion, 'key-of-0.1');
    expect([await keys.stored(service), await keys.stored(elsewhere)]).toEqual(['key-of-0.1', undefined]);
  });

  it('of version 0.1, which stored what was pasted, loses its quotes', async () => {
    const { keys, secrets } = setUp();
    await secrets.store(secretOfFirstVersion, '"sk-or-v1-lab"');
    expect(await keys.stored(service)).toBe('sk-or-v1-lab');
  });
});

describe('a change of a key', () => {
  it('is announced when one is stored, when one is deleted, and when another window does it', async () => {
    const { keys, secrets, changes } = setUp();
    await keys.store(service, 'stored-key');
    await keys.store(elsewhere, 'stored-key');
    await keys.delete(elsewhere);
    await secrets.store(secretOfFirstVersion, 'key-of-another-window');
    expect(changes.count).toBe(4);
  });

  it('is not one of another secret, and is not announced after disposal', async () => {
    const { keys, secrets, changes } = setUp();
    await secrets.store('neuralTerminal.other', 'value');
    keys.dispose();
    await keys.store(service, 'stored-key');
    expect(changes.count).toBe(0);
  });
});

describe('a key in the log', () => {
  it.each([
    ['that was stored', (keys: KeyStore) => keys.store(service, 'a plain word 1')],
    ['that was read', (_keys: KeyStore, secrets: FakeSecretStorage) => secrets.store(secretOfFirstVersion, 'a plain word 1')],
    ['of the environment', () => Promise.resolve(void vi.stubEnv('OPENROUTER_API_KEY', 'a plain word 1'))],
  ])('%s is not legible, whatever its shape', async (_name, appear) => {
    const { keys, secrets, log } = setUp();
    await appear(keys, secrets);
    await keys.stored(service);
    keys.fromEnvironment();
    log.info('event', { note: 'a plain word 1' });
    expect(recorded.log.map(({ text }) => text)).toEqual(['{"event":"event","note":"[redacted]"}']);
  });
});
