import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '../../../../src/core/errors/chatError.ts';
import { type KeySetupOptions, setApiKey } from '../../../../src/vscode/keys/keySetup.ts';
import { KeyStore } from '../../../../src/vscode/keys/keyStore.ts';
import { ChannelLog } from '../../../../src/vscode/platform/channelLog.ts';
import { FakeSecretStorage } from '../../../support/fakeVscode/fakeStorage.ts';
import { fakeUser } from '../../../support/fakeVscode/fakeUser.ts';
import { recorded } from '../../../support/fakeVscode/recorded.ts';
import { resetFakeVscode } from '../../../support/fakeVscode/resetFakeVscode.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const report = { label: 'sk-or-v1-…abc', limitRemainingUsd: '7.5', isFreeTier: false };

function setUp(options: Partial<KeySetupOptions> = {}) {
  const secrets = new FakeSecretStorage();
  const logger = recordingLogger();
  const check = vi.fn(options.check ?? (() => Promise.resolve(report)));
  const keys = new KeyStore(secrets, new ChannelLog());
  const run = () => setApiKey({ keys, logger, countModels: () => Promise.resolve(321), ...options, check });
  return { run, secrets, logger, check };
}

const texts = () => recorded.messages.map(({ text }) => text);

beforeEach(resetFakeVscode);

describe('setting the key', () => {
  it('asks in a field that hides what is typed and stays when the focus goes', async () => {
    await setUp().run();
    expect(recorded.inputBoxes).toMatchObject([{ password: true, ignoreFocusOut: true }]);
  });

  it.each([undefined, '', '   '])('does nothing when %j is typed', async (typed) => {
    fakeUser.types = typed;
    const { run, secrets, check } = setUp();
    await run();
    expect([check.mock.calls, await secrets.keys(), texts()]).toEqual([[], [], []]);
  });

  it('refuses a key with spaces in it, not one with spaces around it', async () => {
    await setUp().run();
    const [box] = recorded.inputBoxes;
    expect([box?.validateInput?.(' sk-or-v1-x '), box?.validateInput?.('sk or')]).toEqual([undefined, 'A key has no spaces.']);
  });

  it('checks the key, stores it, and says what it is good for', async () => {
    fakeUser.types = ' sk-or-v1-new ';
    const { run, secrets, check } = setUp();
    await run();
    expect(check.mock.calls.map(([key]) => key)).toEqual(['sk-or-v1-new']);
    expect(await secrets.get('neuralTerminal.openRouterKey')).toBe('sk-or-v1-new');
    expect(texts()).toEqual(['Key "sk-or-v1-…abc" stored: $7.50 left, paid tier, 321 models.']);
  });

  it('names a key without a limit and of the free tier as such', async () => {
    fakeUser.types = 'sk-or-v1-new';
    await setUp({ check: () => Promise.resolve({ ...report, limitRemainingUsd: null, isFreeTier: true }) }).run();
    expect(texts()).toEqual(['Key "sk-or-v1-…abc" stored: no limit, free tier, 321 models.']);
  });
});

describe('a key that the service refuses', () => {
  const refused = () => Promise.reject(new ChatError('UNAUTHORIZED', 'OpenRouter does not know this key.'));

  it('is not stored, and the user is told why', async () => {
    fakeUser.types = 'sk-or-v1-bad';
    const { run, secrets } = setUp({ check: refused });
    await run();
    expect(await secrets.keys()).toEqual([]);
    expect(recorded.messages).toMatchObject([
      { kind: 'error', text: 'The key was not stored. OpenRouter does not know this key.', buttons: ['Try Again'] },
    ]);
    expect(recorded.executed).toEqual([]);
  });

  it('can be corrected', async () => {
    Object.assign(fakeUser, { types: 'sk-or-v1-bad', presses: 'Try Again' });
    await setUp({ check: refused }).run();
    expect(recorded.executed).toEqual([['neuralTerminal.setApiKey']]);
  });
});

it('a check that is cancelled ends without a key and without a message', async () => {
  Object.assign(fakeUser, { types: 'sk-or-v1-new', cancels: true });
  const { run, secrets } = setUp({
    check: (_key, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  });
  await run();
  expect([await secrets.keys(), texts()]).toEqual([[], []]);
});
