import { beforeEach, vi } from 'vitest';
import { KeyStore } from '../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../src/vscode/platform/channelLog.ts';
import { secretStoreContract } from '../../support/contracts/secretStoreContract.ts';
import { MemorySecrets } from '../../support/fakes/memorySecrets.ts';
import { FakeSecretStorage } from '../../support/fakeVscode/fakeStorage.ts';

beforeEach(() => {
  vi.stubEnv('OPENROUTER_API_KEY', undefined);
  return () => void vi.unstubAllEnvs();
});

secretStoreContract('KeyStore', () => {
  const secrets = new KeyStore(new FakeSecretStorage(), new ChannelLog());
  return { secrets, set: (origin, key) => (key === null ? secrets.delete(origin) : secrets.store(origin, key)) };
});
secretStoreContract('MemorySecrets', () => {
  const secrets = new MemorySecrets();
  return { secrets, set: (origin, key) => Promise.resolve(secrets.set(origin, key)) };
});
