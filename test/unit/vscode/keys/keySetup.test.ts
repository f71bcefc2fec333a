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
const service = new URL('https://openrouter.ai/api/v1/');

function setUp(options: Partial<KeySetupOptions> = {}) {
  const secrets = new FakeSecretStorage();
  const logger = recordingLogger();
  const check = vi.fn(options.check ?? (() => Promise.resolve(report)));
  const keys = new KeyStore(secrets, new ChannelLog());
  const run = () =>
    setApiKey({ keys, logger, server: () => Promise.resolve(service), countModels: () => Promise.resolve(321), ...options, check });
  return { run, secrets, keys, logger, check };
}

const texts = () => recorded.messages.map(({ text }) => text);
const complaints = () => recorded.fields.flatMap((field) => field.complaints);

beforeEach(resetFakeVscode);

describe('setting the key', () => {
  it('asks in a field that hides what is typed, stays when the focus goes, and names the server and where keys come from', async () => {
    await setUp().run();
    const [field] = recorded.fields;
    expect(field).toMatchObject({ password: true, ignoreFocusOut: true, title: 'Set API Key' });
    expect(field?.prompt).toContain('Your API key for openrouter.ai.');
    expect(field?.prompt).toContain('openrouter.ai/keys');
  });

  it('opens the page that makes keys from its button', async () => {
    fakeUser.presses = 'Get a Key (openrouter.ai/keys)';
    await setUp().run();
    expect(recorded.openedLinks.map(String)).toEqual(['https://openrouter.ai/keys']);
  });

  it.each([undefined, '', '   ', '""'])('does nothing when %j is typed', async (typed) => {
    fakeUser.types = typed;
    const { run, secrets, check } = setUp();
    await run();
    expect([check.mock.calls, await secrets.keys(), texts()]).toEqual([[], [], []]);
  });

  it.each([
    ['sk or', 'A key has no spaces.'],
    ['sk-or-v1-ä', 'A key has no character like “ä”.'],
  ])('names what is impossible in %j, and asks nobody about it', async (typed, complaint) => {
    fakeUser.types = typed;
    const { run, secrets, check } = setUp();
    await run();
    expect([check.mock.calls, await secrets.keys(), complaints().at(-1)]).toEqual([[], [], complaint]);
  });

  it('checks the key without what was copied with it, stores it, and says what it is good for', async () => {
    fakeUser.types = ' Bearer "sk-or-v1-new" ';
    const { run, secrets, check } = setUp();
    await run();
    expect(check.mock.calls.map(([baseUrl, key]) => [baseUrl.href, key])).toEqual([[service.href, 'sk-or-v1-new']]);
    expect(await secrets.get('neuralTerminal.openRouterKey')).toBe('sk-or-v1-new');
    expect(texts()).toEqual(['Key "sk-or-v1-…abc" for openrouter.ai stored: $7.50 left, paid tier. 321 models.']);
    expect(complaints()).toEqual([]);
  });

  it('names a key without a limit and of the free tier as such', async () => {
    fakeUser.types = 'sk-or-v1-new';
    await setUp({ check: () => Promise.resolve({ ...report, limitRemainingUsd: null, isFreeTier: true }) }).run();
    expect(texts()).toEqual(['Key "sk-or-v1-…abc" for openrouter.ai stored: no limit, free tier. 321 models.']);
  });

  it('stores the key of another server for that one only', async () => {
    fakeUser.types = 'sk-other';
    const { run, keys } = setUp({ server: () => Promise.resolve(new URL('https://models.example.com/v1/')) });
    await run();
    expect(await keys.origins()).toEqual(['https://models.example.com']);
    expect(texts()[0]).toContain('for models.example.com stored');
  });

  it('stores a key that is good although the list of models cannot be read', async () => {
    fakeUser.types = 'sk-or-v1-new';
    const { run, secrets } = setUp({ countModels: () => Promise.reject(new ChatError('OFFLINE', 'The service cannot be reached.')) });
    await run();
    expect(await secrets.get('neuralTerminal.openRouterKey')).toBe('sk-or-v1-new');
    expect(texts()).toEqual([
      'Key "sk-or-v1-…abc" for openrouter.ai stored: $7.50 left, paid tier. The list of models could not be read. The service cannot be reached.',
    ]);
  });
});

