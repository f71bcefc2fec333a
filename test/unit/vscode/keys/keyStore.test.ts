import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KeyStore } from '../../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { FakeSecretStorage } from '../../../support/fakeVscode/fakeStorage.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';

const secretName = 'neuralTerminal.openRouterKey';

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
});
afterEach(() => void vi.unstubAllEnvs());

describe('the key', () => {
  it('is missing when it is neither stored nor in the environment', async () => {
    vi.stubEnv('OPENROUTER_API_KEY', '  ');
    expect(await setUp().keys.get()).toBeUndefined();
  });

  it('is taken from the environment, without the space around it', async () => {
    vi.stubEnv('OPENROUTER_API_KEY', ' environment-key\n');
    expect(await setUp().keys.get()).toEqual({ key: 'environment-key', source: 'environment' });
  });

  it('that is stored comes before the one of the environment', async () => {
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    const { keys } = setUp();
    await keys.store('stored-key');
    expect(await keys.get()).toEqual({ key: 'stored-key', source: 'stored' });
  });

  it('of the environment counts again after signing out', async () => {
    vi.stubEnv('OPENROUTER_API_KEY', 'environment-key');
    const { keys, secrets } = setUp();
    await keys.store('stored-key');
    await keys.delete();
    expect(await keys.get()).toEqual({ key: 'environment-key', source: 'environment' });
    expect(await secrets.keys()).toEqual([]);
  });

  it('is kept in the secret storage and nowhere else', async () => {
    const { keys, secrets } = setUp();
    await keys.store('stored-key');
    expect([await secrets.keys(), await secrets.get(secretName)]).toEqual([[secretName], 'stored-key']);
  });
});

describe('a change of the key', () => {
  it('is announced when it is stored, when it is deleted, and when another window does it', async () => {
    const { keys, secrets, changes } = setUp();
    await keys.store('stored-key');
    await keys.delete();
    await secrets.store(secretName, 'key-of-another-window');
    expect(changes.count).toBe(3);
  });

  it('is not one of another secret, and is not announced after disposal', async () => {
    const { keys, secrets, changes } = setUp();
    await secrets.store('neuralTerminal.other', 'value');
    keys.dispose();
    await keys.store('stored-key');
    expect(changes.count).toBe(0);
  });
});

describe('a key in the log', () => {
  it.each([
    ['that was stored', (keys: KeyStore) => keys.store('a plain word 1')],
    ['that was read', (_keys: KeyStore, secrets: FakeSecretStorage) => secrets.store(secretName, 'a plain word 1')],
    ['of the environment', () => Promise.resolve(void vi.stubEnv('OPENROUTER_API_KEY', 'a plain word 1'))],
  ])('%s is not legible, whatever its shape', async (_name, appear) => {
    const { keys, secrets, log } = setUp();
    await appear(keys, secrets);
    await keys.get();
    log.info('event', { note: 'a plain word 1' });
    expect(recorded.log.map(({ text }) => text)).toEqual(['{"event":"event","note":"[redacted]"}']);
  });
});