describe('a key that the service refuses', () => {
  it('is not stored, and the field, which stays open, says why', async () => {
    fakeUser.types = 'sk-or-v1-bad';
    const { run, secrets } = setUp({ check: () => Promise.reject(new ChatError('UNAUTHORIZED', 'OpenRouter does not know this key.')) });
    await run();
    expect(await secrets.keys()).toEqual([]);
    expect(complaints()).toEqual(['The key was not stored. OpenRouter does not know this key.']);
    expect(recorded.fields[0]).toMatchObject({ enabled: true, busy: false });
    expect(texts()).toEqual([]);
  });
});

describe('a key that cannot be checked', () => {
  const check = () => Promise.reject(new ChatError('BAD_SETTING', 'This server has no /key.'));

  it('is stored when the person wants that', async () => {
    Object.assign(fakeUser, { types: 'sk-local', presses: 'Store Unchecked' });
    const { run, secrets } = setUp({ check });
    await run();
    expect(await secrets.get('neuralTerminal.openRouterKey')).toBe('sk-local');
    expect(recorded.messages[0]).toMatchObject({
      kind: 'warning',
      text: 'openrouter.ai could not check the key. Store it all the same?',
      options: { modal: true, detail: 'This server has no /key.' },
    });
    expect(texts()[1]).toBe('Key for openrouter.ai stored without a check. 321 models.');
  });

  it('because the server has nothing to ask about one is stored after one sentence that says so', async () => {
    Object.assign(fakeUser, { types: 'sk-local', presses: 'Store Unchecked' });
    const { run, secrets } = setUp({ check: () => Promise.resolve(null) });
    await run();
    expect(await secrets.get('neuralTerminal.openRouterKey')).toBe('sk-local');
    expect(recorded.messages[0]).toMatchObject({
      kind: 'warning',
      text: 'openrouter.ai does not offer a way to check a key: store it unchecked?',
      buttons: ['Store Unchecked'],
    });
    expect(recorded.messages[0]?.options).toEqual({ modal: true });
    expect(texts()[1]).toBe('Key for openrouter.ai stored without a check. 321 models.');
  });

  it('is not stored otherwise', async () => {
    fakeUser.types = 'sk-local';
    const { run, secrets } = setUp({ check });
    await run();
    expect([await secrets.keys(), recorded.messages.length]).toEqual([[], 1]);
  });
});

describe('a server that no key may go to', () => {
  it('is not asked about one when the person has not agreed to it, and no key is asked for', async () => {
    fakeUser.types = 'sk-or-v1-new';
    const { run, check } = setUp({ server: () => Promise.reject(new ChatError('REFUSED', 'Not confirmed.')) });
    await run();
    expect([check.mock.calls, recorded.fields, texts()]).toEqual([[], [], []]);
  });

  it('is named when its address cannot be used, with a way to the setting', async () => {
    fakeUser.presses = 'Open Settings';
    await setUp({ server: () => Promise.reject(new ChatError('BAD_SETTING', 'The base URL is no URL.')) }).run();
    expect(recorded.messages).toMatchObject([{ kind: 'error', text: 'The base URL is no URL.', buttons: ['Open Settings'] }]);
    expect(recorded.executed).toEqual([['workbench.action.openSettings', 'neuralTerminal.openRouter.baseUrl']]);
  });
});

it('a check that is cancelled ends without a key and without a message', async () => {
  Object.assign(fakeUser, { types: 'sk-or-v1-new', cancels: true });
  const { run, secrets } = setUp({
    check: (_baseUrl, _key, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  });
  await run();
  expect([await secrets.keys(), texts(), complaints()]).toEqual([[], [], []]);
});
